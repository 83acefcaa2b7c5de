/** A thread of the tests of limits: waits for the others, makes many rows, and takes from one as fast as it can. */
import { parentPort, workerData } from 'node:worker_threads';
import { createCalendar } from '#base/calendar.ts';
import { monotonicNowMs, noRow, openLimitTable, type LimitMemory } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { rowOf } from '#test/limits/sample-plan.ts';

export type TakingOrder = {
  readonly memory: LimitMemory;
  readonly plan: SnapshotPlan;
  /** Word 0 counts how often a thread was ready: all begin each day together. */
  readonly ready: SharedArrayBuffer;
  readonly threads: number;
  readonly rows: number;
  /** Takes of a thread in each of so many days, the first of which is that of `wallMs`. */
  readonly takes: number;
  readonly days: number;
  readonly wallMs: number;
};

export type TakingResult = {
  readonly rows: number[];
  readonly passed: number;
  /** Monotonic clock at the first and the last take that passed. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly refusedBy: string[];
};

// The test that starts the thread hands it this order.
const order = workerData as TakingOrder;
const table = openLimitTable(order.memory);
const plan = compilePlan(order.plan, createCalendar());
const ready = new Int32Array(order.ready);
let row = noRow;
const rows: number[] = [];
const refusedBy = new Set<string>();
let [passed, firstMs, lastMs] = [0, Number.POSITIVE_INFINITY, 0];

function takeOnce(wallMs: number): void {
  const nowMs = monotonicNowMs(table);
  const verdict = takeFrom(table, row, plan, nowMs, wallMs);
  if (verdict.refusedBy === null) {
    passed += 1;
    firstMs = Math.min(firstMs, nowMs);
    lastMs = nowMs;
  } else refusedBy.add(verdict.refusedBy);
}

for (let day = 0; day < order.days; day += 1) {
  let arrived = Atomics.add(ready, 0, 1) + 1;
  Atomics.notify(ready, 0);
  while (arrived < order.threads * (day + 1)) {
    Atomics.wait(ready, 0, arrived);
    arrived = Atomics.load(ready, 0);
  }
  for (let number = rows.length; number < order.rows; number += 1) {
    rows.push(rowOf(table, `application ${number}`, plan));
  }
  row = rowOf(table, 'application', plan);
  for (let turn = 0; turn < order.takes; turn += 1) takeOnce(order.wallMs + day * 86_400_000);
}
const result: TakingResult = { rows, passed, firstMs, lastMs, refusedBy: [...refusedBy] };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node's, not a window
parentPort?.postMessage(result);
