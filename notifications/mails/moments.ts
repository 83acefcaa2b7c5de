import type { MailLanguage } from '#notifications/template.ts';

const formats = {
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' }),
};

/** Day and hour in Paris, as readers of `language` write them. `moment` is ISO 8601. */
export function momentIn(language: MailLanguage, moment: string): string {
  return formats[language].format(new Date(moment));
}
