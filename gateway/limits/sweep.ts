/**
 * The sweep: empties the arrival time of rows that have been idle for so long that their bucket is full. Arrival times
 * are kept modulo 2^32 ticks, and one that nobody moves would seem to lie ahead again after an hour or more.
 */
import { limits } from '#base/limits.ts';
import { notedRate, rowCount, rowWord, rowWords, type LimitTable } from '#gateway/limits/limit-memory.ts';

/**
 * Sweeps all rows; main thread, every `limits.limitSweepMs`. A million rows take some 50 ms at worst.
 *
 * An arrival time lies two full buckets ahead of its last use at most, and 2^32 ticks are 8 full buckets and 4,096 s at
 * least: between 2 buckets (or 20 minutes) and 6 buckets (or 51 minutes) after its last use is time enough to come by.
 */
export function sweepIdleRows(table: LimitTable, monotonicMs: number): void {
  const { words } = table;
  const count = rowCount(table);
  const second = (monotonicMs / 1000) | 0;
  for (let row = 0; row < count; row += 1) {
    const at = row * rowWords;
    // Before `touchedAt`: whoever moves the arrival time in between makes the exchange fail.
    const arrival = Atomics.load(words, at + rowWord.arrival);
    if (arrival === 0) continue;
    const idleSeconds = second - Atomics.load(words, at + rowWord.touchedAt);
    if (idleSeconds < limits.limitIdleMs / 1000) continue;
    const { ratePerSecond, burst } = notedRate(table, row);
    if (ratePerSecond > 0 && idleSeconds < (2 * burst) / ratePerSecond + 1) continue;
    Atomics.compareExchange(words, at + rowWord.arrival, arrival, 0);
  }
}
