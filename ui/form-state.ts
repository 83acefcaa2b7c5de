import type { Language } from '#base/language.ts';

/** Name of the hidden field with the CSRF token. */
export const csrfField = 'csrf';

/** What is wrong with one field, in the reader's language; the empty path: with the form as a whole. */
export type FieldFault = { readonly path: string; readonly message: string };

/** How a form stands: what its fields hold and what is wrong with them. */
export type FormState = {
  readonly language: Language;
  readonly given: Readonly<Record<string, string | readonly string[]>>;
  readonly faults: readonly FieldFault[];
};

/** The fault of the field `name`, or of a part of it. */
export function faultOf(form: FormState, name: string): string | undefined {
  return form.faults.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message;
}

/** What the field `name` holds, as one text. */
export function givenText(form: FormState, name: string): string {
  const value = form.given[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** True when the box or option `value` of the field `name` is chosen. */
export function isGiven(form: FormState, name: string, value: string): boolean {
  const given = form.given[name];
  return typeof given === 'string' ? given === value : (given?.includes(value) ?? false);
}
