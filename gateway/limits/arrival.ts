/** The theoretical arrival time of GCRA as rows keep it: ticks of the plan modulo 2^32; 0 means a full bucket. */
import { rowWord, rowWords, type LimitTable } from '#gateway/limits/limit-memory.ts';
import type { Gcra } from '#gateway/limits/plan.ts';

/** The tick of a monotonic time, to the nearest below. */
export function tickOf(monotonicMs: number, { ticksPerMs }: Gcra): number {
  return Math.floor(monotonicMs * ticksPerMs) | 0;
}

/**
 * How far `arrival` lies ahead of `now`, in ticks. Farther than the plan allows is in truth long past, and the bucket full:
 * the sweep clears a row before its past could come round to the front (`sweep.ts`).
 */
export function aheadOf(arrival: number, now: number, { aheadTicks }: Gcra): number {
  if (arrival === 0) return 0;
  const ahead = (arrival - now) >>> 0;
  return ahead > aheadTicks ? 0 : ahead;
}

/** Moves a row's arrival time to `ahead` ticks from now at least, as if others had taken from the bucket. */
export function raiseArrival({ words }: LimitTable, row: number, gcra: Gcra, ahead: number, monotonicMs: number): void {
  const at = row * rowWords;
  const now = tickOf(monotonicMs, gcra);
  const wanted = Math.min(Math.ceil(ahead), gcra.aheadTicks);
  for (;;) {
    const arrival = Atomics.load(words, at + rowWord.arrival);
    if (wanted <= aheadOf(arrival, now, gcra)) return;
    Atomics.store(words, at + rowWord.touchedAt, (monotonicMs / 1000) | 0);
    const next = (now + wanted) | 0 || 1;
    if (Atomics.compareExchange(words, at + rowWord.arrival, arrival, next) === arrival) return;
  }
}
