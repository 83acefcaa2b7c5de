/** A statement on its way into the database: its rows as COPY wants them, and the digest of its contents. */
import { createHash } from 'node:crypto';
import type { Complement, Operation, StatementEnd, StatementHead } from '#libraries/cfonb/statements/model.ts';
import { copyFields } from '#apis/banking/import/copy.ts';

/** A statement that was read to its end. */
export type ReadStatement = {
  readonly head: StatementHead;
  readonly end: StatementEnd;
  /** Rows of `banking.operations` without their first three columns. */
  readonly operationRows: readonly string[];
  /** A record of it could not be read: it is not whole. */
  readonly isDamaged: boolean;
  /** Records of the file that it is made of. */
  readonly records: number;
  /** SHA-256 of the contents, hexadecimal: the same whatever encoding, line ends and place in the file. */
  readonly digest: string;
};

/** Gathers one statement after the other. */
export class StatementRows {
  #head: StatementHead | null = null;
  #rows: string[] = [];
  #records = 0;
  #isDamaged = false;
  #hash = createHash('sha256');

  begin(head: StatementHead): void {
    this.#head = head;
    this.#rows = [];
    this.#records = 2;
    this.#isDamaged = false;
    this.#hash = createHash('sha256');
    const { bank, branch, account, currency, decimals, oldBalance } = head;
    this.#hash.update(JSON.stringify([bank, branch, account, currency, decimals, oldBalance]));
  }

  add(operation: Operation): void {
    const contents = copyFields([
      ...[operation.bookingDate, operation.valueDate, operation.interbankCode, operation.internalCode],
      ...[operation.rejectReason, operation.label, operation.entryNumber, operation.commissionExempt],
      ...[operation.unavailable, operation.amountMinor, operation.reference],
      JSON.stringify(operation.complements.map(complementShape)),
    ]);
    this.#hash.update(`\n${contents}`);
    this.#rows.push(`${operation.line}\t${contents}`);
    this.#records += 1 + operation.complements.length;
  }

  /** Something that stands in the statement could not be read; between statements it does not matter to any. */
  damage(): void {
    this.#isDamaged = true;
  }

  end(end: StatementEnd): ReadStatement {
    if (this.#head === null) throw new Error('a statement ended that had not begun');
    this.#hash.update(`\n${JSON.stringify(end.newBalance)}`);
    return {
      ...{ head: this.#head, end, operationRows: this.#rows, records: this.#records, isDamaged: this.#isDamaged },
      digest: this.#hash.digest('hex'),
    };
  }
}

/** The fields of a complement under the names that the contract gives them: with a capital. */
function complementShape(complement: Complement): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(complement).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );
}
