/** Files of statements, written by hand: not by the writer that they might test. */
import { ibanOf } from '#libraries/cfonb/rib.ts';

const number = { bank: '30006', branch: '00001', account: '12345678901' };
/** Of the account that the statements speak of unless they are told otherwise. */
export const iban = ibanOf(number) ?? '';

const day = (date: string): string => date.slice(8) + date.slice(5, 7) + date.slice(2, 4);

function amount(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(14, '0');
  return digits.slice(0, 13) + (minor < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI')[Number(digits[13])];
}

/** A statement for tests: each movement has a label in a complement. */
export type Statement = {
  from: string;
  to: string;
  old: number;
  moves: readonly number[];
  end?: number;
  bank?: string;
  account?: string;
};

function records({ from, to, old, moves, end, bank = number.bank, account = number.account }: Statement): string[] {
  const front = (code: string): string => `${code}${bank}    ${number.branch}EUR2 ${account}`;
  const sum = moves.reduce((total, move) => total + move, old);
  return [
    `${front('01')}  ${day(from)}`.padEnd(90) + amount(old),
    ...moves.flatMap((move, index) => [
      `${front('04')}05${day(to)}  ${day(to)}${`VIR ${index}`.padEnd(31)}  000000000${amount(move)}`,
      `${front('05')}05${day(to)}     LIBFACTURE ${index}`,
    ]),
    `${front('07')}  ${day(to)}`.padEnd(90) + amount(end ?? sum),
  ].map((record) => record.padEnd(120));
}

/** Three days of one account, one after the other. */
export const first: Statement = { from: '2024-01-01', to: '2024-01-02', old: 100, moves: [10, -20] };
export const second: Statement = { from: '2024-01-02', to: '2024-01-03', old: 90, moves: [5] };
export const third: Statement = { from: '2024-01-03', to: '2024-01-04', old: 95, moves: [7] };

export function file(...statements: readonly Statement[]): string {
  return `${statements.flatMap(records).join('\n')}\n`;
}
