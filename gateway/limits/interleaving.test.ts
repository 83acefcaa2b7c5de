/**
 * Real threads seldom meet at the wrong moment. Here they meet at every moment: each atomic operation of one take is
 * interrupted by the takes of a second thread, and each of those by a third.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalendar } from '#base/calendar.ts';
import { createLimitMemory, openLimitTable, type LimitTable } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type CompiledPlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const midnight = Date.UTC(2027, 4, 31, 22);
const burst = 100;
const row = 0;

/** The plan as each day's threads compile it: a calendar that need not move between the days is quicker. */
type Plans = { readonly today: CompiledPlan; readonly yesterday: CompiledPlan };

function plansWith(quotaPerDay: number, quotaPerMonth: number): Plans {
  const plan = samplePlan({ ratePerSecond: 0.001, burst, quotaPerDay, quotaPerMonth });
  return { today: compilePlan(plan, createCalendar()), yesterday: compilePlan(plan, createCalendar()) };
}

/** A thread that takes so often, today (from midnight on) or in the last millisecond of yesterday. */
type Thread = { readonly day: keyof Plans; readonly times: number };

/** Runs a thread; gives how many passed. */
function run(table: LimitTable, plans: Plans, { day, times }: Thread): number {
  const wallMs = day === 'today' ? midnight : midnight - 1;
  let passed = 0;
  for (let turn = 0; turn < times; turn += 1) {
    if (takeFrom(table, row, plans[day], 1000, wallMs).refusedBy === null) passed += 1;
  }
  return passed;
}

/** Three views of one empty memory, all of which know the row. */
function openThree(plans: Plans): [LimitTable, LimitTable, LimitTable] {
  const memory = createLimitMemory(32);
  const tables: [LimitTable, LimitTable, LimitTable] = [
    openLimitTable(memory),
    openLimitTable(memory),
    openLimitTable(memory),
  ];
  assert.equal(rowOf(tables[0], 'application', plans.today), row);
  return tables;
}

const atomics = ['load', 'store', 'add', 'compareExchange'] as const;

/** Calls `interrupt` before the atomic operation number `at` that `work` makes; false when it makes fewer. */
function interrupted(at: number, interrupt: () => void, work: () => void): boolean {
  let operations = 0;
  const originals = atomics.map((name) => {
    const original: (...words: never[]) => unknown = Atomics[name];
    const hooked = (...words: never[]): unknown => {
      operations += 1;
      if (operations === at) interrupt();
      return original(...words);
    };
    Object.defineProperty(Atomics, name, { value: hooked });
    return [name, original] as const;
  });
  try {
    work();
  } finally {
    for (const [name, value] of originals) Object.defineProperty(Atomics, name, { value });
  }
  return operations >= at;
}

/** Lets three threads meet in every way that one interruption each gives; gives the number of ways. */
function meet(threads: readonly [Thread, Thread, Thread], before: Thread, plans: Plans, judge: Judge): number {
  let ways = 0;
  let outer = 1;
  for (let goesOn = true; goesOn; outer += 1) {
    goesOn = false;
    for (let inner = 1, reached = true; reached; inner += 1) {
      const tables = openThree(plans);
      const passedBefore = run(tables[0], plans, before);
      const passed = [0, 0, 0];
      const third = (): void => void (passed[2] = run(tables[2], plans, threads[2]));
      const second = (): void => {
        reached = interrupted(inner, third, () => void (passed[1] = run(tables[1], plans, threads[1])));
      };
      reached = false;
      const hit = interrupted(outer, second, () => void (passed[0] = run(tables[0], plans, threads[0])));
      goesOn ||= hit;
      if (hit) judge(tables[0], passedBefore, passed, `${outer}/${inner}`);
      ways += 1;
    }
  }
  return ways;
}

type Judge = (table: LimitTable, before: number, passed: readonly number[], way: string) => void;
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** After all: takes until nothing passes, and looks whether today's passes are the quota, and the bucket lacks them all. */
function exactly(plans: Plans, quota: number): Judge {
  return (table, before, passed, way) => {
    const rest = run(table, plans, today(quota + 1));
    assert.equal(sum(passed) + rest, quota, way);
    const verdict = takeFrom(table, row, plans.today, 1000, midnight);
    assert.equal(verdict.rateRemaining, burst - before - quota, way);
  };
}

const today = (times: number): Thread => ({ day: 'today', times });
const yesterday = (times: number): Thread => ({ day: 'yesterday', times });

test('in every order in which threads may begin a day and a month, exactly the quota passes', () => {
  for (const plans of [plansWith(3, 1000), plansWith(1000, 3), plansWith(3, 3)]) {
    for (const before of [yesterday(0), yesterday(2), yesterday(3)]) {
      assert.ok(meet([today(2), today(2), today(2)], before, plans, exactly(plans, 3)) > 100);
    }
  }
});

test('a thread that still lives in yesterday makes nobody pass who should not', () => {
  const plans = plansWith(3, 3);
  meet([today(2), yesterday(2), today(3)], yesterday(1), plans, (table, before, passed, way) => {
    const rest = run(table, plans, today(4));
    // What passed yesterday may be up to what yesterday had left.
    assert.ok(sum(passed) + rest <= 3 + (3 - before), way);
    assert.ok((passed[0] ?? 0) + (passed[2] ?? 0) + rest <= 3, way);
  });
});
