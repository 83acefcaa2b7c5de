/**
 * The windows of quotas: a word that tells which window is counted, and behind it the row's total at its beginning. Any
 * thread may begin a new window, several at once; none waits for another.
 */
import { limits } from '#base/limits.ts';
import { rowWord, type LimitTable } from '#gateway/limits/limit-memory.ts';

/**
 * Brings the window at `at + offset` to `window`, whose end is `leftMs` away.
 *
 * A later window begins with nothing used. To an earlier one, which only a clock set back can ask for, what was used goes
 * along: no quota is opened again. A window that begins within the hour is kept as it is, for then the clock was set right
 * by a little, or another thread looked at it a little later.
 */
export function enterWindow(
  words: LimitTable['words'],
  at: number,
  offset: typeof rowWord.day | typeof rowWord.month,
  window: number,
  leftMs: number,
): void {
  const slot = at + offset;
  for (;;) {
    // This order makes the base right. It becomes the total only if it is still what it was, and the window, read last,
    // was still the old one: then the total read before belongs to the old window, and nothing of the new one is lost.
    const total = Atomics.load(words, at + rowWord.total);
    const base = Atomics.load(words, slot + 1);
    const current = Atomics.load(words, slot);
    if (current === window) return;
    if (current > window) {
      if (current === window + 1 && leftMs < limits.limitClockBackMs) return;
    } else if (Atomics.compareExchange(words, slot + 1, base, total) !== base) continue;
    Atomics.compareExchange(words, slot, current, window);
  }
}
