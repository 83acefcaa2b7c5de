import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { addPairs, eachBin, encodeSketch, openSketchSum, type Bins } from '#metering/tally/sketch.ts';

/** The logarithmic mapping of DDSketch, as a gateway applies it. */
function sketchOf(values: readonly number[]): Bins {
  const bins: Bins = new Map();
  for (const value of values) addPairs(bins, [Math.ceil(Math.log(value) / Math.log(1.01 / 0.99)), 1]);
  return bins;
}

const latencies = fc.array(fc.double({ min: 0.001, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 300 });

test('a sketch comes back from its bytes', () => {
  const bins = fc.uniqueArray(fc.tuple(fc.integer({ min: -1024, max: 1023 }), fc.integer({ min: 1, max: 2 ** 50 })), {
    selector: ([key]) => key,
  });
  fc.assert(
    fc.property(bins, (pairs) => {
      const read: [number, number][] = [];
      const bytes = encodeSketch(new Map(pairs));
      if (bytes !== null) eachBin(bytes, (key, count) => read.push([key, count]));
      assert.deepEqual(
        read,
        pairs.toSorted(([one], [other]) => one - other),
      );
    }),
  );
});

test('quantiles of sketches that were added up are those of all values, within 1 %', () => {
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 5 }), (parts) => {
      const sum = openSketchSum();
      for (const part of parts) sum.add(encodeSketch(sketchOf(part)) ?? Buffer.alloc(0));
      const all = parts.flat().toSorted((one, other) => one - other);
      const shares = [0, 0.5, 0.95, 0.99, 1];
      for (const [index, found] of (sum.quantiles(shares) ?? []).entries()) {
        const exact = all[Math.floor((shares[index] ?? 0) * (all.length - 1))] ?? Number.NaN;
        assert.ok(Math.abs(found - exact) <= exact * 0.0100001, `${found} for ${exact}`);
      }
    }),
  );
});

test('a sketch without values has no quantiles, and bytes that are cut off are no sketch', () => {
  assert.equal(encodeSketch(new Map()), null);
  assert.equal(openSketchSum().quantiles([0.5]), null);
  const cut = encodeSketch(new Map([[3, 300]]))?.subarray(0, 2) ?? Buffer.alloc(0);
  assert.throws(() => openSketchSum().add(cut), /cut off/);
});
