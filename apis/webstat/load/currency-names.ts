import type { LocalisedText } from '#base/problem.ts';

const french = new Intl.DisplayNames('fr', { type: 'currency' });
const english = new Intl.DisplayNames('en', { type: 'currency' });

/** The names of a currency of ISO 4217; its code where Unicode's tables have none. */
export function currencyName(code: string): LocalisedText {
  return { fr: french.of(code) ?? code, en: english.of(code) ?? code };
}

/** With a capital at its beginning. */
export function startsLarge(text: string): string {
  return text.charAt(0).toLocaleUpperCase('fr') + text.slice(1);
}
