/** Forms: from what the browser sent to a value of a schema, or back to the form with what was wrong. */
import type { z } from 'zod';
import { inputFaults } from '#base/input-faults.ts';
import { faultText, Problem, type ProblemFault } from '#base/problem.ts';
import { csrfField, type FieldFault, type FormState } from '#ui/form-state.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** Outcome of a form: its value, or the state in which it is shown again. */
export type FormOutcome<Value> =
  | { readonly ok: true; readonly value: Value; readonly form: FormState }
  | { readonly ok: false; readonly form: FormState; readonly status: number };

/** A form as it is shown first, with `given` in its fields. */
export function freshForm(visit: Visit, given: FormState['given'] = {}): FormState {
  return { language: visit.language, given, faults: [] };
}

function fieldsOf(form: FormData | null): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form?.keys())) {
    if (name === csrfField) continue;
    const values = (form?.getAll(name) ?? []).map((value) => (typeof value === 'string' ? lines(value) : value));
    fields[name] = values.length === 1 ? values[0] : values;
  }
  return fields;
}

/** Browsers send line ends as CR LF. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** What is written back into the fields: texts; passwords and files are never shown again. */
function textsOf(fields: Readonly<Record<string, unknown>>): FormState['given'] {
  const texts: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (/password|secret|code$/i.test(name)) continue;
    if (typeof value === 'string') texts[name] = value;
    else if (Array.isArray(value)) texts[name] = value.filter((item) => typeof item === 'string');
  }
  return texts;
}

/**
 * Reads the form of `visit` as `schema`. Fields that the schema does not know are refused when it is strict, as all are
 * here: nothing can be set that the form does not show.
 */
export function readForm<Schema extends z.ZodType>(visit: Visit, schema: Schema): FormOutcome<z.output<Schema>> {
  const fields = fieldsOf(visit.form);
  const given = textsOf(fields);
  const parsed = schema.safeParse(fields);
  if (parsed.success) return { ok: true, value: parsed.data, form: { language: visit.language, given, faults: [] } };
  const faults = inputFaults(schema, fields).map((fault) => inLanguage(fault, visit));
  return { ok: false, status: 422, form: { language: visit.language, given, faults } };
}

function inLanguage(fault: ProblemFault, visit: Visit): FieldFault {
  return { path: fault.path, message: faultText(fault, visit.language) };
}

/** Refusals that a form shows; others (there is no such thing, a fault of ours) are pages of their own. */
const shownByForms = new Set([400, 403, 409, 413, 422, 429, 503]);

/**
 * Does what the form asks for; a refusal comes back as the form's state, each fault at its field.
 *
 * @throws whatever is no refusal that a form could show
 */
export async function attempt<Value>(
  visit: Visit,
  form: FormState,
  action: () => Promise<Value>,
): Promise<FormOutcome<Value>> {
  try {
    return { ok: true, value: await action(), form };
  } catch (cause) {
    if (!(cause instanceof Problem) || !shownByForms.has(cause.status)) throw cause;
    const named = cause.faults.map((fault) => inLanguage(fault, visit));
    const faults = named.length > 0 ? named : [{ path: '', message: cause.text[visit.language] }];
    return { ok: false, status: cause.status, form: { ...form, faults } };
  }
}
