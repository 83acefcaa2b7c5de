import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveExactness } from '#test/metering/exactness/prove.ts';

test('what is counted is what clients saw, whatever is killed: nothing doubled, nothing missing above the bound', async () => {
  const { faults, sums, lines, quota } = await proveExactness({
    ...{ calls: 4_000, clients: 4, loops: 4, pauseMs: 20, workers: 2 },
    victims: ['gateway', 'control', 'gateway stopped', 'database'],
    // A second is stated; a machine that is busy with other tests may be late.
    windowMs: 5_000,
  });
  assert.deepEqual(faults, []);
  assert.ok(sums.answered >= 4_000 && sums.unsure < sums.answered / 2, JSON.stringify(sums));
  assert.ok(quota.used > 0);
  // The bound must leave something to be proven: calls of the second gateway, which is never killed.
  assert.ok(lines.some(({ unsure, counted }) => unsure === 0 && counted > 0));
});
