import { writeDay, writeMoment } from '#base/moments.ts';
import type { LocalisedText } from '#base/problem.ts';

/** A moment in a time zone, as sentences write it: `22 November 2026 at 00:00 (Europe/Paris)`. */
export function momentIn(moment: Date, timeZone: string): LocalisedText {
  return {
    en: `${writeMoment(moment, 'en', timeZone)} (${timeZone})`,
    fr: `${writeMoment(moment, 'fr', timeZone)} (${timeZone})`,
  };
}

/** A day as sentences write it. */
export function dayOf(moment: Date): LocalisedText {
  return { en: writeDay(moment, 'en'), fr: writeDay(moment, 'fr') };
}
