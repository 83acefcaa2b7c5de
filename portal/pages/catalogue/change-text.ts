/** Computed changes in the reader's words. */
import type { Language } from '#base/language.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import type { Change } from '#registry/contracts/changes/change.ts';

export type ChangeText = {
  /** What and where: `Property` and `adresse.ville`. */
  readonly subject: string;
  readonly place: string;
  /** What happened to it: `now required`. */
  readonly event: string;
  /** `maxLength: 10 → 5`; empty when there is nothing to compare. */
  readonly values: string;
  /** In which direction and definition; empty when it goes without saying. */
  readonly context: string;
};

/** Puts `change` into words. */
export function changeText(change: Change, language: Language): ChangeText {
  const text = texts[language].changes;
  const { subject, kind, definition, direction, from, to, keyword } = change;
  const isDefinition = subject === 'definition' || subject === 'schema';
  const inside = definition === null || isDefinition ? [] : [text.of(definition)];
  const side =
    direction === null || subject === 'parameter' || subject === 'body' || subject === 'response'
      ? []
      : [text.side[direction]];
  const values =
    kind === 'changed' && (from ?? to) !== null
      ? `${from ?? text.nothing} → ${to ?? text.nothing}`
      : (to ?? from ?? '');
  return {
    subject: text.subjects[subject],
    place: placeOf(change),
    event: eventText(change, language),
    values: keyword === null || values === '' ? values : `${keyword}: ${values}`,
    context: [...inside, ...side].join(', '),
  };
}

/** What the subject is called: an operation by its method and path, a definition by its name. */
function placeOf({ subject, at, definition, operations }: Change): string {
  if (subject === 'operation') return operations.join(', ');
  return at === '' && (subject === 'definition' || subject === 'schema') ? (definition ?? '') : at;
}

function eventText({ kind, aspect }: Change, language: Language): string {
  const text = texts[language].changes;
  if (kind === 'added' && (aspect === 'required' || aspect === 'optional')) return text.added[aspect];
  return kind === 'changed' && aspect !== null ? text.aspects[aspect] : text.kinds[kind];
}
