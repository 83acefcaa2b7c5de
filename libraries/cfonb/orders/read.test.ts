import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { executionDate, type OrderBatch, type OrderBatchContent } from '#cfonb/orders/model.ts';
import { readOrders, streamOrders } from '#cfonb/orders/read.ts';
import { writeOrders } from '#cfonb/orders/write.ts';
import { textUpTo } from '#cfonb/test/arbitrary-statement.ts';
import { sampleBatch } from '#cfonb/test/samples.ts';

function contentOf({ line: _line, gapMinor: _gap, orders, ...rest }: OrderBatch): OrderBatchContent {
  return { ...rest, orders: orders.map(({ line: _line, ...order }) => order) };
}

test('fields stand where the standard puts them', () => {
  const [head = '', order = '', , further = '', total = ''] = Buffer.from(writeOrders([sampleBatch]))
    .toString('latin1')
    .split('\n');
  assert.ok([head, order, further, total].every((record) => record.length === 160));
  assert.equal(head.slice(0, 61), '0302        123456       16059CABINET EXEMPLE         LOT0001');
  assert.equal(head[80], 'E');
  assert.equal(head.slice(86, 102), '0000098765432100');
  assert.equal(head.slice(149, 154), '15589');
  assert.equal(order.slice(86, 154), '00001123456789010000000000010000FACTURE 1                      30006');
  assert.equal(further.slice(0, 2), '07');
  assert.equal(total.slice(102, 118), '0000000000030000');
});

test('what was written reads back as what was given, with and without line breaks', async () => {
  const text = (length: number): fc.Arbitrary<string> => textUpTo(length, 'latin1');
  const other = fc.record(
    {
      name: text(24),
      label: text(31),
      further: fc.array(
        text(148).map((found) => (found === '' ? '' : ' '.repeat(8) + found)),
        { maxLength: 2 },
      ),
      currency: fc.constantFrom('EUR' as const, 'FRF' as const),
    },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(other, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('' as const, '\n' as const),
      async (batches, lineEnding) => {
        const given = batches.map(({ name, label, further, currency }) => ({
          ...{ ...sampleBatch, currency, name },
          orders: sampleBatch.orders.map((order) => ({ ...order, label, further })),
        }));
        const bytes = writeOrders(given, { lineEnding });
        assert.deepEqual(readOrders(bytes).batches.map(contentOf), given);
        assert.deepEqual((await Array.fromAsync(streamOrders([bytes]))).map(contentOf), given);
      },
    ),
  );
});

test('a total that is not the sum is said, and what is wrong has its place', () => {
  const text = Buffer.from(writeOrders([{ ...sampleBatch, totalMinor: 30_001 }])).toString('latin1');
  assert.equal(readOrders(Buffer.from(text)).batches[0]?.gapMinor, -1n);
  assert.throws(
    () => readOrders(Buffer.from(text.replace('16059', '32059'))),
    /line 1, column 26 \(byte 25\): date_invalid/,
  );
  assert.throws(
    () => readOrders(Buffer.from(text.replace('06', '05'))),
    /record_unknown in record 05: expected 03, 06, 07, 08/,
  );
  const withoutOrder = text.split('\n').filter((record) => !record.startsWith('06'));
  assert.throws(() => readOrders(Buffer.from(withoutOrder.join('\n'))), /record_misplaced in record 07/);
});

test('a day without decade is the one nearest to a given day', () => {
  assert.equal(executionDate('16059', '2019-06-01'), '2019-05-16');
  assert.equal(executionDate('02010', '2029-12-31'), '2030-01-02');
  assert.equal(executionDate('31129', '2030-01-02'), '2029-12-31');
  assert.equal(executionDate('29024', '2024-03-01'), '2024-02-29');
  assert.equal(executionDate('', '2024-03-01'), null);
  assert.equal(executionDate('31029', '2024-03-01'), null);
});
