/** The forms of a second step, for the factors that an account has: shown at login and to confirm who is there. */
import type { SecondFactors } from '#accounts/second-factors/read.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { PasskeyForm } from '#portal/pages/account/passkey-form.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type FactorFormsProps = {
  readonly visit: Visit;
  readonly factors: SecondFactors;
  /** The state of the form that was sent; the others are fresh. */
  readonly form: FormState;
  readonly action: string;
  readonly challenge: string;
  readonly next: string;
};

export const FactorForms = ({ visit, factors, form, action, challenge, next }: FactorFormsProps) => {
  const { secondFactor: text } = texts[visit.language];
  return (
    <>
      {factors.passkeys.length === 0 ? null : (
        <PasskeyForm
          visit={visit}
          does="prove"
          action={action}
          challenge={challenge}
          label={text.passkey}
          fields={{ next }}
        />
      )}
      {factors.totpSince === null ? null : (
        <Form action={action} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="code"
            label={text.code}
            hint={text.codeHint}
            required
            inputmode="numeric"
            autocomplete="one-time-code"
          />
          <input type="hidden" name="next" value={next} />
          <FormButtons label={text.useCode} />
        </Form>
      )}
    </>
  );
};

/** The form of a recovery code, folded away: it is for bad days. */
export const RecoveryForm = ({ visit, factors, form, action, next }: Omit<FactorFormsProps, 'challenge'>) => {
  const { secondFactor: text } = texts[visit.language];
  if (factors.recoveryCodesLeft === 0) return <p>{text.lost}</p>;
  // Where there is no other form, this one says what was wrong.
  const shown = factors.totpSince === null ? form : { ...form, faults: [] };
  return (
    <details open={shown.faults.length > 0}>
      <summary>{text.recovery}</summary>
      <Form action={action} csrfToken={visit.csrfToken()} form={shown}>
        <TextField
          form={shown}
          name="recoveryCode"
          label={text.recoveryCode}
          hint={text.recoveryHint}
          required
          autocomplete="off"
        />
        <input type="hidden" name="next" value={next} />
        <FormButtons label={text.useRecovery} />
      </Form>
      <p>{text.lost}</p>
    </details>
  );
};
