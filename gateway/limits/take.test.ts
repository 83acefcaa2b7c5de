import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCalendar } from '#base/calendar.ts';
import { createLimitMemory, noRow, openLimitTable, type LimitTable } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type CompiledPlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { sweepIdleRows } from '#gateway/limits/sweep.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const calendar = createCalendar();
const noon = Date.UTC(2027, 4, 15, 10);
const hourMs = 3_600_000;

function plan(limits: Partial<SnapshotPlan>): CompiledPlan {
  return compilePlan(samplePlan(limits), calendar);
}
function open(compiled: CompiledPlan): { table: LimitTable; row: number } {
  const table = openLimitTable(createLimitMemory(64));
  return { table, row: rowOf(table, 'application', compiled) };
}
/** Takes `times` times at one moment; gives how many passed. */
function passed(table: LimitTable, row: number, of: CompiledPlan, times: number, atMs: number, wallMs = noon): number {
  let count = 0;
  for (let turn = 0; turn < times; turn += 1) {
    if (takeFrom(table, row, of, atMs, wallMs).refusedBy === null) count += 1;
  }
  return count;
}

/** GCRA by the book, in floating point milliseconds, of a rate to the nearest float32. */
function model(ratePerSecond: number, burst: number): (nowMs: number) => number {
  const costMs = 1000 / Math.fround(ratePerSecond);
  let arrivalMs = Number.NEGATIVE_INFINITY;
  /** Milliseconds too early (positive: refused) at which this request comes. */
  return (nowMs) => {
    const next = Math.max(arrivalMs, nowMs) + costMs;
    const early = next - nowMs - burst * costMs;
    if (early <= 0) arrivalMs = next;
    return early;
  };
}

test('a full bucket lets its burst through, then as many as the rate gives', () => {
  const five = plan({ ratePerSecond: 5, burst: 10 });
  const { table, row } = open(five);
  assert.equal(passed(table, row, five, 20, 1000), 10);
  assert.equal(passed(table, row, five, 20, 1199), 0);
  assert.equal(passed(table, row, five, 20, 1200), 1);
  assert.equal(passed(table, row, five, 20, 2200), 5);
});

test('a plan without a burst has the rate itself', () => {
  const seven = plan({ ratePerSecond: 7 });
  const { table, row } = open(seven);
  assert.equal(passed(table, row, seven, 20, 0.5), 7);
});

test('the verdict tells what is left, when it is whole again and when to come back', () => {
  const both = plan({ ratePerSecond: 2, burst: 4, quotaPerDay: 100, quotaPerMonth: 1000 });
  const { table, row } = open(both);
  assert.deepEqual(takeFrom(table, row, both, 1000, noon), {
    refusedBy: null,
    flagged: false,
    rateRemaining: 3,
    rateResetSeconds: 1,
    dayRemaining: 99,
    dayResetSeconds: 12 * 3600,
    monthRemaining: 999,
    monthResetSeconds: 12 * 3600 + 16 * 86_400,
    retryAfterSeconds: 0,
  });
  passed(table, row, both, 3, 1000);
  const refused = takeFrom(table, row, both, 1000, noon);
  assert.equal(refused.refusedBy, 'limit.rate');
  assert.deepEqual([refused.rateRemaining, refused.rateResetSeconds, refused.retryAfterSeconds], [0, 2, 1]);
});

test('a request that the rate refuses is counted in no quota, and the other way round', () => {
  const both = plan({ ratePerSecond: 1, burst: 3, quotaPerDay: 5 });
  const { table, row } = open(both);
  assert.equal(passed(table, row, both, 10, 0), 3);
  assert.equal(passed(table, row, both, 10, 60_000), 2);
  const refused = takeFrom(table, row, both, 60_000, noon);
  assert.equal(refused.refusedBy, 'limit.quota_day');
  assert.equal(refused.rateRemaining, 1);
  assert.equal(refused.retryAfterSeconds, 12 * 3600);
});

test('the month refuses before the day, because its wait is the longer one', () => {
  const quotas = plan({ quotaPerDay: 2, quotaPerMonth: 2 });
  const { table, row } = open(quotas);
  assert.equal(passed(table, row, quotas, 5, 0), 2);
  assert.equal(takeFrom(table, row, quotas, 0, noon).refusedBy, 'limit.quota_month');
});

test('a quota of 0 lets nothing through', () => {
  const none = plan({ quotaPerDay: 0 });
  const { table, row } = open(none);
  assert.equal(takeFrom(table, row, none, 0, noon).refusedBy, 'limit.quota_day');
});

test('a new day begins at midnight in Paris with nothing used, and the month goes on', () => {
  const quotas = plan({ quotaPerDay: 3, quotaPerMonth: 5 });
  const { table, row } = open(quotas);
  const midnight = Date.UTC(2027, 4, 15, 22);
  assert.equal(passed(table, row, quotas, 9, 0, midnight - 1), 3);
  assert.equal(passed(table, row, quotas, 9, 0, midnight), 2);
  assert.equal(passed(table, row, quotas, 9, 0, Date.UTC(2027, 4, 31, 22)), 3);
});

test('a clock that jumps back opens no quota again, by a little or by much', () => {
  for (const backMs of [1, 1000, hourMs - 1, 5 * hourMs, 40 * 24 * hourMs]) {
    const quotas = plan({ quotaPerDay: 3, quotaPerMonth: 3 });
    const { table, row } = open(quotas);
    const midnight = Date.UTC(2027, 4, 31, 22);
    assert.equal(passed(table, row, quotas, 3, 0, midnight), 3);
    assert.equal(passed(table, row, quotas, 3, 0, midnight - backMs), 0, `back by ${backMs} ms`);
    assert.equal(passed(table, row, quotas, 3, 0, midnight), backMs < hourMs ? 0 : 3, `and forth again`);
  }
});

test('a clock that was a year ahead for a moment does not hold a quota closed for a year', () => {
  const quotas = plan({ quotaPerDay: 3 });
  const { table, row } = open(quotas);
  assert.equal(passed(table, row, quotas, 9, 0, noon + 365 * 24 * hourMs), 3);
  assert.equal(passed(table, row, quotas, 9, 0, noon), 0);
  assert.equal(passed(table, row, quotas, 9, 0, noon + 24 * hourMs), 3);
});

test('without a row nothing is limited', () => {
  const five = plan({ ratePerSecond: 5, quotaPerDay: 1 });
  const { table } = open(five);
  assert.equal(passed(table, noRow, five, 100, 0), 100);
});

const rates = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 1, max: 2 ** 20 }),
  fc.double({ min: 0.001, max: 100, noNaN: true }),
);
/** Pauses between requests: many short ones, some of hours, so that the 32 bits of the clock come round. */
const pauses = (ratePerSecond: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 3000 / ratePerSecond, noNaN: true }) },
    { weight: 2, arbitrary: fc.double({ min: 0, max: 60_000, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 30 * 24 * hourMs, noNaN: true }) },
    { weight: 2, arbitrary: fc.constant(0) },
  );

/** Lets time pass from one moment to the next as in a gateway: with a sweep every minute, here only where it may matter. */
function sweepBetween(table: LimitTable, fromMs: number, toMs: number, phaseMs: number): void {
  const first = Math.ceil((fromMs - phaseMs) / 60_000) * 60_000 + phaseMs;
  // Idle rows are cleared once: later sweeps find nothing. Longest wait in these tests: two buckets of 3,000 s.
  const last = Math.min(toMs, fromMs + 24 * hourMs);
  for (let atMs = first; atMs <= last; atMs += 60_000) sweepIdleRows(table, atMs);
}

test('whatever the rate, burst and pauses, each verdict is the one of GCRA in floating point, to a tick', () => {
  fc.assert(
    fc.property(
      rates.chain((rate) =>
        fc.tuple(
          fc.constant(rate),
          fc.integer({ min: 1, max: Math.max(1, Math.min(10_000, Math.floor(rate * 3000))) }),
          fc.double({ min: 0, max: 1e10, noNaN: true }),
          fc.array(fc.tuple(pauses(rate), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 40 }),
          fc.integer({ min: 0, max: 59_999 }),
        ),
      ),
      ([rate, burst, startMs, steps, phaseMs]) => {
        const compiled = plan({ ratePerSecond: rate, burst });
        const { table, row } = open(compiled);
        // Nearer than this to the border both answers are right: one tick, and what doubles of that size cannot tell.
        const tickMs = 1.01 / compiled.ticksPerMs + 1e-5;
        const judge = model(rate, burst);
        let nowMs = startMs;
        for (const [pauseMs, times] of steps) {
          sweepBetween(table, nowMs, nowMs + pauseMs, phaseMs);
          nowMs += pauseMs;
          for (let turn = 0; turn < times; turn += 1) {
            const early = judge(nowMs);
            const refused = takeFrom(table, row, compiled, nowMs, noon).refusedBy !== null;
            if (Math.abs(early) > tickMs) assert.equal(refused, early > 0, `early by ${early} ms`);
            else if (refused !== early > 0) return;
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('never more pass than burst and rate × time, and as many as remain pass at once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (rate, burst, steps) => {
        const compiled = plan({ ratePerSecond: rate, burst });
        const { table, row } = open(compiled);
        let nowMs = 5_000;
        let count = 0;
        for (const pauseMs of steps) {
          nowMs += pauseMs;
          if (takeFrom(table, row, compiled, nowMs, noon).refusedBy === null) count += 1;
          count += passed(table, row, compiled, 5, nowMs);
          const left = takeFrom(table, row, compiled, nowMs, noon);
          if (left.refusedBy === null) count += 1;
          const promised = left.rateRemaining;
          assert.equal(passed(table, row, compiled, promised + 1, nowMs), promised);
          count += promised;
          // A tick of the clock is less than one request here.
          assert.ok(count <= Math.floor(burst + (rate * (nowMs - 5_000)) / 1000 + 0.01));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('quotas are those of a plain count for each day and month, whatever the limits and the course of time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 60 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * hourMs }), fc.integer({ min: 1, max: 12 })), { maxLength: 60 }),
      (quotaPerDay, quotaPerMonth, steps) => {
        const compiled = plan({ quotaPerDay, quotaPerMonth });
        const { table, row } = open(compiled);
        const used = new Map<string, number>();
        let wallMs = Date.UTC(2027, 2, 1);
        for (const [pauseMs, times] of steps) {
          wallMs += pauseMs;
          const day = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO('Europe/Paris').toPlainDate();
          const [dayKey, monthKey] = [day.toString(), day.toPlainYearMonth().toString()];
          for (let turn = 0; turn < times; turn += 1) {
            const [inDay, inMonth] = [used.get(dayKey) ?? 0, used.get(monthKey) ?? 0];
            const expected =
              inMonth >= quotaPerMonth ? 'limit.quota_month' : inDay >= quotaPerDay ? 'limit.quota_day' : null;
            const verdict = takeFrom(table, row, compiled, 0, wallMs);
            assert.equal(verdict.refusedBy, expected);
            if (expected !== null) continue;
            used.set(dayKey, inDay + 1).set(monthKey, inMonth + 1);
            assert.equal(verdict.dayRemaining, quotaPerDay - inDay - 1);
            assert.equal(verdict.monthRemaining, quotaPerMonth - inMonth - 1);
          }
        }
      },
    ),
  );
});
