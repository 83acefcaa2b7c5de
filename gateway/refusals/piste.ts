/**
 * Refusals as the PISTE gateway (Axway API Manager) gives them: the status and the `WWW-Authenticate` of its table, to
 * which we add a JSON body that says the same to people.
 */
import type { Field } from '#gateway/head/fields.ts';
import type { Answer, RefusalDetails } from '#gateway/refusals/details.ts';
import { reasons, type Reason } from '#gateway/refusals/reasons.ts';
import { whomToAsk } from '#gateway/refusals/whom-to-ask.ts';

type PisteEntry = {
  readonly status: number;
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly description?: string;
};

const unknownToken: PisteEntry = {
  status: 401,
  error: 'invalid_token',
  description: 'Unable to find the access token in persistent storage.',
};
const applicationGone: PisteEntry = {
  status: 401,
  error: 'invalid_token',
  description: 'The client app was not found or is disabled.',
};

/** Where PISTE differs from the plain table of reasons, or says more. */
const table: Readonly<Partial<Record<Reason, PisteEntry>>> = {
  'credential.missing': {
    status: 400,
    error: 'invalid_request',
    description: 'Unable to find token in the message',
  },
  'credential.repeated': { status: 400, error: 'invalid_request', description: 'More than one token in the message' },
  'client.unknown': applicationGone,
  'client.secret_wrong': applicationGone,
  'token.unknown': unknownToken,
  'token.invalid': unknownToken,
  'token.revoked': unknownToken,
  'token.secret_withdrawn': unknownToken,
  'token.account_inactive': unknownToken,
  'token.expired': { status: 401, error: 'invalid_token', description: 'The access token expired.' },
  'application.missing': applicationGone,
  'application.disabled': applicationGone,
  'application.wrong_environment': applicationGone,
  'scope.insufficient': { status: 403, error: 'insufficient_scope' },
  // That gateway knows two cases: slow (504) and everything else (500).
  'upstream.broken': { status: 500 },
  'upstream.unreachable': { status: 500 },
};

export function pisteAnswer(reason: Reason, details: RefusalDetails): Answer {
  const entry = table[reason] ?? { status: reasons[reason].status };
  const message = reasons[reason].text[details.language];
  const contact = whomToAsk(details);
  return {
    status: entry.status,
    fields: [['content-type', 'application/json'], ...challenge(entry)],
    body: JSON.stringify({
      ...(entry.error === undefined ? {} : { error: entry.error }),
      ...(entry.description === undefined ? {} : { error_description: entry.description }),
      reason,
      message: contact === '' ? message : `${message} ${contact}`,
    }),
  };
}

function challenge({ error, description }: PisteEntry): Field[] {
  if (error === undefined) return [];
  const said = description === undefined ? '' : `,error_description="${description}"`;
  return [['www-authenticate', `Bearer realm="DefaultRealm",error="${error}"${said}`]];
}
