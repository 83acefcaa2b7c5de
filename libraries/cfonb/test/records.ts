/** Records of CFONB 120 for tests, by what differs from an ordinary one. */

const number = { bank: '15589', branch: '00000', currency: 'EUR2', account: '98765432100' };

type Changes = Partial<typeof number> & { readonly amount?: string; readonly date?: string; readonly text?: string };

function front(code: string, internal: string, changes: Changes): string {
  const { bank, branch, currency, account } = { ...number, ...changes };
  return `${code}${bank}${internal}${branch}${currency} ${account}`;
}

/** 01 or 07; `text` stands at 41-90. */
export function balance(code: '01' | '07', amount: string, changes: Changes = {}): string {
  return `${front(code, '    ', changes)}  ${changes.date ?? '150519'}${(changes.text ?? '').padEnd(50)}${amount}`.padEnd(
    120,
  );
}

/** 04; `text` is the label. */
export function movement(amount: string, changes: Changes = {}): string {
  const dates = `${changes.date ?? '160519'}  ${changes.date ?? '160519'}`;
  return `${front('04', '9162', changes)}B1${dates}${(changes.text ?? 'PRLV SEPA').padEnd(31)}  000000000${amount}`.padEnd(
    120,
  );
}

/** 05. */
export function complement(qualifier: string, text: string, changes: Changes = {}): string {
  return `${front('05', '9162', changes)}B1${changes.date ?? '160519'}     ${qualifier}${text}`.padEnd(120);
}

/** An amount as it stands in the file. */
export function amount(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(14, '0');
  return digits.slice(0, 13) + (minor < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI')[Number(digits[13])];
}

/** 01, 04 and 07 that add up. */
export const smallStatement: readonly string[] = [
  balance('01', amount(10_000)),
  movement(amount(-1_234)),
  balance('07', amount(8_766)),
];

export function fileOf(records: readonly string[], ending = '\n'): Buffer {
  return Buffer.from(records.map((record) => record + ending).join(''), 'latin1');
}
