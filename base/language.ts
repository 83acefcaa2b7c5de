/** The two languages of everything that people read. */
export type Language = 'en' | 'fr';

/** True for the name of one of them. */
export function isLanguage(name: string | null | undefined): name is Language {
  return name === 'en' || name === 'fr';
}

/**
 * The language that an `Accept-Language` field prefers (RFC 9110 §12.5.4), by the weights in it; English when it names
 * neither.
 */
export function preferredLanguage(field: string | null | undefined): Language {
  let best: { readonly language: Language; readonly weight: number } = { language: 'en', weight: 0 };
  for (const range of (field ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const language = tag.toLowerCase().split('-')[0];
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (isLanguage(language) && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
