/** The part of a series that was asked for. */
import { decodePeriods, decodeValues, type Columns } from '#apis/webstat/series/columns.ts';
import { daysOf, firstDay, periodAt, type Frequency, type Period } from '#apis/webstat/series/period.ts';
import type { StoredSeries } from '#apis/webstat/store/model.ts';

/** From which to which period, both included, and how many observations from the oldest or the newest; null: no limit. */
export type Window = {
  readonly from: Period | null;
  readonly to: Period | null;
  readonly first: number | null;
  readonly last: number | null;
};

export const wholeSeries: Window = { from: null, to: null, first: null, last: null };

/**
 * The lowest and highest ordinal of `frequency` in the window. An observation stands at the first day of its period, as
 * `periodFirstDate` says: `endPeriod=2020-12-15` includes December.
 */
function ordinalsOf({ from, to }: Window, frequency: Frequency): { readonly low: number; readonly high: number } {
  const high = to === null ? Infinity : periodAt(frequency, daysOf(to).last).ordinal;
  if (from === null) return { low: -Infinity, high };
  const start = firstDay(from);
  const found = periodAt(frequency, start);
  return { low: firstDay(found) < start ? found.ordinal + 1 : found.ordinal, high };
}

/** The first index whose ordinal is at least `ordinal`. */
function indexFrom(periods: Int32Array, ordinal: number): number {
  let low = 0;
  let high = periods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((periods[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts the columns of a series of `frequency`. */
export function cutColumns({ periods, values }: Columns, frequency: Frequency, window: Window): Columns {
  const { low, high } = ordinalsOf(window, frequency);
  let start = indexFrom(periods, low);
  let end = Math.max(start, indexFrom(periods, high + 1));
  if (window.first !== null) end = Math.min(end, start + window.first);
  if (window.last !== null) start = Math.max(start, end - window.last);
  return { periods: periods.subarray(start, end), values: values.subarray(start, end) };
}

/** The observations of a stored series in the window. */
export function observationsOf(series: StoredSeries, window: Window): Columns {
  const columns = { periods: decodePeriods(series.periods), values: decodeValues(series.values) };
  return cutColumns(columns, series.frequency, window);
}
