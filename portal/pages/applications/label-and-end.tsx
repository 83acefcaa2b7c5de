/** What secrets and keys have in common: their forms' two fields, and how their state is shown. */
import { z } from 'zod';
import type { Language } from '#base/language.ts';
import { TextField } from '#ui/components/field.tsx';
import { Badge } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { stateOf } from '#portal/pages/applications/credential-state.ts';
import { texts } from '#portal/pages/applications/texts.ts';

/** The fields as sent: names that differ, since both forms stand on one page. */
export function labelAndEnd<Prefix extends 'secret' | 'key'>(prefix: Prefix) {
  return z
    .strictObject({ [`${prefix}Label`]: z.string().default(''), [`${prefix}End`]: endField })
    .transform((sent) => ({ label: String(sent[`${prefix}Label`]), expiresAt: sent[`${prefix}End`] ?? null }));
}

/** A day, until its end in Paris; empty: never. */
const endField = z
  .string()
  .default('')
  .transform((day, context) => {
    if (day === '') return null;
    const end = endOfDay(day);
    if (end !== null) return end;
    const fr = "Ce n'est pas une date.";
    context.addIssue({ code: 'custom', message: 'This is no date.', params: { fr } });
    return z.NEVER;
  });

/** The end of `day` (`2026-11-21`): as late as it can be said in UTC without it being tomorrow in Paris. */
function endOfDay(day: string): string | null {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T21:59:59Z`) : Number.NaN;
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}

export const LabelAndEnd = ({ form, prefix }: { readonly form: FormState; readonly prefix: 'secret' | 'key' }) => {
  const text = texts[form.language].credentials;
  return (
    <>
      <TextField
        form={form}
        name={`${prefix}Label`}
        label={text.label}
        hint={text.labelHint}
        required
        maxlength={100}
      />
      <TextField form={form} name={`${prefix}End`} type="date" label={text.expiresOn} hint={text.expiresHint} />
    </>
  );
};

/** Faults of the operation's fields, at the form's. */
export function atFields(form: FormState, prefix: 'secret' | 'key'): FormState {
  const names: Readonly<Record<string, string>> = { label: `${prefix}Label`, expiresAt: `${prefix}End` };
  return { ...form, faults: form.faults.map(({ path, message }) => ({ path: names[path] ?? path, message })) };
}

type StateProps = {
  readonly language: Language;
  readonly credential: Parameters<typeof stateOf>[0];
  readonly now: Date;
};

const kinds = { live: 'good', ending: 'waiting', expired: 'bad', withdrawn: 'plain' } as const;

export const StateBadge = ({ language, credential, now }: StateProps) => {
  const state = stateOf(credential, now);
  return <Badge kind={kinds[state]}>{texts[language].credentials.states[state]}</Badge>;
};
