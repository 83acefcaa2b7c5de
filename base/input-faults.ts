/** What is wrong with a value, place by place, as sentences in both languages. */
import { z } from 'zod';
import type { Language } from '#base/language.ts';
import type { ProblemFault } from '#base/problem.ts';

type RawIssue = z.core.$ZodRawIssue;

const written: Readonly<Record<Language, (issue: RawIssue) => string | undefined>> = {
  en: (issue) => {
    if (isMissing(issue)) return 'This is required.';
    if (issue.code === 'too_small' && issue.origin === 'string') return `At least ${issue.minimum} characters.`;
    if (issue.code === 'too_big' && issue.origin === 'string') return `At most ${issue.maximum} characters.`;
    if (issue.code === 'invalid_format' && issue.format === 'email') return 'This is not an e-mail address.';
    if (issue.code === 'invalid_format' && issue.format === 'url') return 'This is not an address (https://…).';
    return undefined;
  },
  fr: (issue) => {
    if (isMissing(issue)) return 'Ce champ est obligatoire.';
    if (issue.code === 'too_small' && issue.origin === 'string') return `Au moins ${issue.minimum} caractères.`;
    if (issue.code === 'too_big' && issue.origin === 'string') return `Au plus ${issue.maximum} caractères.`;
    if (issue.code === 'invalid_format' && issue.format === 'email') return "Ce n'est pas une adresse électronique.";
    if (issue.code === 'invalid_format' && issue.format === 'url') return "Ce n'est pas une adresse (https://…).";
    return undefined;
  },
};

const locales = { en: z.locales.en().localeError, fr: z.locales.fr().localeError };

/** Nothing was given: no value at all, or an empty text where some letters are demanded. */
function isMissing(issue: RawIssue): boolean {
  if (issue.code === 'invalid_type') return issue.input === undefined;
  return issue.input === '' && (issue.code === 'too_small' || issue.code === 'invalid_format');
}

function parsedIn(language: Language, schema: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  const error = (issue: RawIssue) => written[language](issue) ?? locales[language](issue);
  return schema.safeParse(value, { error }).error?.issues ?? [];
}

/** The French sentence of a check of our own: `addIssue({ code: 'custom', message: …, params: { fr: … } })`. */
function ownFrench(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'custom') return undefined;
  const french: unknown = issue.params?.['fr'];
  return typeof french === 'string' ? french : undefined;
}

/** The faults of `value` as `schema` sees it; none when it fits. Only asked when a first parse has failed. */
export function inputFaults(schema: z.ZodType, value: unknown): ProblemFault[] {
  const french = parsedIn('fr', schema, value);
  return parsedIn('en', schema, value).map((issue, index) => ({
    path: issue.path.join('.'),
    message: issue.message,
    fr: ownFrench(issue) ?? french[index]?.message ?? issue.message,
  }));
}
