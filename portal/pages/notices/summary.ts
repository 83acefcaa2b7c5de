/** What a notice says in a line: which quota, which API, which key. */
import type { z } from 'zod';
import type { Language } from '#base/language.ts';
import { eventData } from '#notifications/notices/data.ts';
import { formatDate, formatNumber, formatShare } from '#ui/format.ts';
import { typeName } from '#portal/pages/notices/fields.tsx';
import { texts } from '#portal/pages/notices/texts.ts';

type Line = (data: unknown, language: Language) => string | null;

/** What does not fit, because it was told by an older Guichet, has no line. */
function line<Schema extends z.ZodType>(
  schema: Schema,
  write: (data: z.output<Schema>, text: (typeof texts)['en']['summaries'], language: Language) => string,
): Line {
  return (data, language) => {
    const parsed = schema.safeParse(data);
    return parsed.success ? write(parsed.data, texts[language].summaries, language) : null;
  };
}

type Api = { readonly reference: string; readonly name: Readonly<Record<Language, string>> };

/** As people call it, with its version. */
function nameOf({ reference, name }: Api, language: Language): string {
  return `${name[language]} ${reference.slice(reference.lastIndexOf('@') + 1)}`;
}

const lines: Readonly<Record<keyof typeof eventData, Line>> = {
  'quota.threshold': line(eventData['quota.threshold'], ({ threshold, window, product }, text, language) =>
    text.quota[window](formatShare(threshold / 100, language), product.name[language]),
  ),
  'errors.threshold': line(eventData['errors.threshold'], ({ errors, calls }, text, language) =>
    text.errors(formatNumber(errors, language), formatNumber(calls, language)),
  ),
  'credential.expiring': line(eventData['credential.expiring'], ({ credential, days, expiresAt }, text, language) => {
    const name = text.credential[credential.kind](credential.label);
    return text[days === 0 ? 'expired' : 'expires'](name, formatDate(expiresAt, language));
  }),
  'version.deprecated': line(eventData['version.deprecated'], ({ api, sunset }, text, language) =>
    sunset === null
      ? text.deprecated(nameOf(api, language))
      : text.ends(nameOf(api, language), formatDate(sunset, language)),
  ),
  'version.retired': line(eventData['version.retired'], ({ api }, text, language) => text.ended(nameOf(api, language))),
  'subscription.decided': line(eventData['subscription.decided'], ({ decision, product }, text, language) =>
    text.decided(product.name[language], text.decisions[decision]),
  ),
  'terms.renewed': line(eventData['terms.renewed'], ({ terms, version }, text, language) =>
    text.renewed(terms.title[language], version),
  ),
};

type Told = { readonly type: string; readonly data: unknown };

/** Gives it; of a type without details, what people call the type. */
export function summaryOf({ type, data }: Told, language: Language): string {
  const own = Object.entries(lines).find(([code]) => code === type)?.[1](data, language);
  return own ?? typeName(type, language);
}
