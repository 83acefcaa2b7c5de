import assert from 'node:assert/strict';
import test from 'node:test';
import { CfonbError, type Fault } from '#cfonb/fault.ts';
import { readStatements } from '#cfonb/statements/read.ts';
import { amount, balance, complement, fileOf, movement, smallStatement } from '#cfonb/test/records.ts';

function only<Value>(values: readonly Value[]): Value {
  assert.equal(values.length, 1);
  const [value] = values;
  if (value === undefined) throw new Error('nothing');
  return value;
}

function faultOf(bytes: Uint8Array): Fault {
  try {
    readStatements(bytes);
  } catch (cause) {
    if (cause instanceof CfonbError) return cause.fault;
    throw cause;
  }
  throw new Error('it was read');
}

test('a statement has its account, key and IBAN, its balances, and operations with all fields', () => {
  const record =
    '0415589916200000EUR2 98765432100B1160519  170519PRLV SEPA TEST CABINET           000001201' +
    `${amount(-3_221)}REFERENCE`;
  const records = [balance('01', amount(-1_904)), record, balance('07', amount(-5_125), { date: '160519' })];
  const statement = only(readStatements(fileOf(records)).statements);
  const { operations, ...rest } = statement;
  assert.deepEqual(rest, {
    ...{ line: 1, byteOffset: 0, bank: '15589', branch: '00000', account: '98765432100', ribKey: '88' },
    ...{ iban: 'FR7615589000009876543210088', currency: 'EUR', decimals: 2 },
    oldBalance: { date: '2019-05-15', amountMinor: -1_904, note: '', reference: '' },
    newBalance: { date: '2019-05-16', amountMinor: -5_125, note: '', reference: '' },
    ...{ operationCount: 1, movementsMinor: -3_221n, gapMinor: 0n, chainGapMinor: null },
  });
  assert.deepEqual(operations, [
    {
      ...{ line: 2, internalCode: '9162', interbankCode: 'B1', bookingDate: '2019-05-16', valueDate: '2019-05-17' },
      ...{
        rejectReason: '',
        label: 'PRLV SEPA TEST CABINET',
        entryNumber: '0000012',
        commissionExempt: false,
        unavailable: true,
      },
      ...{ currency: 'EUR', decimals: 2, amountMinor: -3_221, reference: 'REFERENCE', complements: [] },
    },
  ]);
});

test('complements are typed by their qualifier', () => {
  const records = [
    complement('LIB', '  INDENTED LABEL'),
    complement('NPY', 'PAYER'),
    complement('IBE', 'FR12ZZZ123456'.padEnd(35) + 'ICS'),
    complement('RCN', 'E2E'.padEnd(35) + 'SALA'),
    complement('REF', 'BATCH'.padEnd(35) + 'TX'),
    complement('CBE', 'FR7615589000009876543210088'),
    complement('RUM', 'MANDATE'.padEnd(35) + 'RCUR'),
    complement('FEE', 'EUR200000000000150'),
    complement('MMO', 'USD000000000008358300000001077'),
    complement('MMO', 'USD2000000000083580400000010770'),
    complement('MMO', 'JPY000000000008358'),
    complement('CPT', 'WHATEVER'),
    complement('FEE', 'NOT MONEY'),
  ];
  const [head = '', move = '', end = ''] = smallStatement;
  const statement = only(readStatements(fileOf([head, move, ...records, end])).statements);
  const usd = { qualifier: 'MMO', currency: 'USD' };
  assert.deepEqual(only(statement.operations).complements, [
    { qualifier: 'LIB', text: '  INDENTED LABEL' },
    { qualifier: 'NPY', text: 'PAYER' },
    { qualifier: 'IBE', identifier: 'FR12ZZZ123456', identifierType: 'ICS' },
    { qualifier: 'RCN', reference: 'E2E', purpose: 'SALA' },
    { qualifier: 'REF', batchReference: 'BATCH', transactionReference: 'TX' },
    { qualifier: 'CBE', account: 'FR7615589000009876543210088' },
    { qualifier: 'RUM', mandate: 'MANDATE', sequence: 'RCUR' },
    { qualifier: 'FEE', currency: 'EUR', decimals: 2, amountMinor: 150 },
    { ...usd, layout: '2004', decimals: 0, amountMinor: 8_358, rate: 1_077, rateDecimals: 3 },
    { ...usd, layout: '2010', decimals: 2, amountMinor: 8_358, rate: 10_770, rateDecimals: 4 },
    { qualifier: 'MMO', layout: '2004', currency: 'JPY', decimals: 0, amountMinor: 8_358, rate: null, rateDecimals: 0 },
    { qualifier: 'raw', code: 'CPT', text: 'WHATEVER' },
    { qualifier: 'raw', code: 'FEE', text: 'NOT MONEY' },
  ]);
});

test('line breaks of any kind or none, blank lines and stripped blanks read the same', () => {
  const expected = readStatements(fileOf(smallStatement)).statements.map(({ operations }) => operations.length);
  const files = {
    crlf: fileOf(smallStatement, '\r\n'),
    cr: fileOf(smallStatement, '\r'),
    none: fileOf(smallStatement, ''),
    'blank lines': fileOf(smallStatement, '\n\n   \n'),
    'stripped blanks': fileOf(smallStatement.map((record) => record.trimEnd())),
    'lines filled to 128': fileOf(smallStatement.map((record) => record.padEnd(128))),
    'no last line break': fileOf(smallStatement).subarray(0, -1),
    'control-Z': Buffer.concat([fileOf(smallStatement), Buffer.from([0x1a])]),
    'byte order mark': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), fileOf(smallStatement)]),
    'blanks before': Buffer.concat([Buffer.from('\r\n \n'), fileOf(smallStatement)]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const { statements } = readStatements(bytes);
    assert.deepEqual(
      statements.map(({ operations }) => operations.length),
      expected,
      name,
    );
    assert.equal(only(statements).newBalance.amountMinor, 8_766, name);
  }
});

test('accents come in latin-1, Windows-1252, UTF-8 and ISO-646-FR, without moving what stands behind them', () => {
  const [head = '', , end = ''] = smallStatement;
  const text = fileOf([head, movement(amount(-1_234), { text: 'SOCIÉTÉ Générale' }), end]).toString('latin1');
  const label = (bytes: Buffer, encoding: 'auto' | 'iso646-fr' = 'auto'): string =>
    only(only(readStatements(bytes, { encoding }).statements).operations).label;
  assert.equal(label(Buffer.from(text, 'latin1')), 'SOCIÉTÉ Générale');
  assert.equal(label(Buffer.from(text, 'utf8')), 'SOCIÉTÉ Générale');
  assert.equal(label(Buffer.from(text.replaceAll('\n', ''), 'utf8')), 'SOCIÉTÉ Générale');
  const euro = Buffer.from(text, 'latin1');
  euro[121 + 48] = 0x80;
  assert.equal(label(euro), '€OCIÉTÉ Générale');
  const iso646 = Buffer.from(text.replace('SOCIÉTÉ Générale', 'SOCIETE G{n{rale'), 'latin1');
  assert.equal(label(iso646, 'iso646-fr'), 'SOCIETE Générale');
});

test('what ISO-646-FR shows in the place of braces, and small letters, end amounts too', () => {
  const [head = '', , end = ''] = smallStatement;
  for (const [last, minor] of [
    ['é', 10],
    ['è', -10],
    ['c', 13],
    ['m', -14],
  ] as const) {
    const records = [head, movement(`0000000000001${last}`), end];
    for (const encoding of ['latin1', 'utf8'] as const) {
      const bytes = Buffer.from(records.join('\n'), encoding);
      assert.equal(only(only(readStatements(bytes).statements).operations).amountMinor, minor, `${last} ${encoding}`);
    }
  }
});

test('dialects: blank currency, filled reserved zones, notes of the bank, blank flags, dates of zeros', () => {
  const blankCurrency = balance('01', amount(0), { currency: '    ', text: '** PAS DE MOUVEMENT CE JOUR **' });
  const filled =
    `${balance('07', amount(0)).slice(0, 7)}0000${balance('07', amount(0)).slice(11, 32)}00150519  000000`.padEnd(90);
  const flagless = movement(amount(0), { date: '000000' });
  const bytes = fileOf([blankCurrency, `${flagless.slice(0, 81)}         ${flagless.slice(90)}`, filled + amount(0)]);
  const statement = only(readStatements(bytes).statements);
  assert.equal(statement.currency, 'EUR');
  assert.equal(statement.decimals, 2);
  assert.equal(statement.oldBalance.note, '** PAS DE MOUVEMENT CE JOUR **');
  assert.equal(statement.newBalance.note, '');
  const operation = only(statement.operations);
  assert.deepEqual(
    [operation.commissionExempt, operation.unavailable, operation.entryNumber, operation.bookingDate],
    [null, null, '', null],
  );
});

test('a sum that does not add up and a broken chain are said, and the statements are given', () => {
  const first = smallStatement;
  const second = [balance('01', amount(9_000)), movement(amount(1)), balance('07', amount(9_000))];
  const other = [
    balance('01', amount(5), { account: 'ABCDEFGHIJK' }),
    balance('07', amount(5), { account: 'ABCDEFGHIJK' }),
  ];
  const { statements } = readStatements(fileOf([...first, ...other, ...second]));
  assert.deepEqual(
    statements.map(({ gapMinor, chainGapMinor }) => [gapMinor, chainGapMinor]),
    [
      [0n, null],
      [0n, null],
      [1n, 234n],
    ],
  );
});

test('sums beyond what a number can hold are exact', () => {
  const largest = amount(99_999_999_999_999);
  const movements = Array.from({ length: 200 }, () => movement(largest));
  const records = [balance('01', amount(0)), ...movements, balance('07', amount(0))];
  assert.equal(only(readStatements(fileOf(records)).statements).movementsMinor, 99_999_999_999_999n * 200n);
});

test('a fault says line, column, byte, record, what was expected and what stood there', () => {
  const [head = '', , end = ''] = smallStatement;
  assert.deepEqual(faultOf(fileOf([head, movement('0000000001234X'), end])), {
    ...{ code: 'amount_invalid', line: 2, column: 91, byteOffset: 121 + 90, record: 2, recordCode: '04' },
    ...{ expected: '13 digits and one of {ABCDEFGHI }JKLMNOPQR', found: '0000000001234X', recordsSkipped: 1 },
  });
  const accented = movement('0000000001234X', { text: 'é' });
  assert.equal(faultOf(Buffer.from([head, accented, end].join('\r\n'), 'utf8')).byteOffset, 122 + 91);
  const unbroken = faultOf(fileOf([head, movement('0000000001234X'), end], ''));
  assert.deepEqual([unbroken.line, unbroken.column, unbroken.record], [1, 211, 2]);
});

test('each way of being wrong has its code', () => {
  const [head = '', move = '', end = ''] = smallStatement;
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['record_unknown', [head, '99', end]],
    ['record_misplaced', [move, end]],
    ['record_misplaced', [head, complement('LIB', 'A'), end]],
    ['record_misplaced', [end]],
    ['unfinished', [head, move]],
    ['unfinished', [head, move, head, end]],
    ['number_invalid', [head.replace('15589', '1558X'), end]],
    ['number_invalid', [head.replace('EUR2', 'EURX'), end]],
    ['currency_invalid', [head.replace('EUR2', 'E1R2'), end]],
    ['currency_invalid', [head, move.replace('EUR2', 'USD2'), end]],
    ['account_invalid', [head, move.replace('98765432100', '98765432101'), end]],
    ['account_invalid', [balance('01', amount(0), { account: ' '.repeat(11) }), end]],
    ['date_invalid', [head, move.replace('160519', '310219'), end]],
    ['date_invalid', [head, move.replace('160519', '16O519'), end]],
    ['character_invalid', [head, move.replace('PRLV', 'PR\tV'), end]],
    ['amount_invalid', [head, move, end.slice(0, 95)]],
    ['file_empty', []],
    ['file_empty', ['   ', '']],
  ];
  for (const [code, records] of cases) assert.equal(faultOf(fileOf(records)).code, code, records.join('\n'));
  const options = { maximumOperations: 1 };
  assert.throws(() => readStatements(fileOf([head, move, move, end]), options), /line 3, .*: too_large in record 04/);
});

test('lenient reading skips what is wrong, and every record is in the result or in a fault', () => {
  const [head = '', move = '', end = ''] = smallStatement;
  const bad = movement('0000000001234X');
  const records = [head, bad, complement('LIB', 'ORPHAN'), move, end, 'garbage', head, move, head, end];
  const { statements, faults, totals } = readStatements(fileOf(records), { mode: 'lenient' });
  assert.deepEqual(
    statements.map(({ operations, gapMinor }) => [operations.length, gapMinor]),
    [
      [1, 0n],
      [0, 1_234n],
    ],
  );
  assert.deepEqual(
    faults.map(({ code, line, recordsSkipped }) => [code, line, recordsSkipped]),
    [
      ['amount_invalid', 2, 1],
      ['record_misplaced', 3, 1],
      ['record_unknown', 6, 1],
      ['unfinished', 9, 2],
    ],
  );
  assert.deepEqual(totals, { records: 10, statements: 2, operations: 1, complements: 0, skipped: 5 });
});
