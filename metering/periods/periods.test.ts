import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cover, finestHeld, type HeldFrom } from '#metering/periods/cover.ts';
import { movePeriods, periodEnd, periodsBetween, periodStart } from '#metering/periods/period.ts';
import { levels } from '#metering/schema/levels.ts';

const hourMs = 3600_000;
const iso = (atMs: number): string => new Date(atMs).toISOString();
const at = (text: string): number => Date.parse(text);

test('days and months begin at midnight in Paris, in summer and in winter', () => {
  assert.equal(iso(periodStart('day', at('2026-07-01T21:59:59Z'))), '2026-06-30T22:00:00.000Z');
  assert.equal(iso(periodStart('day', at('2026-07-01T22:00:00Z'))), '2026-07-01T22:00:00.000Z');
  assert.equal(iso(periodStart('day', at('2026-12-01T23:00:00Z'))), '2026-12-01T23:00:00.000Z');
  assert.equal(iso(periodStart('month', at('2026-11-21T10:00:00Z'))), '2026-10-31T23:00:00.000Z');
  assert.equal(iso(movePeriods('month', at('2025-12-31T23:00:00Z'), -3)), '2025-09-30T22:00:00.000Z');
});

test('the day on which summer time begins has 23 hours, the one on which it ends 25', () => {
  const hoursOf = (day: string): number => {
    const startMs = periodStart('day', at(`${day}T12:00:00Z`));
    return periodsBetween('hour', startMs, periodEnd('day', startMs)).length;
  };
  assert.deepEqual(['2026-03-29', '2026-03-30', '2026-10-25'].map(hoursOf), [23, 24, 25]);
});

const moment = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2199-12-31T00:00:00Z') });

test('periods meet, hold the moments that they are asked for, and lie whole in the next level’s', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: -50, max: 50 }), (atMs, count) => {
      for (const [index, level] of levels.entries()) {
        const startMs = periodStart(level, atMs);
        const endMs = periodEnd(level, startMs);
        assert.ok(startMs <= atMs && atMs < endMs);
        assert.equal(periodStart(level, endMs), endMs);
        assert.equal(periodStart(level, endMs - 1), startMs);
        assert.equal(movePeriods(level, movePeriods(level, startMs, count), -count), startMs);
        const coarser = levels[index + 1];
        if (coarser !== undefined) assert.ok(periodEnd(coarser, periodStart(coarser, atMs)) >= endMs);
      }
    }),
  );
});

const everything: HeldFrom = { minute: 0, hour: 0, day: 0 };

test('a range is covered without gaps, by the coarsest periods that lie in it', () => {
  const segments = cover(at('2025-11-20T23:00:00Z'), at('2026-11-21T10:02:00Z'), everything);
  assert.deepEqual(
    segments.map(({ level, fromMs, toMs }) => [level, iso(fromMs), iso(toMs)]),
    [
      ['day', '2025-11-20T23:00:00.000Z', '2025-11-30T23:00:00.000Z'],
      ['month', '2025-11-30T23:00:00.000Z', '2026-10-31T23:00:00.000Z'],
      ['day', '2026-10-31T23:00:00.000Z', '2026-11-20T23:00:00.000Z'],
      ['hour', '2026-11-20T23:00:00.000Z', '2026-11-21T10:00:00.000Z'],
      ['minute', '2026-11-21T10:00:00.000Z', '2026-11-21T10:02:00.000Z'],
    ],
  );
});

test('whatever is still held, a range of held periods is covered to the millisecond', () => {
  const heldFrom = fc.tuple(moment, fc.nat(1000), fc.nat(1000)).map(([day, hours, minutes]) => ({
    day: periodStart('day', day),
    hour: periodStart('day', day) + hours * hourMs,
    minute: periodStart('day', day) + (hours + minutes) * hourMs,
  }));
  fc.assert(
    fc.property(heldFrom, moment, fc.integer({ min: 1, max: 400 }), (held, asked, count) => {
      const level = finestHeld(held, 'minute', asked);
      const fromMs = periodStart(level, asked);
      const toMs = movePeriods(level, fromMs, count);
      const segments = cover(fromMs, toMs, held);
      assert.equal(segments[0]?.fromMs, fromMs);
      assert.equal(segments.at(-1)?.toMs, toMs);
      for (const [index, segment] of segments.entries()) {
        assert.equal(segment.fromMs, segments[index - 1]?.toMs ?? fromMs);
        assert.equal(periodStart(segment.level, segment.fromMs), segment.fromMs);
        assert.ok(segment.level === 'month' || segment.fromMs >= held[segment.level]);
      }
    }),
  );
});

test('where nothing finer is held, the periods at both ends are counted whole', () => {
  const held = { minute: Infinity, hour: Infinity, day: Infinity };
  const segments = cover(at('2026-03-10T00:00:00Z'), at('2026-05-10T00:00:00Z'), held);
  assert.deepEqual(segments, [
    { level: 'month', fromMs: at('2026-02-28T23:00:00Z'), toMs: at('2026-05-31T22:00:00Z') },
  ]);
});
