/** Refusals of the OAuth endpoints: RFC 6749 §5.2, in the shape of the issuer's dialect. */
import { uncachedJson, type Answer } from '#identity/answer.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';

export type RefusalCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_token'
  | 'temporarily_unavailable'
  | 'server_error';

export type Refusal = {
  readonly error: RefusalCode;
  /** For the developer who reads it: says what to change, repeats nothing that was sent. */
  readonly description: string;
  /** HTTP status, where it is not what the code says. */
  readonly status?: number;
  /** `WWW-Authenticate`: the client used the `Authorization` header (RFC 6749 §5.2). */
  readonly challenge?: 'Basic' | 'Bearer';
  readonly retryAfterSeconds?: number;
};

type RefusalDetails = Omit<Refusal, 'error' | 'description'>;

/** Gives a refusal. */
export function refusal(error: RefusalCode, description: string, details: RefusalDetails = {}): Refusal {
  return { error, description, ...details };
}

/** True when a step refused. */
export function isRefusal(value: object): value is Refusal {
  return 'error' in value;
}

/** How refusals look: with the statuses of RFC 6749, or IdentityServer's, where every fault of the request is 400. */
export type RefusalDialect = Issuer['dialect'];

/** Gives the answer of a refusal. */
export function refuse(dialect: RefusalDialect, refused: Refusal): Answer {
  const { error, description, challenge, retryAfterSeconds } = refused;
  const fields = [...uncachedJson];
  if (retryAfterSeconds !== undefined) fields.push(['retry-after', String(retryAfterSeconds)]);
  if (dialect === 'identityserver') {
    const status = retryAfterSeconds === undefined && error !== 'server_error' ? 400 : statusOf(refused);
    return { status, fields, body: JSON.stringify({ error }) };
  }
  if (challenge !== undefined) {
    const reason = challenge === 'Bearer' ? `, error="${error}"` : '';
    fields.push(['www-authenticate', `${challenge} realm="guichet"${reason}`]);
  }
  return { status: statusOf(refused), fields, body: JSON.stringify({ error, error_description: description }) };
}

function statusOf({ error, status }: Refusal): number {
  if (status !== undefined) return status;
  if (error === 'invalid_client' || error === 'invalid_token') return 401;
  if (error === 'temporarily_unavailable') return 503;
  return error === 'server_error' ? 500 : 400;
}
