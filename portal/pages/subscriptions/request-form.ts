/** Several forms stand on the page of a request: each shows its own faults alone. */
import type { FormState } from '#ui/form-state.ts';

/** What a form of that page is about. */
export type RequestFormName = 'decide' | 'withdraw' | 'ask-plan' | 'decide-plan';

/** Which form `form` comes from, by the fields that it has; null: none, the page is shown afresh. */
export function formNameOf({ given }: FormState): RequestFormName | null {
  if (given['about'] === 'ask-plan' || given['about'] === 'decide-plan') return given['about'];
  if (given['decision'] === 'withdraw') return 'withdraw';
  return Object.keys(given).length === 0 ? null : 'decide';
}

/** `form` when it is the one named `name`; null for another. */
export function formOf(form: FormState, name: RequestFormName): FormState | null {
  return formNameOf(form) === name ? form : null;
}
