/** Days as whole numbers since 1970-01-01 (UTC), and back. */

export type Day = { readonly year: number; readonly month: number; readonly day: number };

const dayMs = 86_400_000;

/** The number of a day; of one that does not exist (30 February) null. */
export function dayNumber({ year, month, day }: Day): number | null {
  const date = new Date(0);
  // Unlike Date.UTC it takes the years 0 to 99 as they are.
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / dayMs : null;
}

/** The number of the first day of a month; `month` may lie outside 1…12. */
export function monthStart(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, 1);
  return date.getTime() / dayMs;
}

export function dayOf(number: number): Day {
  const date = new Date(number * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** `2` as `02`. */
export function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** `2020-01-31`. */
export function isoDay(number: number): string {
  const { year, month, day } = dayOf(number);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** `31/01/2020`. */
export function frenchDay(number: number): string {
  const { year, month, day } = dayOf(number);
  return `${padded(day, 2)}/${padded(month, 2)}/${padded(year, 4)}`;
}

/** Monday is 1. */
export function weekday(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}
