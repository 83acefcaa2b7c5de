/** Refusals of the OAuth endpoints: RFC 6749 §5.2, in the shape of the issuer's dialect. */
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

/** Headers of every answer that a cache must not keep (RFC 6749 §5.1). */
export const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** How refusals look: with the statuses of RFC 6749, or IdentityServer's, where every fault of the request is 400. */
export type RefusalDialect = Issuer['dialect'];

/** Gives the answer of a refusal. */
export function refuse(dialect: RefusalDialect, refused: Refusal): Response {
  const headers: Record<string, string> = { ...uncached, 'content-type': 'application/json; charset=utf-8' };
  if (refused.retryAfterSeconds !== undefined) headers['retry-after'] = String(refused.retryAfterSeconds);
  if (dialect === 'identityserver') {
    const status =
      refused.retryAfterSeconds === undefined && refused.error !== 'server_error' ? 400 : statusOf(refused);
    return new Response(JSON.stringify({ error: refused.error }), { status, headers });
  }
  const { challenge } = refused;
  if (challenge !== undefined) {
    const reason = challenge === 'Bearer' ? `, error="${refused.error}"` : '';
    headers['www-authenticate'] = `${challenge} realm="guichet"${reason}`;
  }
  const body = JSON.stringify({ error: refused.error, error_description: refused.description });
  return new Response(body, { status: statusOf(refused), headers });
}

function statusOf({ error, status }: Refusal): number {
  if (status !== undefined) return status;
  if (error === 'invalid_client' || error === 'invalid_token') return 401;
  if (error === 'temporarily_unavailable') return 503;
  return error === 'server_error' ? 500 : 400;
}
