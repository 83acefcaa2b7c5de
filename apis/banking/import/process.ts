/**
 * Imports a received file: reads it once, judges each statement, and writes all in the one transaction that it is given. Strict: one
 * refusal, and nothing is imported. Lenient: the good statements are.
 */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import { newId } from '#base/ids.ts';
import type { Mode } from '#libraries/cfonb/fault.ts';
import type { ReadEncoding } from '#libraries/cfonb/framer.ts';
import { StatementReader } from '#libraries/cfonb/statements/reader.ts';
import { reportChainGaps } from '#apis/banking/import/chain-gaps.ts';
import { copyFields, copyInto } from '#apis/banking/import/copy.ts';
import { Findings } from '#apis/banking/import/findings.ts';
import { KnownStatements, type StatementIdentity } from '#apis/banking/import/known-statements.ts';
import { StatementRows, type ReadStatement } from '#apis/banking/import/statement-rows.ts';
import { openTargets, type Target } from '#apis/banking/import/target-account.ts';
import type { Finding, Report } from '#apis/banking/shapes.ts';

export type ImportTask = {
  readonly importId: string;
  readonly environment: string;
  readonly dossiers: readonly number[];
  readonly accountId: string | null;
  readonly mode: Mode;
  readonly encoding: ReadEncoding;
};

export type Outcome = {
  readonly report: Report;
  readonly isRefused: boolean;
  readonly touchedDossiers: readonly number[];
};

/** Where a statement's table takes its columns from: `number` makes itself. */
const statementsTable = `banking.statements (id, account_id, import_id, line, currency, decimals, opening_date, closing_date,
  opening_minor, closing_minor, movements_minor, gap_minor, operation_count, account_differs, digest)`;

/** Texts of rows that are gathered before they are sent. */
const batchCharacters = 1_000_000;

const refusalTexts: Readonly<Record<string, string>> = {
  account_unknown: 'no account in your dossiers has this bank, branch and account',
  account_ambiguous: 'several accounts in your dossiers fit: name one with AccountId',
  account_control: 'the account of the file is not that of the IBAN, and the control of the account is active',
  damaged: 'a record of this statement could not be read',
  differs: 'there is a statement of these days and balances with other contents',
  overlaps: 'there is a statement that speaks of some of these days',
};

class Importing {
  readonly #client: pg.PoolClient;
  readonly #task: ImportTask;
  readonly #targetOf: (head: ReadStatement['head']) => Target;
  readonly findings = new Findings();
  readonly #known = new Map<string, KnownStatements>();
  readonly touchedDossiers = new Set<number>();
  readonly imported = { Statements: 0, Operations: 0, Records: 0 };
  #statementLines: string[] = [];
  #operationLines: string[] = [];
  #characters = 0;

  constructor(client: pg.PoolClient, task: ImportTask, targetOf: (head: ReadStatement['head']) => Target) {
    this.#client = client;
    this.#task = task;
    this.#targetOf = targetOf;
  }

  get accountIds(): string[] {
    return [...this.#known.keys()];
  }

  async place(statement: ReadStatement): Promise<void> {
    if (statement.isDamaged) return this.#refuse(statement, 'damaged');
    const target = this.#targetOf(statement.head);
    if ('refused' in target) return this.#refuse(statement, target.refused);
    const { account, differs } = target;
    this.touchedDossiers.add(Number(account.dossier_id));
    const known = this.#known.get(account.id) ?? (await KnownStatements.ofAccount(this.#client, account.id));
    this.#known.set(account.id, known);
    const identity = identityOf(statement);
    const comparison = known.compare(identity);
    if (comparison === 'there') {
      const text = 'this statement was imported before';
      return this.findings.addStatement(finding('skipped', 'statement_there', text, statement));
    }
    if (comparison !== 'new') return this.#refuse(statement, comparison);
    known.add(identity);
    if (statement.end.gapMinor !== 0n) {
      const text = `old balance + movements - new balance is ${statement.end.gapMinor}, not 0 (minor units)`;
      this.findings.addStatement({ ...finding('warning', 'sum_differs', text, statement), Records: 0 });
    }
    if (differs) {
      const text = `bank, branch or account are not those of ${account.iban}`;
      this.findings.addStatement({ ...finding('warning', 'account_differs', text, statement), Records: 0 });
    }
    // What a strict import will not keep need not be written.
    if (this.#task.mode === 'strict' && this.findings.hasRefusals) return;
    this.#add(statement, account.id, differs);
    if (this.#characters > batchCharacters) await this.flush();
  }

  #refuse(statement: ReadStatement, reason: string): void {
    const code = reason.startsWith('account_') ? reason : `statement_${reason}`;
    this.findings.addStatement(finding('refused', code, refusalTexts[reason] ?? reason, statement));
  }

  #add({ head, end, operationRows, records, digest }: ReadStatement, accountId: string, differs: boolean): void {
    const id = newId();
    this.#statementLines.push(
      copyFields([
        ...[id, accountId, this.#task.importId, head.line, head.currency, head.decimals],
        ...[head.oldBalance.date, end.newBalance.date, head.oldBalance.amountMinor, end.newBalance.amountMinor],
        ...[end.movementsMinor, end.gapMinor, end.operationCount, differs, `\\x${digest}`],
      ]),
    );
    for (const [index, row] of operationRows.entries()) {
      const line = `${accountId}\t${id}\t${index + 1}\t${row}`;
      this.#operationLines.push(line);
      this.#characters += line.length;
    }
    this.#characters += 300;
    this.imported.Statements += 1;
    this.imported.Operations += end.operationCount;
    this.imported.Records += records;
  }

  async flush(): Promise<void> {
    const [statements, operations] = [this.#statementLines, this.#operationLines];
    this.#statementLines = [];
    this.#operationLines = [];
    this.#characters = 0;
    await copyInto(this.#client, statementsTable, statements);
    await copyInto(this.#client, 'banking.operations', operations);
  }
}

function identityOf({ head, end, digest }: ReadStatement): StatementIdentity {
  return {
    ...{ openingDate: head.oldBalance.date, closingDate: end.newBalance.date, digest },
    ...{ openingMinor: head.oldBalance.amountMinor, closingMinor: end.newBalance.amountMinor },
  };
}

function finding(kind: Finding['Kind'], code: string, message: string, { head, records }: ReadStatement): Finding {
  const account = head.iban ?? `${head.bank} ${head.branch} ${head.account}`;
  return { Kind: kind, Code: code, Message: message, Line: head.line, Records: records, Account: account };
}

/** Reads `source` and imports it with `client`, in whose transaction it all happens. The caller ends the transaction. */
export async function processFile(
  client: pg.PoolClient,
  task: ImportTask,
  source: AsyncIterable<Uint8Array>,
  onProgress: (readBytes: number) => void,
): Promise<Outcome> {
  const importing = new Importing(client, task, await openTargets(client, task));
  const rows = new StatementRows();
  let ready: ReadStatement[] = [];
  const reader = new StatementReader(
    {
      onHead: (head) => rows.begin(head),
      onOperation: (operation) => rows.add(operation),
      onEnd: (end) => ready.push(rows.end(end)),
      onAbandoned: () => undefined,
      onFault: (fault) => {
        importing.findings.addFault(fault);
        rows.damage();
      },
    },
    { mode: 'lenient', encoding: task.encoding, maximumOperations: limits.bankingStatementOperations },
  );
  const placeReady = async (): Promise<void> => {
    const statements = ready;
    ready = [];
    for (const statement of statements) await importing.place(statement);
  };
  let readBytes = 0;
  for await (const piece of source) {
    reader.push(piece);
    await placeReady();
    readBytes += piece.length;
    onProgress(readBytes);
  }
  reader.end();
  await placeReady();
  const { records, statements, operations } = reader.totals;
  const isRefused = task.mode === 'strict' && importing.findings.hasRefusals;
  if (!isRefused) {
    await importing.flush();
    await reportChainGaps(client, task.importId, importing.accountIds, importing.findings);
  }
  const imported = isRefused ? { Statements: 0, Operations: 0, Records: 0 } : importing.imported;
  const read = { Bytes: readBytes, Records: records, Statements: statements, Operations: operations };
  return {
    report: importing.findings.report(read, imported),
    isRefused,
    touchedDossiers: [...importing.touchedDossiers],
  };
}
