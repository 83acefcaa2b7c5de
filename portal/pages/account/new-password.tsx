/** The two fields of a new password, and the rules, which a script checks while one types. */
import { z } from 'zod';
import { newPasswordSchema, passwordKinds, passwordLeastLength } from '#registry/accounts/schema.ts';
import { TextField } from '#ui/components/field.tsx';
import type { FormState } from '#ui/form-state.ts';
import { texts } from '#portal/pages/account/texts.ts';

/** The fields in a form's schema. */
export const newPasswordFields = { password: newPasswordSchema, passwordAgain: z.string() };

/** Refuses two passwords that differ. */
export function sameTwice(
  given: { readonly password: string; readonly passwordAgain: string },
  context: z.RefinementCtx,
) {
  if (given.password === given.passwordAgain) return;
  const { en, fr } = texts;
  context.addIssue({
    code: 'custom',
    path: ['passwordAgain'],
    message: en.passwordsDiffer,
    params: { fr: fr.passwordsDiffer },
  });
}

/** What the script tests, as the source of a regular expression with the flags `su`. */
const livePatterns = [
  { name: 'length', source: `^.{${passwordLeastLength},}$` },
  ...passwordKinds.map(({ name, pattern }) => ({ name, source: pattern.source })),
] as const;

export const NewPassword = ({ form, label }: { readonly form: FormState; readonly label: string }) => {
  const text = texts[form.language];
  return (
    <>
      <TextField form={form} name="password" label={label} type="password" required autocomplete="new-password" />
      <div class="password-rules" data-password-rules="field-password" data-met={text.rules.met}>
        <p>{text.rules.title}</p>
        <ul>
          {livePatterns.map(({ name, source }) => (
            <li data-pattern={source}>{text.rules[name]}</li>
          ))}
          <li>{text.rules.guessable}</li>
        </ul>
      </div>
      <TextField
        form={form}
        name="passwordAgain"
        label={text.passwordAgain}
        type="password"
        required
        autocomplete="new-password"
      />
    </>
  );
};
