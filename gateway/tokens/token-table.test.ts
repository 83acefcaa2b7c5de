import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openTokenTable } from '#gateway/tokens/token-table.ts';

/** Tokens that are often alike, at their end or before it. */
const token = fc
  .tuple(fc.constantFrom('', 'a', 'b', 'header.'.repeat(12)), fc.nat(60), fc.constantFrom('', 'end', 'e'.repeat(70)))
  .map((parts) => parts.join(''));

test('it knows the values that were put in last, each by its token, however many came before', () => {
  const put = fc.tuple(token, fc.nat());
  const sizes = fc.record({ tokens: fc.integer({ min: 1, max: 150 }), characters: fc.integer({ min: 1, max: 4_000 }) });
  fc.assert(
    fc.property(sizes, fc.array(put, { maxLength: 300 }), (size, puts) => {
      const table = openTokenTable<number>(size);
      const model = new Map<string, number>();
      const length = (): number => [...model.keys()].join('').length;
      for (const [key, value] of puts) {
        table.put(key, value);
        if (key.length > size.characters) continue;
        while (!model.has(key) && (model.size === size.tokens || length() + key.length > size.characters)) {
          model.delete(model.keys().next().value ?? '');
        }
        model.set(key, value);
      }
      for (const [key] of puts) assert.equal(table.get(key), model.get(key));
    }),
  );
});

test('tokens that end alike are told apart, and so are those that begin alike', () => {
  const table = openTokenTable<string>({ tokens: 10, characters: 10_000 });
  const signature = 's'.repeat(86);
  const known = [`first.${signature}`, `other.${signature}`, 'same1', 'same2'];
  for (const one of known) table.put(one, one);
  assert.deepEqual(known.map(table.get), known);
  for (const one of [`third.${signature}`, `first.${signature.slice(1)}t`, signature, 'same3', 'ame1', '']) {
    assert.equal(table.get(one), undefined);
  }
});
