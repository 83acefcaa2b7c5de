/** Monthly series from a daily one. */
import type { Columns } from '#apis/webstat/series/columns.ts';
import { weekday } from '#apis/webstat/series/calendar.ts';
import { daysOf, periodAt } from '#apis/webstat/series/period.ts';

/** The last month of which all working days can be among the days up to `lastDay`, as an ordinal. */
export function lastWholeMonth(lastDay: number): number {
  const month = periodAt('M', lastDay);
  let lastWorkingDay = daysOf(month).last;
  while (weekday(lastWorkingDay) > 5) lastWorkingDay -= 1;
  return lastDay >= lastWorkingDay ? month.ordinal : month.ordinal - 1;
}

/** A double has fifteen digits that are sure; what comes behind them is noise of the division. */
const sureDigits = 15;

/** The arithmetic mean and the last value of each month up to `lastMonth`. */
export function monthlyColumns(daily: Columns, lastMonth: number): { readonly mean: Columns; readonly end: Columns } {
  const months = new Map<number, { sum: number; count: number; end: number }>();
  for (const [index, day] of daily.periods.entries()) {
    const value = daily.values[index] ?? Number.NaN;
    const month = periodAt('M', day).ordinal;
    if (Number.isNaN(value) || month > lastMonth) continue;
    const before = months.get(month) ?? { sum: 0, count: 0, end: 0 };
    months.set(month, { sum: before.sum + value, count: before.count + 1, end: value });
  }
  const periods = Int32Array.from(months.keys());
  const mean = Float64Array.from(months.values(), ({ sum, count }) => Number((sum / count).toPrecision(sureDigits)));
  return {
    mean: { periods, values: mean },
    end: { periods, values: Float64Array.from(months.values(), ({ end }) => end) },
  };
}
