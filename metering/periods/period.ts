/**
 * Periods of the levels. Minutes and hours are those of UTC, which begin with those of Europe/Paris; days and months are
 * those of Europe/Paris, so that a day has 23, 24 or 25 hours.
 */
import type { Level } from '#metering/schema/levels.ts';

const minuteMs = 60_000;
const hourMs = 3600_000;
const dayMs = 86_400_000;

const wallClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});

/** Offsets by hour; a page asks about the same hours again and again. */
const offsets = new Map<number, number>();
const rememberedOffsets = 50_000;

/** How far the clocks of Paris are ahead of UTC; it changes at full hours alone. */
function offsetMs(atMs: number): number {
  const hour = Math.floor(atMs / hourMs);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const parts = new Map(wallClock.formatToParts(hour * hourMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'));
  if (offsets.size >= rememberedOffsets) offsets.clear();
  offsets.set(hour, local - hour * hourMs);
  return local - hour * hourMs;
}

/** When it is midnight in Paris; `localMs` is that midnight as if Paris had UTC. */
function midnight(localMs: number): number {
  return localMs - offsetMs(localMs - offsetMs(localMs));
}

/** Beginning of the period that holds `atMs`. */
export function periodStart(level: Level, atMs: number): number {
  if (level === 'minute') return Math.floor(atMs / minuteMs) * minuteMs;
  if (level === 'hour') return Math.floor(atMs / hourMs) * hourMs;
  const localMs = atMs + offsetMs(atMs);
  if (level === 'day') return midnight(Math.floor(localMs / dayMs) * dayMs);
  const local = new Date(localMs);
  return midnight(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1));
}

/** Beginning of the period that is `count` further on (or back, when it is negative) than the one that begins at `startMs`. */
export function movePeriods(level: Level, startMs: number, count: number): number {
  if (level === 'minute') return startMs + count * minuteMs;
  if (level === 'hour') return startMs + count * hourMs;
  const localMs = startMs + offsetMs(startMs);
  if (level === 'day') return midnight(localMs + count * dayMs);
  const local = new Date(localMs);
  return midnight(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + count, 1));
}

/** The end of the period that begins at `startMs`: the next one's beginning. */
export function periodEnd(level: Level, startMs: number): number {
  return movePeriods(level, startMs, 1);
}

/** Beginnings of the periods from `fromMs`, which is one, to before `toMs`. */
export function periodsBetween(level: Level, fromMs: number, toMs: number): number[] {
  const starts: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs = periodEnd(level, atMs)) starts.push(atMs);
  return starts;
}
