import type { FormState } from '#ui/form-state.ts';

/** The form, with a fault besides those it has; the empty path: of the form as a whole. */
export function withFault(form: FormState, path: string, message: string): FormState {
  return { ...form, faults: [...form.faults, { path, message }] };
}
