/** The round numbers at an axis, and the moments named beneath one. */
import type { Language } from '#base/language.ts';

const mostMarks = 5;

/**
 * Round numbers (1, 2 or 5 times a power of ten apart) from 0 to the first that is not under `greatest`: the last one is
 * the top of the axis. `whole`: no parts of one, as where things are counted.
 */
export function axisMarks(greatest: number, whole: boolean): readonly number[] {
  const step = roundStep(Math.max(greatest, whole ? 1 : Number.MIN_VALUE) / (mostMarks - 1), whole);
  const count = Math.max(1, Math.ceil(greatest / step - 1e-9));
  // Multiplied and not added up: 0.1 three times is not 0.3.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function roundStep(least: number, whole: boolean): number {
  if (least < 1e-6) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return whole ? Math.max(1, factor * power) : factor * power;
}

export type TimeStep = 'minute' | 'hour' | 'day' | 'month';

/** A name beneath an axis: of which point, and whether it is left out where there is little room. */
export type AxisLabel = { readonly index: number; readonly text: string; readonly minor: boolean };

const mostLabels = 8;
const locales = { en: 'en-GB', fr: 'fr-FR' } as const;
const timeZone = 'Europe/Paris';

/** How far apart named points may stand, in minutes, hours, days or months of the calendar. */
const distances: Readonly<Record<TimeStep, readonly number[]>> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120],
  hour: [1, 2, 3, 6, 12, 24, 48],
  day: [1, 2, 5, 10, 15, 30],
  month: [1, 2, 3, 6, 12],
};

/** Which points of a time axis are named, and how: round times of Paris where there are such. */
export function timeLabels(pointsMs: readonly number[], step: TimeStep, language: Language): readonly AxisLabel[] {
  const numbers = pointsMs.map((atMs, index) => numberOf(atMs, step, pointsMs.length - 1 - index));
  const chosen =
    distances[step]
      .map((distance) => numbers.flatMap((number, index) => (number % distance === 0 ? [index] : [])))
      .find((indexes) => indexes.length <= mostLabels) ?? [];
  // At midnight the day is said instead of the time.
  const days = step === 'hour' && chosen.every((index) => (numbers[index] ?? 0) % 24 === 0);
  const format = labelFormat(days ? 'day' : step, language);
  return chosen.map((index, at) => ({
    ...{ index, text: format.format(pointsMs[index]) },
    minor: (chosen.length - 1 - at) % 2 === 1,
  }));
}

const clock = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone },
});

/** What a point counts as on its calendar: minutes of the day, hours since the beginning of the month, months of the year;
 * days from the last one on, since a month has no round days. */
function numberOf(atMs: number, step: TimeStep, fromLast: number): number {
  if (step === 'day') return fromLast;
  const parts = new Map(clock.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: 'day' | 'hour' | 'minute' | 'month'): number => parts.get(type) ?? 0;
  if (step === 'minute') return part('hour') * 60 + part('minute');
  if (step === 'hour') return part('day') * 24 + part('hour');
  return part('month') - 1;
}

function labelFormat(step: TimeStep, language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locales[language], {
    timeZone,
    ...(step === 'minute' || step === 'hour' ? { hour: '2-digit', minute: '2-digit' } : {}),
    ...(step === 'day' ? { day: 'numeric', month: 'short' } : {}),
    ...(step === 'month' ? { month: 'short', year: '2-digit' } : {}),
  });
}
