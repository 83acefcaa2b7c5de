import type { Language } from '#base/language.ts';
import { texts } from '#portal/pages/operator/texts.ts';
import type { Choice } from '#ui/components/field.tsx';

/** The roles of an organisation, with what each may do. */
export function roleChoices(language: Language): readonly Choice[] {
  const text = texts[language].members;
  return [
    { value: 'developer', label: text.developer, hint: text.developerHint },
    { value: 'administrator', label: text.administrator, hint: text.administratorHint },
  ];
}
