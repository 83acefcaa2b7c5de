/** Faults of an offer at the fields of the console's forms: what is nested in a declaration stands flat in a form. */
import type { FormState } from '#ui/form-state.ts';
import { attempt, type FormOutcome } from '#portal/visit/form.ts';
import type { Visit } from '#portal/visit/visit.ts';

const fieldNames: readonly (readonly [pattern: RegExp, field: string])[] = [
  [/^deployments\.(sandbox|production)\.(\w+)(?:\.\d+)*$/, '$1-$2'],
  [/^deployments\.(sandbox|production)$/, '$1-host'],
  [/^deployments$/, 'sandbox-host'],
  [/^(name|title|description|text)\.fr$/, '$1Fr'],
  [/^(name|title|description|text)\.en$/, '$1En'],
  [/^(name|title|description|text)$/, '$1Fr'],
  [/^quota\.(day|month)$/, '$1'],
  [/^validation\.approver$/, 'approver'],
  [/^validation$/, 'approver'],
  [/^(tags|scopes|apis)\.\d+$/, '$1'],
];

/** The form's field for a place in a declaration. */
export function fieldOf(path: string): string {
  const found = fieldNames.find(([pattern]) => pattern.test(path));
  return found === undefined ? path : path.replace(found[0], found[1]);
}

/** As `attempt`, with the faults at the fields of the form. */
export async function attemptOffer<Value>(
  visit: Visit,
  form: FormState,
  action: () => Promise<Value>,
): Promise<FormOutcome<Value>> {
  const outcome = await attempt(visit, form, action);
  if (outcome.ok) return outcome;
  const faults = outcome.form.faults.map(({ path, message }) => ({ path: fieldOf(path), message }));
  return { ...outcome, form: { ...outcome.form, faults } };
}
