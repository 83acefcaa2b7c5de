/**
 * A form that a passkey fills in. A browser without JavaScript, without passkeys, or at another name of this portal than the one
 * they are bound to, does not see it; everything can be done another way.
 */
import type { Child } from 'hono/jsx';
import { relyingParty } from '#accounts/second-factors/passkeys/party.ts';
import { csrfField } from '#ui/form-state.ts';
import { texts } from '#portal/pages/account/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type PasskeyFormProps = {
  readonly visit: Visit;
  readonly action: string;
  /** Where the script gets the challenge. */
  readonly challenge: string;
  /** `make` a passkey or `prove` to have one. */
  readonly does: 'make' | 'prove';
  readonly label: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly children?: Child;
};

export const PasskeyForm = ({ visit, action, challenge, does, label, fields, children }: PasskeyFormProps) => {
  const { id: host } = relyingParty(visit.services.portalUrl);
  return (
    <form
      method="post"
      action={action}
      class="form"
      data-passkey={does}
      data-challenge={challenge}
      data-host={host}
      data-failed={texts[visit.language].passkeyFailed}
      hidden
    >
      <input type="hidden" name={csrfField} value={visit.csrfToken()} />
      <input type="hidden" name="answer" value="" />
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <p class="field-fault" role="alert" data-fault></p>
      <button type="submit" class="button button-plain">
        {label}
      </button>
    </form>
  );
};
