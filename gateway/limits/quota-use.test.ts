import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCalendar } from '#base/calendar.ts';
import { createLimitMemory, noRow, openLimitTable } from '#gateway/limits/limit-memory.ts';
import { compilePlan } from '#gateway/limits/plan.ts';
import { usedOf } from '#gateway/limits/quota-use.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const zones = ['Europe/Paris', 'UTC', 'America/Martinique', 'Indian/Reunion', 'Pacific/Noumea', 'America/New_York'];
const most = { quotaPerDay: 1000, quotaPerMonth: 10_000 };

test('what is read is what the next answer says, at every time, in every zone, whatever the clock did before', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom('refuse', 'flag'),
      // Around the days on which the clocks change in Paris and in New York, and the end of a month.
      fc.array(fc.integer({ min: Date.UTC(2027, 9, 29), max: Date.UTC(2027, 10, 9) }), { minLength: 1, maxLength: 12 }),
      (timeZone, atLimit, times) => {
        const table = openLimitTable(createLimitMemory(32));
        const plan = compilePlan(samplePlan({ ...most, atLimit, timeZone }), createCalendar(timeZone));
        const row = rowOf(table, 'application', plan);
        for (const timeMs of times) {
          const use = usedOf(table, row, 'application', plan, timeMs);
          assert.deepEqual(use, usedOf(table, row, 'application', plan, timeMs));
          const { dayRemaining, monthRemaining, dayResetSeconds, monthResetSeconds } = takeFrom(
            table,
            row,
            plan,
            0,
            timeMs,
          );
          assert.equal(1000 - (use?.day?.used ?? 0) - 1, dayRemaining);
          assert.equal(10_000 - (use?.month?.used ?? 0) - 1, monthRemaining);
          assert.equal(Math.ceil(((use?.day?.endsAtMs ?? 0) - timeMs) / 1000), dayResetSeconds);
          assert.equal(Math.ceil(((use?.month?.endsAtMs ?? 0) - timeMs) / 1000), monthResetSeconds);
          const date = Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(timeZone).toPlainDate();
          assert.equal(use?.day?.number, date.since('1970-01-01').days);
          assert.equal(use.month?.number, 12 * date.year + date.month - 1);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a plan without a quota, and a table without a row, tell nothing', () => {
  const table = openLimitTable(createLimitMemory(32));
  const rateOnly = compilePlan(samplePlan({ ratePerSecond: 5 }), createCalendar());
  assert.equal(usedOf(table, rowOf(table, 'application', rateOnly), 'application', rateOnly, 0), null);
  assert.equal(usedOf(table, noRow, 'application', compilePlan(samplePlan(most), createCalendar()), 0), null);
});
