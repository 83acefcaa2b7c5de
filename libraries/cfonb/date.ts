/** Dates in bytes: six digits JJMMAA. */

const asciiZero = 0x30;
/** AA above this is in the 20th century. Other readers of these files put the border here too. */
const pivotYear = 60;

/** Every date that six digits can say, by year, month and day; null where there is no such day. Filled when first asked. */
const known: (string | null | undefined)[] = Array.from({ length: 100 * 13 * 32 }, () => undefined);

/** The date of six bytes as `YYYY-MM-DD`; null when they are blanks or zeros; undefined when they are no date. */
export function readDate(bytes: Uint8Array, at: number): string | null | undefined {
  const day = twoDigits(bytes, at);
  const month = twoDigits(bytes, at + 2);
  const year = twoDigits(bytes, at + 4);
  if (day < 1 || month < 1 || year < 0 || day > 31 || month > 12) return isNone(bytes, at) ? null : undefined;
  const index = (year * 13 + month) * 32 + day;
  const found = (known[index] ??= dateOf(year, month, day));
  return found ?? undefined;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - asciiZero;
  const units = (bytes[at + 1] ?? 0) - asciiZero;
  return (tens | units | (9 - tens) | (9 - units)) < 0 ? -1 : tens * 10 + units;
}

function isNone(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first !== 0x20 && first !== asciiZero) return false;
  for (let index = at + 1; index < at + 6; index += 1) if (bytes[index] !== first) return false;
  return true;
}

function dateOf(year: number, month: number, day: number): string | null {
  const full = year + (year > pivotYear ? 1900 : 2000);
  const text = [full, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
  return isDay(text) ? text : null;
}

function isDay(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === text;
}

/** True for a day that JJMMAA can say: 1961-01-01 to 2060-12-31. */
export function isWritableDate(date: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && date >= '1961' && date < '2061' && isDay(date);
}

/** Writes a date as JJMMAA; null as blanks. */
export function writeDate(date: string | null): string {
  return date === null ? '      ' : date.slice(8, 10) + date.slice(5, 7) + date.slice(2, 4);
}
