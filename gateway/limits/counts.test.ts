import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCalendar, moveCalendar } from '#base/calendar.ts';
import { encodeCounts, restoreCounts } from '#gateway/limits/counts.ts';
import { createLimitMemory, openLimitTable, rowCount } from '#gateway/limits/limit-memory.ts';
import { compilePlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const noon = Date.UTC(2027, 4, 15, 10);
const dayMs = 86_400_000;
const calendar = createCalendar();
moveCalendar(calendar, noon);
const { day, month } = calendar;
const plan = compilePlan(samplePlan({ quotaPerDay: 100, quotaPerMonth: 1000 }), createCalendar());
const open = () => openLimitTable(createLimitMemory(32));

test('what was used comes back, for every row, in the day and in the month', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 30 }), (uses) => {
      const table = open();
      for (const [number, [yesterday, today]] of uses.entries()) {
        const row = rowOf(table, `application ${number}`, plan);
        for (let turn = 0; turn < yesterday; turn += 1) takeFrom(table, row, plan, 0, noon - dayMs);
        for (let turn = 0; turn < today; turn += 1) takeFrom(table, row, plan, 0, noon);
      }
      const again = open();
      assert.equal(restoreCounts(again, encodeCounts(table, '0123456789abcdef'), day, month), '0123456789abcdef');
      for (const [number, [yesterday, today]] of uses.entries()) {
        const verdict = takeFrom(again, rowOf(again, `application ${number}`, plan), plan, 0, noon);
        assert.equal(verdict.dayRemaining, 100 - today - 1);
        assert.equal(verdict.monthRemaining, 1000 - yesterday - today - 1);
      }
    }),
    { numRuns: 50 },
  );
});

test('rows whose month has passed are left behind', () => {
  const table = open();
  takeFrom(table, rowOf(table, 'old', plan), plan, 0, noon - 40 * dayMs);
  takeFrom(table, rowOf(table, 'new', plan), plan, 0, noon - 3 * dayMs);
  const again = open();
  restoreCounts(again, encodeCounts(table, '0123456789abcdef'), day, month);
  assert.equal(rowCount(again), 1);
});

test('bytes with a single one changed, or with some missing, are not believed', () => {
  const table = open();
  takeFrom(table, rowOf(table, 'application', plan), plan, 0, noon);
  const bytes = encodeCounts(table, '0123456789abcdef');
  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.equal(restoreCounts(open(), damaged, day, month), null, `byte ${at}`);
    assert.equal(restoreCounts(open(), bytes.subarray(0, at), day, month), null, `${at} bytes`);
  }
});
