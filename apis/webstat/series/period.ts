/**
 * Periods: a frequency, and the how-manieth period of it. Two periods of a series compare as their ordinals do, and the
 * ordinals of a series without gaps are consecutive.
 */
import { dayNumber, dayOf, isoDay, monthStart, padded, type Day } from '#apis/webstat/series/calendar.ts';

/** Codes of SDMX's CL_FREQ: year, half-year, quarter, month, week, day, business day. */
export const frequencies = ['A', 'S', 'Q', 'M', 'W', 'D', 'B'] as const;
export type Frequency = (typeof frequencies)[number];

export type Period = { readonly frequency: Frequency; readonly ordinal: number };

/** First and last day, as numbers of `calendar.ts`. */
export type DayRange = { readonly first: number; readonly last: number };

export function isFrequency(code: string): code is Frequency {
  return frequencies.some((frequency) => frequency === code);
}

/** How many periods of these frequencies a year has. */
const periodsOfYear = { A: 1, S: 2, Q: 4, M: 12 } as const;

/** Weeks begin on Monday (ISO 8601): 1970-01-01 was a Thursday. */
const mondayOffset = 3;

/** The first day of a period. */
export function firstDay({ frequency, ordinal }: Period): number {
  if (frequency === 'D' || frequency === 'B') return ordinal;
  if (frequency === 'W') return ordinal * 7 - mondayOffset;
  const parts = periodsOfYear[frequency];
  const year = Math.floor(ordinal / parts);
  return monthStart(year, (ordinal - year * parts) * (12 / parts) + 1);
}

/** The days of a period. */
export function daysOf({ frequency, ordinal }: Period): DayRange {
  return { first: firstDay({ frequency, ordinal }), last: firstDay({ frequency, ordinal: ordinal + 1 }) - 1 };
}

/** The period of `frequency` in which a day lies. */
export function periodAt(frequency: Frequency, day: number): Period {
  if (frequency === 'D' || frequency === 'B') return { frequency, ordinal: day };
  if (frequency === 'W') return { frequency, ordinal: Math.floor((day + mondayOffset) / 7) };
  const parts = periodsOfYear[frequency];
  const { year, month } = dayOf(day);
  return { frequency, ordinal: year * parts + Math.floor((month - 1) / (12 / parts)) };
}

/** Year and number of an ISO week: that of its Thursday. */
function weekOf(ordinal: number): { readonly year: number; readonly week: number } {
  const thursday = ordinal * 7;
  const { year } = dayOf(thursday);
  return { year, week: Math.floor((thursday - monthStart(year, 1)) / 7) + 1 };
}

/** The part of a year as people count it: from 1. */
function partOf(parts: number, ordinal: number): { readonly year: number; readonly part: number } {
  const year = Math.floor(ordinal / parts);
  return { year, part: ordinal - year * parts + 1 };
}

/** A period as SDMX and the parameters write it: `2020`, `2020-S1`, `2020-Q1`, `2020-01`, `2020-W01`, `2020-01-31`. */
export function formatPeriod({ frequency, ordinal }: Period): string {
  if (frequency === 'D' || frequency === 'B') return isoDay(ordinal);
  if (frequency === 'W') {
    const { year, week } = weekOf(ordinal);
    return `${padded(year, 4)}-W${padded(week, 2)}`;
  }
  const { year, part } = partOf(periodsOfYear[frequency], ordinal);
  if (frequency === 'A') return padded(year, 4);
  return `${padded(year, 4)}-${frequency === 'M' ? padded(part, 2) : `${frequency}${part}`}`;
}

const form =
  /^(?<year>\d{4})(?:-(?:S(?<half>[12])|Q(?<quarter>[1-4])|W(?<week>\d{2})|(?<month>\d{2})(?:-(?<day>\d{2}))?))?$/;

/** Reads one of the six forms; null for anything else, a day or week that does not exist among it. */
export function parsePeriod(text: string): Period | null {
  const groups = form.exec(text)?.groups;
  if (groups === undefined) return null;
  const year = Number(groups['year']);
  const { half, quarter, week, month, day } = groups;
  if (half !== undefined) return { frequency: 'S', ordinal: year * 2 + Number(half) - 1 };
  if (quarter !== undefined) return { frequency: 'Q', ordinal: year * 4 + Number(quarter) - 1 };
  if (week !== undefined) return parseWeek(year, Number(week));
  if (month === undefined) return { frequency: 'A', ordinal: year };
  return parseDay({ year, month: Number(month), day: Number(day ?? 1) }, day === undefined ? 'M' : 'D');
}

function parseDay(given: Day, frequency: 'M' | 'D'): Period | null {
  const day = dayNumber(given);
  return day === null ? null : periodAt(frequency, day);
}

function parseWeek(year: number, week: number): Period | null {
  // 4 January is always in week 1 (ISO 8601).
  const first = periodAt('W', monthStart(year, 1) + 3);
  const found = { frequency: 'W', ordinal: first.ordinal + week - 1 } as const;
  const is = weekOf(found.ordinal);
  return is.year === year && is.week === week ? found : null;
}
