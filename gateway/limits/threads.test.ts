import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createCalendar } from '#base/calendar.ts';
import { createLimitMemory, monotonicNowMs, openLimitTable, rowCount } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import type { TakingOrder, TakingResult } from '#test/limits/taking-thread.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const threads = 4;
const noon = Date.UTC(2027, 4, 15, 10);

/** Runs the order in four threads at once. */
async function hammer(limits: Partial<SnapshotPlan>, more: Partial<TakingOrder> = {}) {
  const order: TakingOrder = {
    memory: createLimitMemory(4096),
    plan: samplePlan(limits),
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
  const { passed } = await hammer({ quotaPerDay: 4, quotaPerMonth: 1_000 }, { days: 5_000, takes: 4 });
  assert.equal(passed, 5_000 * 4);
});

test('the rate holds across threads: no more than burst and rate × time', async () => {
  const { passed, spanMs } = await hammer({ ratePerSecond: 20_000, burst: 1_000 }, { takes: 100_000 });
  // The clocks of two threads agree to a few microseconds: less than the time of one request.
  const most = 1_000 + (20_000 * spanMs) / 1000;
  assert.ok(passed <= most + 1, `${passed} of ${most}`);
  // How many do depends on how long the machine let all threads wait; the bucket alone gives this many.
  assert.ok(passed >= 1_000, `${passed} of ${most}`);
});

test('what a quota refuses costs the bucket nothing, though threads race for the last place of each day', async () => {
  const burst = 1_000_000;
  const limits = { ratePerSecond: 0.001, burst, quotaPerDay: 50 };
  const { passed, results, table } = await hammer(limits, { days: 400, takes: 100 });
  assert.equal(passed, 400 * 50);
  assert.deepEqual([...new Set(results.flatMap(({ refusedBy }) => refusedBy))], ['limit.quota_day']);
  const plan = compilePlan(samplePlan(limits), createCalendar());
  const row = rowOf(table, 'application', plan);
  const verdict = takeFrom(table, row, plan, monotonicNowMs(table), noon + 399 * 86_400_000);
  assert.equal(verdict.rateRemaining, burst - passed);
});

test('threads that make the same rows at once agree on every one, and share none', async () => {
  const { results, table } = await hammer({ ratePerSecond: 1 }, { rows: 3_000, takes: 0 });
  const [first] = results;
  for (const { rows } of results) assert.deepEqual(rows, first?.rows);
  assert.equal(new Set(first?.rows).size, 3_000);
  // A thread that comes second has a row too many, which it keeps for its next.
  assert.ok(rowCount(table) <= 3_001 + threads);
});
