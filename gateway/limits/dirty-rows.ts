/** Which rows have let a request through since they were looked at last: one bit each, set by workers, taken here. */
import { rowCount, type LimitTable } from '#gateway/limits/limit-memory.ts';

/**
 * Takes the bits of about `most` rows at most and gives the rows; the bits of the others stay for the next time. It looks
 * from row `from` on and round, so that those who go on behind the last row let none wait for ever.
 */
export function takeDirtyRows(table: LimitTable, most: number, from = 0): number[] {
  const { dirty } = table;
  const rows: number[] = [];
  const words = Math.ceil(rowCount(table) / 32);
  for (let step = 0; step < words && rows.length < most; step += 1) {
    const word = ((from >> 5) + step) % words;
    if (Atomics.load(dirty, word) === 0) continue;
    const bits = Atomics.exchange(dirty, word, 0);
    for (let bit = 0; bit < 32; bit += 1) {
      if ((bits & (1 << bit)) !== 0) rows.push(word * 32 + bit);
    }
  }
  return rows;
}

/** Sets the bits again of rows whose news could not be told. */
export function markDirtyAgain({ dirty }: LimitTable, rows: readonly number[]): void {
  for (const row of rows) Atomics.or(dirty, row >> 5, 1 << (row & 31));
}
