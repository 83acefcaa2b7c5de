/** Which rows of which levels make up a range: as few and as coarse as they can be. */
import { periodEnd, periodStart } from '#metering/periods/period.ts';
import { levels, type Level } from '#metering/schema/levels.ts';

/** From when on each level has whole periods; months always have. */
export type HeldFrom = Readonly<Record<Exclude<Level, 'month'>, number>>;

/** Rows of one level whose periods begin from `fromMs` on and before `toMs`. */
export type Segment = { readonly level: Level; readonly fromMs: number; readonly toMs: number };

const coarseFirst = levels.toReversed();

export function isHeld(held: HeldFrom, level: Level, startMs: number): boolean {
  return level === 'month' || startMs >= held[level];
}

/** The finest level, but none finer than `level`, that still has the period that holds `atMs`. */
export function finestHeld(held: HeldFrom, level: Level, atMs: number): Level {
  const coarser = levels.slice(levels.indexOf(level));
  return coarser.find((other) => isHeld(held, other, periodStart(other, atMs))) ?? 'month';
}

/**
 * Cuts the range into segments that meet. Where an end lies inside a period of which nothing finer is held, that period is
 * counted whole if the range begins or goes on in it.
 */
export function cover(fromMs: number, toMs: number, held: HeldFrom): Segment[] {
  const segments: { level: Level; fromMs: number; toMs: number }[] = [];
  for (let atMs = fromMs; atMs < toMs;) {
    const { level, startMs } = widest(atMs, toMs, held);
    const endMs = periodEnd(level, startMs);
    const last = segments.at(-1);
    if (last?.level === level && last.toMs === startMs) last.toMs = endMs;
    else segments.push({ level, fromMs: startMs, toMs: endMs });
    atMs = endMs;
  }
  return segments;
}

/** The coarsest period that begins at `atMs` and ends in the range; else the finest held one that holds `atMs`. */
function widest(atMs: number, toMs: number, held: HeldFrom): { level: Level; startMs: number } {
  const fitting = coarseFirst.find(
    (level) => periodStart(level, atMs) === atMs && periodEnd(level, atMs) <= toMs && isHeld(held, level, atMs),
  );
  const level = fitting ?? finestHeld(held, 'minute', atMs);
  return { level, startMs: periodStart(level, atMs) };
}
