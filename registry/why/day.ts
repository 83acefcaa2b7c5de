import type { LocalisedText } from '#base/problem.ts';

const formats = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/Paris' }),
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'Europe/Paris' }),
};

/** A day as sentences write it. */
export function dayOf(moment: Date): LocalisedText {
  return { en: formats.en.format(moment), fr: formats.fr.format(moment) };
}
