/** Which known word a person may have meant by the one typed. Pure. Words come without accents and capitals. */

/**
 * Counts the letters to add, take away, change or swap with their neighbour to get from `a` to `b` (optimal string
 * alignment distance).
 */
export function typingErrors(a: string, b: string): number {
  const width = b.length + 1;
  const rows = Array.from({ length: a.length + 1 }, (_, row) => new Uint16Array(width).fill(row));
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let column = 0; column < width; column++) rows[0]?.fill(column, column, column + 1);
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column < width; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, at(row - 2, column - 2) + 1);
      rows[row]?.fill(least, column, column + 1);
    }
  }
  return at(a.length, b.length);
}

/** True when `meant` may be what the hand that wrote `typed` had in mind: one error, from eight letters on two. */
export function mayMean(typed: string, meant: string): boolean {
  if (typed.length < 4 || meant.length < 3) return false;
  const allowed = typed.length < 8 ? 1 : 2;
  return Math.abs(typed.length - meant.length) <= allowed && typingErrors(typed, meant) <= allowed;
}

/** True when the two are likely forms of one word: the same but for their endings (`logement`, `logements`). */
export function isFormOf(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const longer = Math.max(a.length, b.length);
  let shared = 0;
  while (shared < shorter && a[shared] === b[shared]) shared++;
  return shared >= 4 && shorter - shared <= 1 && longer - shared <= 3;
}
