import type { LocalisedText } from '#base/problem.ts';

const formats = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/Paris' }),
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'Europe/Paris' }),
};

/** A moment in a time zone, as sentences write it: `22 November 2026 at 00:00 (Europe/Paris)`. */
export function momentIn(moment: Date, timeZone: string): LocalisedText {
  const said = (locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  return {
    en: `${said('en-GB').format(moment)} (${timeZone})`,
    fr: `${said('fr-FR').format(moment)} (${timeZone})`,
  };
}

/** A day as sentences write it. */
export function dayOf(moment: Date): LocalisedText {
  return { en: formats.en.format(moment), fr: formats.fr.format(moment) };
}
