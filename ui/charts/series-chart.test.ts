import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
// From here on Node reads `.tsx`.
import '#ui/jsx-loader.ts';

const { runsOf, scaleOf } = await import('#ui/charts/series-chart.tsx');

const value = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((one) => one / 100),
);

test('all values lie on the scale, whose steps are round where the values are not too close together', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const { low, step } = scaleOf(values);
      // A sum of doubles is off by its last digits.
      const noise = step * 1e-6;
      assert.ok(low <= Math.min(...values) + noise && low + 4 * step >= Math.max(...values) - noise);
    }),
  );
  assert.deepEqual(scaleOf([1.05, 1.21]), { low: 1.05, step: 0.05 });
  assert.deepEqual(scaleOf([0, 100]), { low: 0, step: 25 });
  assert.deepEqual(scaleOf([]), { low: 0, step: 1 });
});

test('every point is drawn inside the picture, and a long series with few of them and its extremes', () => {
  const points = fc.array(fc.option(value), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(points, (values) => {
      const scale = scaleOf(values.flatMap((one) => one ?? []));
      const runs = runsOf(
        values.map((one, index) => ({ atMs: index * 1_000, value: one })),
        scale,
      );
      assert.equal(runs.flat().length, values.filter((one) => one !== null).length);
      for (const { x, y } of runs.flat()) assert.ok(x >= 0 && x <= 720 && y >= -0.01 && y <= 240.01, `${x} ${y}`);
    }),
  );
  const long = Array.from({ length: 20_000 }, (_, index) => ({ atMs: index, value: index === 777 ? 8 : index % 3 }));
  const [run = []] = runsOf(long, scaleOf(long.map((one) => one.value)));
  assert.ok(run.length < 4 * 722);
  assert.equal(Math.min(...run.map(({ y }) => y)), 0);
});

test('a missing value parts the line', () => {
  const points = [1, null, 2, 3].map((one, index) => ({ atMs: index, value: one }));
  assert.deepEqual(
    runsOf(points, scaleOf([1, 2, 3])).map((run) => run.length),
    [1, 2],
  );
});
