import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { readReturns, streamReturns } from '#cfonb/returns/read.ts';
import type { Returns, ReturnsContent } from '#cfonb/returns/model.ts';
import { writeReturns } from '#cfonb/returns/write.ts';
import { sampleReturns } from '#cfonb/test/samples.ts';
import { textUpTo } from '#cfonb/test/arbitrary-statement.ts';

function contentOf({ line: _line, gapMinor: _gap, operations, ...rest }: Returns): ReturnsContent {
  return { ...rest, operations: operations.map(({ line: _line, ...operation }) => operation) };
}

test('fields stand where the standard puts them', () => {
  const [head = '', detail = '', total = ''] = Buffer.from(writeReturns([sampleReturns]))
    .toString('latin1')
    .split('\n');
  assert.ok([head, detail, total].every((record) => record.length === 240));
  assert.equal(head.slice(0, 21), '3100000121160519E    ');
  assert.equal(head.slice(21, 66), '155890000098765432100CABINET EXEMPLE         ');
  assert.equal(head.slice(122, 128), '000123');
  assert.equal(detail.slice(66, 72), '123456');
  assert.equal(detail.slice(77, 113), '155890000098765432100JEAN MARTIN    ');
  assert.equal(detail.slice(122, 152), 'R00001BANQUE DE PARIS         ');
  assert.equal(detail.slice(152, 228).replace(/ +/g, ' '), 'FACTURE 12 COMPTE CLOS 100519I00001');
  assert.equal(total.slice(228), '000000012345');
});

test('what was written reads back as what was given, with and without line breaks', async () => {
  const text = (length: number): fc.Arbitrary<string> => textUpTo(length, 'utf8');
  const other = fc.record(
    {
      name: text(24),
      reference: text(6),
      label: text(32),
      currency: fc.constantFrom('EUR', 'USD', 'XPF'),
      decimals: fc.nat({ max: 9 }),
    },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(other, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('' as const, '\r\n' as const),
      async (groups, lineEnding) => {
        const given = groups.map(({ name, reference, label, currency, decimals }) => ({
          ...{ ...sampleReturns, currency, decimals, recipientAgain: { ...sampleReturns.recipient, name } },
          operations: sampleReturns.operations.map((operation) => ({
            ...operation,
            reference,
            labels: [label, ''] as const,
          })),
        }));
        const bytes = writeReturns(given, { encoding: 'utf8', lineEnding });
        assert.deepEqual(readReturns(bytes).returns.map(contentOf), given);
        assert.deepEqual((await Array.fromAsync(streamReturns([bytes]))).map(contentOf), given);
      },
    ),
  );
});

test('a total that is not the sum is said, and faults have their place', () => {
  const bytes = Buffer.from(writeReturns([{ ...sampleReturns, totalMinor: 1 }]));
  assert.equal(readReturns(bytes).returns[0]?.gapMinor, 12_344n);
  bytes[241 + 230] = 0x58;
  assert.throws(() => readReturns(bytes), /line 2, column 229 \(byte 469\): amount_invalid in record 34/);
  const { returns, faults } = readReturns(bytes, { mode: 'lenient' });
  assert.equal(returns[0]?.operations.length, 0);
  assert.equal(faults.length, 1);
  assert.throws(() => readReturns(bytes.subarray(0, 241)), /unfinished/);
  assert.throws(() => readReturns(bytes.subarray(241)), /record_misplaced/);
  assert.throws(() => readReturns(Buffer.from('32'.padEnd(240))), /record_unknown/);
  assert.throws(() => readReturns(Buffer.alloc(0)), /file_empty/);
});
