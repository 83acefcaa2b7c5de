import type { Columns } from '#apis/webstat/series/columns.ts';

/** What changed in a series: observations that are new, and those that have another value. */
export type MergedColumns = { readonly columns: Columns; readonly added: number; readonly changed: number };

/** The observations of both; where both have a period, the value of `later` holds. */
export function mergeColumns(earlier: Columns, later: Columns): MergedColumns {
  const periods: number[] = [];
  const values: number[] = [];
  let added = 0;
  let changed = 0;
  for (let e = 0, l = 0; e < earlier.periods.length || l < later.periods.length;) {
    const before = earlier.periods[e] ?? Infinity;
    const after = later.periods[l] ?? Infinity;
    const kept = earlier.values[e] ?? Number.NaN;
    const value = after <= before ? (later.values[l] ?? Number.NaN) : kept;
    periods.push(Math.min(before, after));
    values.push(value);
    if (after < before) added += 1;
    else if (after === before && !Object.is(value, kept)) changed += 1;
    if (before <= after) e += 1;
    if (after <= before) l += 1;
  }
  return { columns: { periods: Int32Array.from(periods), values: Float64Array.from(values) }, added, changed };
}
