/** How Webstat shows a period: its name, its number, the moment at which it begins. */
import { dayOf, padded } from '#apis/webstat/series/calendar.ts';
import { firstDay, formatPeriod, type Period } from '#apis/webstat/series/period.ts';

/** French in both languages, as the real service answered. */
const months = ['Jan', 'Fév', 'Mar', 'Avr', 'Mai', 'Jun', 'Jul', 'Aoû', 'Sep', 'Oct', 'Nov', 'Déc'] as const;

/** `Déc 2019`; what the real service wrote for other frequencies is not known. */
export function periodName(period: Period): string {
  const { year, month, day } = dayOf(firstDay(period));
  const name = months[month - 1] ?? '';
  switch (period.frequency) {
    case 'A':
      return String(year);
    case 'M':
      return `${name} ${year}`;
    case 'Q':
      return `T${Math.ceil(month / 3)} ${year}`;
    case 'S':
      return `S${month > 6 ? 2 : 1} ${year}`;
    case 'W':
      return formatPeriod(period);
    default:
      return `${padded(day, 2)} ${name} ${year}`;
  }
}

/** `01-12-2019 00:00:00`. */
export function periodFirstDate(period: Period): string {
  const { year, month, day } = dayOf(firstDay(period));
  return `${padded(day, 2)}-${padded(month, 2)}-${padded(year, 4)} 00:00:00`;
}

/**
 * The number of a period. A captured answer has 2210 for December 2019 and 2216 for January 2020, one more each month:
 * between them lie a year and four quarters, so that a year takes 17 numbers. The ranges of the others are ours.
 */
export function periodId({ frequency, ordinal }: Period): number {
  switch (frequency) {
    case 'A':
      return yearId(ordinal);
    case 'Q':
      return yearId(Math.floor(ordinal / 4)) + 1 + (ordinal % 4);
    case 'M':
      return yearId(Math.floor(ordinal / 12)) + 5 + (ordinal % 12);
    case 'S':
      return 400_000 + ordinal;
    case 'W':
      return 600_000 + ordinal;
    default:
      return 1_000_000 + ordinal;
  }
}

function yearId(year: number): number {
  return 2_211 + (year - 2_020) * 17;
}
