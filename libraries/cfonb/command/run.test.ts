import assert from 'node:assert/strict';
import test from 'node:test';
import { run } from '#cfonb/command/run.ts';
import { amount, balance, fileOf, movement, smallStatement } from '#cfonb/test/records.ts';
import { sampleBatch, sampleReturns } from '#cfonb/test/samples.ts';
import { writeOrders } from '#cfonb/orders/write.ts';
import { writeReturns } from '#cfonb/returns/write.ts';

async function cfonb(
  args: readonly string[],
  file: Uint8Array = Buffer.alloc(0),
): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  async function* input(): AsyncGenerator<Uint8Array> {
    yield file;
  }
  const print = async (text: string): Promise<void> => void (out += text);
  const status = await run(args, { input: input(), print, complain: (text) => void (err += text) });
  return { status, out, err };
}

test('a table shows account, balances and operations', async () => {
  const { status, out } = await cfonb(['-'], fileOf(smallStatement));
  assert.equal(status, 0);
  assert.equal(
    out,
    `FR7615589000009876543210088  2019-05-15 100.00 EUR → 2019-05-15 87.66 EUR
date        value       code  label      amount  currency  reference  complements
2019-05-16  2019-05-16  B1    PRLV SEPA  -12.34  EUR
`,
  );
});

test('JSON is what the library gives, CSV a line an operation', async () => {
  const json = await cfonb(['--output', 'json', '-'], fileOf([...smallStatement, ...smallStatement]));
  const parsed: unknown = JSON.parse(json.out);
  assert.partialDeepStrictEqual(parsed, [{ iban: 'FR7615589000009876543210088' }, { line: 4, chainGapMinor: 1_234 }]);
  const [head = '', , end = ''] = smallStatement;
  const csv = await cfonb(['--output', 'csv', '-'], fileOf([head, movement(amount(-1_234), { text: 'A, "B"' }), end]));
  const name = 'of,date,value,code,label,amount,currency,reference,complements\r\n';
  assert.equal(csv.out, `${name}FR7615589000009876543210088,2019-05-16,2019-05-16,B1,"A, ""B""",-12.34,EUR,,\r\n`);
});

test('--check says what is wrong, and its status tells', async () => {
  assert.deepEqual(await cfonb(['--check', '-'], fileOf(smallStatement)), { status: 0, out: 'all is well\n', err: '' });
  const gap = await cfonb(['--check', '-'], fileOf([balance('01', amount(1)), balance('07', amount(2))]));
  assert.equal(gap.status, 1);
  assert.match(gap.err, /line 1: old balance \+ movements - new balance = -0\.01 EUR/);
  const fault = await cfonb(['--check', '-'], fileOf([...smallStatement, 'garbage']));
  assert.equal(fault.status, 1);
  assert.match(fault.err, /line 4, column 1 \(byte 363\): record_unknown in record ga: expected 01, 04, 05 or 07/);
});

test('the other formats are shown too', async () => {
  const returned = await cfonb(['-'], writeReturns([sampleReturns]));
  assert.match(returned.out, /2019-05-16 {2}21 .*JEAN MARTIN {2}123\.45 {2}EUR/);
  const orders = await cfonb(['-'], writeOrders([{ ...sampleBatch, totalMinor: 1 }]));
  assert.match(
    orders.out,
    /line 1: sum - total = 299\.99, not 0\n.*\n02 .*JEAN MARTIN {2}30006 00001 12345678901 {2}100\.00/,
  );
  assert.equal(orders.status, 1);
});

test('a fault ends printing unless it is lenient', async () => {
  const bytes = fileOf([...smallStatement, 'garbage', ...smallStatement]);
  const strict = await cfonb(['-'], bytes);
  assert.deepEqual([strict.status, strict.out.includes('→')], [1, false]);
  const lenient = await cfonb(['--lenient', '-'], bytes);
  assert.deepEqual([lenient.status, lenient.out.split('→').length], [1, 3]);
});

test('wrong use is told from wrong files', async () => {
  assert.equal((await cfonb(['--help'])).out.startsWith('usage: cfonb FILE'), true);
  for (const args of [[], ['a', 'b'], ['--nonsense', 'a'], ['--output', 'xml', 'a']])
    assert.equal((await cfonb(args)).status, 2);
  assert.match((await cfonb(['/does/not/exist'])).err, /ENOENT/);
  assert.deepEqual([(await cfonb(['-'], Buffer.from('PK'))).status, (await cfonb(['-'])).status], [1, 1]);
});
