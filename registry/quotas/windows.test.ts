import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quotaWindows } from '#registry/quotas/windows.ts';

const zones = ['Europe/Paris', 'UTC', 'America/Martinique', 'Indian/Reunion', 'Pacific/Noumea', 'America/Sao_Paulo'];
const both = { quotaPerDay: 100, quotaPerMonth: 1000, atLimit: 'refuse' } as const;

test('windows end where the calendar of the zone says, on days of 23, 24 and 25 hours', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) }),
      (zone, nowMs) => {
        const [day, month] = quotaWindows(both, zone, [], new Date(nowMs));
        const date = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate();
        const startOf = (of: Temporal.PlainDate) => new Date(of.toZonedDateTime(zone).startOfDay().epochMilliseconds);
        assert.deepEqual(day?.endsAt, startOf(date.add({ days: 1 })));
        assert.deepEqual(month?.endsAt, startOf(date.with({ day: 1 }).add({ months: 1 })));
        assert.deepEqual([day.used, day.remaining, month.used, month.remaining], [0, 100, 0, 1000]);
      },
    ),
    { numRuns: 100 },
  );
});

test('what was used counts in its own window, and is forgotten in the next', () => {
  const noon = new Date('2026-03-01T12:00:00Z');
  const notedAt = new Date('2026-03-01T11:00:00Z');
  const number = Math.floor(noon.getTime() / 86_400_000);
  const uses = [
    { window: 'day' as const, number, used: 130, notedAt },
    { window: 'month' as const, number: 12 * 2026 + 2, used: 400, notedAt },
  ];
  const [day, month] = quotaWindows(both, 'Europe/Paris', uses, noon);
  assert.deepEqual([day?.used, day?.remaining, day?.notedAt], [130, 0, notedAt]);
  assert.deepEqual([month?.used, month?.remaining], [400, 600]);
  const [next, same] = quotaWindows(both, 'Europe/Paris', uses, new Date('2026-03-01T23:00:00Z'));
  assert.deepEqual([next?.used, next?.notedAt, same?.used], [0, null, 400]);
  // Who moves to a zone where it is still the day before finds its quota as it was.
  const [west] = quotaWindows(both, 'Pacific/Honolulu', uses, new Date('2026-03-01T08:00:00Z'));
  assert.equal(west?.used, 130);
});

test('a plan has the windows that it limits, and a limit beyond counting is one that can be counted to', () => {
  const none = { quotaPerDay: null, quotaPerMonth: null, atLimit: 'refuse' } as const;
  assert.deepEqual(quotaWindows(none, 'UTC', [], new Date(0)), []);
  const [month, more] = quotaWindows({ ...none, quotaPerMonth: 1e15 }, 'UTC', [], new Date(0));
  assert.deepEqual([month?.window, month?.limit, more], ['month', 4_000_000_000, undefined]);
});
