/** Dates, times and numbers in the reader's way. Times are shown in Paris, where the providers are. */
import type { Language } from '#base/language.ts';
import { writeDay, writeMoment } from '#base/moments.ts';

const locales = { en: 'en-GB', fr: 'fr-FR' } as const;
const timeZone = 'Europe/Paris';

const instants = bothWays(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium', timeZone }),
);
const numbers = bothWays((locale) => new Intl.NumberFormat(locale));
// A double has 17 digits at most, of which the last ones are noise of its own.
const values = bothWays((locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 15 }));
const months = bothWays((locale) => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone }));
const shortNumbers = bothWays(
  (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
);
const shares = bothWays((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }));
const changes = bothWays(
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
);
const spans = bothWays((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const orders = bothWays((locale) => new Intl.Collator(locale, { sensitivity: 'base', numeric: true }));

function bothWays<Format>(make: (locale: string) => Format): Readonly<Record<Language, Format>> {
  return { en: make(locales.en), fr: make(locales.fr) };
}

/** A day: `21 November 2026`. */
export function formatDate(moment: Date | string, language: Language): string {
  return writeDay(moment, language);
}

/** A moment, to the minute: `21 November 2026 at 10:20`. */
export function formatMoment(moment: Date | string, language: Language): string {
  return writeMoment(moment, language);
}

/** A moment, to the second, in few letters: `21/11/2026, 10:20:42`. */
export function formatInstant(moment: Date | string, language: Language): string {
  return instants[language].format(new Date(moment));
}

/** The same in another time zone than Paris. */
export function formatMomentIn(moment: Date | string, zone: string, language: Language): string {
  return writeMoment(moment, language, zone);
}

/** A share of a whole: `93 %` in French, `93%` in English; what is not all is less than 100. */
export function formatShare(share: number, language: Language): string {
  const percent = Math.floor(share * 100) / 100;
  return new Intl.NumberFormat(locales[language], { style: 'percent' }).format(percent);
}

/** A period of an hour, a day…, by the moment at which it begins: `21 November 2026, 14:00`, `21 November 2026`, `November 2026`. */
export function formatPeriod(beginsMs: number, step: 'minute' | 'hour' | 'day' | 'month', language: Language): string {
  if (step === 'month') return formatMonth(new Date(beginsMs), language);
  return step === 'day' ? writeDay(beginsMs, language) : writeMoment(beginsMs, language);
}

/** A number: `10 000` in French, `10,000` in English. */
export function formatNumber(value: number, language: Language): string {
  return numbers[language].format(value);
}

/** A measured value, with all of its decimals: `1,0833`. */
export function formatValue(value: number, language: Language): string {
  return values[language].format(value);
}

/** A month: `January 2020`. */
export function formatMonth(moment: Date | string, language: Language): string {
  return months[language].format(new Date(moment));
}

/** A number as short as an axis wants it: `12K`, in French `12 k`. */
export function formatShortNumber(value: number, language: Language): string {
  return shortNumbers[language].format(value);
}

/** A share of a whole with a decimal, for those that are small: `2.5%`, in French `2,5 %`. */
export function formatSmallShare(share: number, language: Language): string {
  return shares[language].format(share);
}

/** By how much something has changed, 0.12 for 12 % more: `+12%`, `-3%`; `×35` where per cents say little. */
export function formatChange(change: number, language: Language): string {
  if (change >= 9.5) return `×${formatNumber(Math.round(change + 1), language)}`;
  return changes[language].format(change);
}

/** A time in milliseconds, with two or three digits that count: `3.4 ms`, `850 ms`, `1.25 s`, `3 min`. */
export function formatMilliseconds(milliseconds: number, language: Language): string {
  // The limits lie where rounding would reach the next unit.
  if (milliseconds < 999.5) return `${rounded(milliseconds, milliseconds < 9.95 ? 1 : 0, language)}\u00a0ms`;
  if (milliseconds < 59_950) return `${rounded(milliseconds / 1000, milliseconds < 9995 ? 2 : 1, language)}\u00a0s`;
  return `${rounded(milliseconds / 60_000, 1, language)}\u00a0min`;
}

function rounded(value: number, digits: number, language: Language): string {
  return formatNumber(Number(value.toFixed(digits)), language);
}

/** A size in bytes: `12 KB`, `12 ko`. */
export function formatBytes(bytes: number, language: Language): string {
  const units = language === 'fr' ? (['o', 'ko', 'Mo', 'Go'] as const) : (['B', 'KB', 'MB', 'GB'] as const);
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${formatNumber(Number(value.toFixed(value < 10 && power > 0 ? 1 : 0)), language)} ${units[power]}`;
}

const offsets = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });

const days = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });

/** The day in Paris that a moment is on: `2026-11-21`. */
export function dayInParis(atMs: number): string {
  return days.format(atMs);
}

const clocks = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });

/** A moment in Paris as spreadsheets read it, whatever their language: `2026-11-21 14:05:00`. */
export function momentInParis(atMs: number): string {
  return clocks.format(atMs);
}

/** The moment at which the day `day` (`2026-11-21`) begins in Paris, or `days` later; null for what is no day. */
export function startOfDay(day: string, days = 0): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  // A day that no month has (2026-02-30) becomes none, or another one.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null;
  midnight.setUTCDate(midnight.getUTCDate() + days);
  // Paris changes its clocks at 01:00 UTC: at midnight UTC the offset is still the one that the day began with.
  const name = offsets.formatToParts(midnight).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, hours = '0', minutes = '0'] = /GMT\+(\d{2}):(\d{2})/.exec(name) ?? [];
  return new Date(midnight.getTime() - (Number(hours) * 60 + Number(minutes)) * 60_000);
}

const steps = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago, or in how long: `3 days ago`, `in 2 hours`. */
export function formatSpan(moment: Date | string, nowMs: number, language: Language): string {
  const differenceMs = new Date(moment).getTime() - nowMs;
  for (const [unit, unitMs] of steps) {
    if (Math.abs(differenceMs) >= unitMs) return spans[language].format(Math.trunc(differenceMs / unitMs), unit);
  }
  return spans[language].format(0, 'minute');
}

/** Compares two texts as the reader's dictionary does. */
export function compareTexts(one: string, other: string, language: Language): number {
  return orders[language].compare(one, other);
}
