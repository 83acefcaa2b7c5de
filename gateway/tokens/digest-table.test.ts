import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cacheDigest } from '#gateway/tokens/digest.ts';
import { openDigestTable } from '#gateway/tokens/digest-table.ts';

test('it knows the values that were put in last, each by its digest, however many came before', () => {
  const key = fc.nat(400).map((number) => cacheDigest(String(number)));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.array(fc.tuple(key, fc.nat())), (size, puts) => {
      const table = openDigestTable<number>(size);
      const model = new Map<string, number>();
      for (const [digest, value] of puts) {
        table.put(digest, value);
        const oldest = model.keys().next().value;
        if (!model.has(digest) && model.size === size && oldest !== undefined) model.delete(oldest);
        model.set(digest, value);
      }
      for (let number = 0; number <= 400; number += 1) {
        const digest = cacheDigest(String(number));
        assert.equal(table.get(digest), model.get(digest));
      }
    }),
  );
});

test('digests that begin alike are told apart', () => {
  const table = openDigestTable<string>(10);
  const digests = ['a', 'b', 'c'].map((end) => `same${'x'.repeat(27)}${end}`);
  for (const digest of digests) table.put(digest, digest);
  assert.deepEqual(digests.map(table.get), digests);
  assert.equal(table.get(`same${'x'.repeat(28)}`), undefined);
});
