/**
 * A reader as one writes it in an afternoon, decoding the same fields: split into lines, substring, trim, parse: node plain.ts FILE
 * ROUNDS. It judges nothing and knows one layout of each record.
 */
import { readFileSync } from 'node:fs';
import { measureRounds } from '#bench/cfonb/subject.ts';

type PlainOperation = Record<string, unknown> & {
  readonly amount: number;
  readonly complements: Record<string, string>[];
};
type PlainStatement = Record<string, unknown> & { readonly operations: PlainOperation[] };

const field = (line: string, from: number, to: number): string => line.substring(from - 1, to).trim();

function amountOf(text: string): number {
  const last = text.slice(-1);
  const credit = '{ABCDEFGHI'.indexOf(last);
  const digit = credit >= 0 ? credit : '}JKLMNOPQR'.indexOf(last);
  return (credit >= 0 ? 1 : -1) * Number(text.slice(0, -1) + String(digit));
}

function dateOf(text: string): string | null {
  if (text === '') return null;
  const year = Number(text.slice(4));
  return `${year > 60 ? 1900 + year : 2000 + year}-${text.slice(2, 4)}-${text.slice(0, 2)}`;
}

function operationOf(line: string): PlainOperation {
  return {
    internalCode: field(line, 8, 11),
    interbankCode: field(line, 33, 34),
    currency: field(line, 17, 19),
    decimals: Number(field(line, 20, 20)),
    bookingDate: dateOf(field(line, 35, 40)),
    rejectReason: field(line, 41, 42),
    valueDate: dateOf(field(line, 43, 48)),
    label: field(line, 49, 79),
    entryNumber: field(line, 82, 88),
    commissionExempt: line[88] === '1',
    unavailable: line[89] === '1',
    amount: amountOf(line.substring(90, 104)),
    reference: field(line, 105, 120),
    complements: [],
  };
}

function read(text: string): PlainStatement[] {
  const statements: PlainStatement[] = [];
  let statement: PlainStatement | undefined;
  for (const line of text.split('\n')) {
    const code = line.substring(0, 2);
    if (code === '01') {
      const account = { bank: field(line, 3, 7), branch: field(line, 12, 16), account: field(line, 22, 32) };
      const oldBalance = { date: dateOf(field(line, 35, 40)), amount: amountOf(line.substring(90, 104)) };
      statement = { ...account, currency: field(line, 17, 19), oldBalance, operations: [] };
      statements.push(statement);
    } else if (code === '04') {
      statement?.operations.push(operationOf(line));
    } else if (code === '05') {
      statement?.operations.at(-1)?.complements.push({ qualifier: field(line, 46, 48), text: field(line, 49, 118) });
    } else if (code === '07' && statement !== undefined) {
      statement['newBalance'] = { date: dateOf(field(line, 35, 40)), amount: amountOf(line.substring(90, 104)) };
    }
  }
  return statements;
}

const [file = '', rounds] = process.argv.slice(2);
const bytes = readFileSync(file);
await measureRounds(Number(rounds), () => {
  const operations = read(bytes.toString('latin1')).flatMap((statement) => statement.operations);
  return { operations: operations.length, sumMinor: operations.reduce((sum, { amount }) => sum + amount, 0) };
});
