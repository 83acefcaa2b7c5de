/** Days and moments as sentences have them, in both languages. People read them in Paris, where the providers are, unless a zone is said. */
import type { Language } from '#base/language.ts';

const paris = 'Europe/Paris';
const locales = { en: 'en-GB', fr: 'fr-FR' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function written(moment: Date | number | string, language: Language, timeZone: string, timeStyle?: 'short'): string {
  const key = `${language} ${timeZone} ${timeStyle}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeStyle, timeZone });
  formats.set(key, format);
  const text = format.format(new Date(moment));
  // Intl knows no ordinals: the first day of a French month is the only one that is.
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

/** A day: `21 November 2026`, `1er mars 2026`. */
export function writeDay(moment: Date | number | string, language: Language): string {
  return written(moment, language, paris);
}

/** A moment, to the minute: `21 November 2026 at 10:20`. */
export function writeMoment(moment: Date | number | string, language: Language, timeZone: string = paris): string {
  return written(moment, language, timeZone, 'short');
}
