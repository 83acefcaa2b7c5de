import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCalendar, moveCalendar } from '#base/calendar.ts';

const hourMs = 3_600_000;
const zones = ['Europe/Paris', 'UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo'];

test('days and months are those of Temporal in every zone, at every time of the years around', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.array(fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2045, 0) }), { minLength: 1, maxLength: 5 }),
      (zone, times) => {
        const calendar = createCalendar(zone);
        for (const timeMs of times) {
          moveCalendar(calendar, timeMs);
          const date = Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(zone).toPlainDate();
          const startOf = (of: Temporal.PlainDate): number => of.toZonedDateTime(zone).startOfDay().epochMilliseconds;
          assert.equal(calendar.day, date.since('1970-01-01').days);
          assert.equal(calendar.month, 12 * date.year + date.month - 1);
          assert.equal(calendar.dayStartMs, startOf(date));
          assert.equal(calendar.dayEndMs, startOf(date.add({ days: 1 })));
          assert.equal(calendar.monthEndMs, startOf(date.with({ day: 1 }).add({ months: 1 })));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the days on which the clocks change have 23 and 25 hours', () => {
  const calendar = createCalendar();
  moveCalendar(calendar, Date.UTC(2027, 2, 28, 12));
  assert.equal(calendar.dayEndMs - calendar.dayStartMs, 23 * hourMs);
  moveCalendar(calendar, Date.UTC(2027, 9, 31, 12));
  assert.equal(calendar.dayEndMs - calendar.dayStartMs, 25 * hourMs);
});
