/** Realistic statements for tests and measurements: the same seed gives the same file. */
import type { Balance, Complement, StatementContent } from '#cfonb/statements/model.ts';
import { writeStatements } from '#cfonb/statements/write.ts';
import type { WriteOptions } from '#cfonb/written-record.ts';

export type GenerateOptions = {
  /** Any integer. */
  readonly seed: number;
  readonly statements: number;
  readonly operationsPerStatement: number;
  /** Default: 3. Each account has a statement a day in turn, its balances chained. */
  readonly accounts?: number;
  /** `YYYY-MM-DD` of the first statements. Default: `2024-01-02`. */
  readonly firstDay?: string;
};

type Random = (below: number) => number;

/** Mulberry32: small, and good enough for texts. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const companies = [
  ...[
    'BOULANGERIE MARTIN',
    'SARL DUPONT ET FILS',
    'EDF ENTREPRISES',
    'ORANGE SA',
    'URSSAF ILE DE FRANCE',
    'SNCF CONNECT',
  ],
  ...[
    'MUTUELLE DES ARTISANS',
    'GARAGE DE LA GARE',
    'SCI LES TILLEULS',
    'IMPRIMERIE LEROY',
    'TRANSPORTS GIRARD',
    'OVH SAS',
  ],
  ...['DGFIP', 'AMAZON EU SARL', 'METRO FRANCE', 'PAPETERIE DU CENTRE'],
] as const;

type Kind = { readonly code: string; readonly sign: 1 | -1; readonly label: string };

const kinds: readonly Kind[] = [
  { code: '05', sign: 1, label: 'VIR SEPA' },
  { code: '06', sign: -1, label: 'VIR SEPA' },
  { code: 'B1', sign: -1, label: 'PRLV SEPA' },
  { code: '11', sign: -1, label: 'CB' },
  { code: '01', sign: -1, label: 'CHEQUE' },
  { code: '62', sign: -1, label: 'COMMISSION' },
  { code: '02', sign: 1, label: 'REMISE CHEQUES' },
  { code: '45', sign: 1, label: 'VIR INTERNATIONAL' },
];

function pick<Value>(random: Random, values: readonly [Value, ...Value[]] | readonly Value[]): Value {
  const value = values[random(values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random(10)).join('');
}

function complementsOf(random: Random, kind: Kind, company: string): Complement[] {
  if (kind.code === '05' || kind.code === '06') {
    const label = `FACTURE ${digits(random, 6)} DU MOIS`;
    return [
      { qualifier: 'LIB', text: `${kind.label} ${company}` },
      kind.sign > 0 ? { qualifier: 'NPY', text: company } : { qualifier: 'NBE', text: company },
      { qualifier: 'LCC', text: label },
      { qualifier: 'RCN', reference: `E2E${digits(random, 12)}`, purpose: '' },
    ];
  }
  if (kind.code === 'B1') {
    return [
      { qualifier: 'NBE', text: company },
      { qualifier: 'IBE', identifier: `FR${digits(random, 2)}ZZZ${digits(random, 6)}`, identifierType: '' },
      { qualifier: 'RUM', mandate: `RUM-${digits(random, 10)}`, sequence: 'RCUR' },
    ];
  }
  if (kind.code !== '45')
    return kind.code === '11' ? [{ qualifier: 'LIB', text: `${company} CARTE ${digits(random, 4)}` }] : [];
  const amountMinor = 100 + random(900_000);
  return [
    {
      qualifier: 'MMO',
      layout: '2010',
      currency: 'USD',
      decimals: 2,
      amountMinor,
      rate: 10_000 + random(2_000),
      rateDecimals: 4,
    },
    { qualifier: 'FEE', currency: 'EUR', decimals: 2, amountMinor: 1_500 },
  ];
}

function operationOf(random: Random, day: string): StatementContent['operations'][number] {
  const kind = pick(random, kinds);
  const company = pick(random, companies);
  return {
    internalCode: digits(random, 4),
    interbankCode: kind.code,
    bookingDate: day,
    valueDate: day,
    rejectReason: '',
    label: `${kind.label} ${company}`.slice(0, 31).trimEnd(),
    entryNumber: kind.code === '01' ? `1${digits(random, 6)}` : '',
    commissionExempt: false,
    unavailable: false,
    amountMinor: kind.sign * (100 + random(2_000_000)),
    reference: random(2) === 0 ? `REF${digits(random, 10)}` : '',
    complements: complementsOf(random, kind, company),
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

type Account = {
  readonly bank: string;
  readonly branch: string;
  readonly account: string;
  day: string;
  balanceMinor: number;
};

/** Gives statements one after the other; each begins with the balance with which the last one of its account ended. */
export function* generateStatements(options: GenerateOptions): Generator<StatementContent, void, undefined> {
  const random = randomOf(options.seed);
  const firstDay = options.firstDay ?? '2024-01-02';
  const accounts: Account[] = Array.from({ length: options.accounts ?? 3 }, () => ({
    ...{ bank: pick(random, ['30004', '10278', '18706']), branch: digits(random, 5), account: digits(random, 11) },
    ...{ day: firstDay, balanceMinor: random(10_000_000) },
  }));
  for (let count = 0; count < options.statements; count += 1) {
    const account = accounts[count % accounts.length];
    if (account === undefined) return;
    const { bank, branch, account: number } = account;
    const before = account.day;
    // JJMMAA ends with 2060: then the calendar begins again.
    account.day = before >= '2060-12-30' ? firstDay : dayAfter(before);
    const operations = Array.from({ length: options.operationsPerStatement }, () => operationOf(random, account.day));
    const oldBalance: Balance = { date: before, amountMinor: account.balanceMinor, note: '', reference: '' };
    account.balanceMinor += operations.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const newBalance: Balance = { ...oldBalance, date: account.day, amountMinor: account.balanceMinor };
    yield { bank, branch, account: number, currency: 'EUR', decimals: 2, oldBalance, newBalance, operations };
  }
}

/** The same as a file, a statement at a time. */
export function generateFile(options: GenerateOptions & WriteOptions): Generator<Uint8Array, void, undefined> {
  return writeStatements(generateStatements(options), options);
}
