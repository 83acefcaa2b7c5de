import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createLimitMemory, openLimitTable, rowCount } from '#gateway/limits/limit-memory.ts';
import type { SnapshotPlan } from '#gateway/limits/plan.ts';
import type { TakingOrder, TakingResult } from '#test/limits/taking-thread.ts';

const threads = 4;
const noon = Date.UTC(2027, 4, 15, 10);
const none = { ratePerSecond: null, burst: null, quotaPerDay: null, quotaPerMonth: null };

/** Runs the order in four threads at once. */
async function hammer(limits: Partial<SnapshotPlan>, more: Partial<TakingOrder> = {}) {
  const order: TakingOrder = {
    memory: createLimitMemory(4096),
    plan: { id: 'plan', slug: 'default', ...none, ...limits },
    ready: new SharedArrayBuffer(4),
    threads,
    rows: 0,
    takes: 50_000,
    days: 1,
    wallMs: noon,
    ...more,
  };
  const results = await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('../../test/limits/taking-thread.ts', import.meta.url), { workerData: order });
      const result = await new Promise<TakingResult>((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
      await worker.terminate();
      return result;
    }),
  );
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const spanMs = Math.max(...results.map(({ lastMs }) => lastMs)) - Math.min(...results.map(({ firstMs }) => firstMs));
  return { results, passed, spanMs, table: openLimitTable(order.memory) };
}

test('of threads that hammer one row, exactly as many requests pass as the quota says', async () => {
  const { passed } = await hammer({ quotaPerDay: 123_456 });
  assert.equal(passed, 123_456);
});

test('each day has its quota exactly, though all threads begin it at once', async () => {
  const { passed } = await hammer({ quotaPerDay: 1_000, quotaPerMonth: 1_000_000 }, { days: 200, takes: 500 });
  assert.equal(passed, 200 * 1_000);
});

test('the rate holds across threads: no more than burst and rate × time, and no fewer', async () => {
  const { passed, spanMs } = await hammer({ ratePerSecond: 20_000, burst: 1_000 }, { takes: 100_000 });
  // The clocks of two threads agree to a few microseconds: less than the time of one request.
  const most = 1_000 + (20_000 * spanMs) / 1000;
  assert.ok(passed <= most + 1, `${passed} of ${most}`);
  assert.ok(passed >= most - 1_001, `${passed} of ${most}`);
});

test('a rate above a quota takes nothing from it: the quota is used up to the last', async () => {
  const { passed, results } = await hammer({ ratePerSecond: 1_000_000, burst: 1_000_000, quotaPerDay: 77_777 });
  assert.equal(passed, 77_777);
  assert.deepEqual([...new Set(results.flatMap(({ refusedBy }) => refusedBy))], ['limit.quota_day']);
});

test('threads that make the same rows at once agree on every one, and share none', async () => {
  const { results, table } = await hammer({ ratePerSecond: 1 }, { rows: 3_000, takes: 0 });
  const [first] = results;
  for (const { rows } of results) assert.deepEqual(rows, first?.rows);
  assert.equal(new Set(first?.rows).size, 3_000);
  // A thread that comes second has a row too many, which it keeps for its next.
  assert.ok(rowCount(table) <= 3_001 + threads);
});
