/** The steps of a token request, in their order. */
import { authenticateClient } from '#identity/clients/authenticate.ts';
import { establish, established, type TokenAttempt, type TokenStep } from '#identity/endpoints/token/attempt.ts';
import { readForm } from '#identity/form.ts';
import { clientCredentials } from '#identity/grants/client-credentials.ts';
import type { GiveRefreshToken, Grant } from '#identity/grants/grant.ts';
import { password } from '#identity/grants/password.ts';
import { refreshToken } from '#identity/grants/refresh-token.ts';
import { checkScope, requestedScope } from '#identity/grants/scope.ts';
import { isRefusal, refusal, type Refusal } from '#identity/refusal.ts';
import { issueAccessToken } from '#identity/tokens/issue.ts';

/** What a token request goes through, from top to bottom. */
export const tokenSteps: readonly TokenStep[] = [
  refuseQuery,
  readBody,
  proveClient,
  findGrant,
  checkGrantAllowed,
  decideScope,
  giveGrant,
  issueToken,
  issueRefresh,
];

const grants: ReadonlyMap<string, Grant> = new Map(
  [clientCredentials, password, refreshToken].map((grant) => [grant.name, grant]),
);

/** RFC 6749 §2.3.1: credentials must not stand in the address, where logs would keep them. */
function refuseQuery({ exchange }: TokenAttempt): Refusal | null {
  return exchange.request.query === ''
    ? null
    : refusal('invalid_request', 'Parameters belong in the body, not in the address.');
}

/** Content type, size, well-formedness, repeated parameters. */
function readBody(attempt: TokenAttempt): ReturnType<TokenStep> {
  return establish(attempt, 'form', readForm(attempt.exchange.request));
}

/** The client's secret, its environment, and whether its application is enabled. */
function proveClient(attempt: TokenAttempt): ReturnType<TokenStep> {
  return establish(attempt, 'proven', authenticateClient(attempt.exchange, established(attempt.form)));
}

/** A grant that exists and that this issuer declares. */
function findGrant(attempt: TokenAttempt): Refusal | null {
  const { issuer } = attempt.exchange;
  const name = established(attempt.form).get('grant_type');
  if (name === undefined && issuer.dialect === 'piste') return refusal('invalid_request', 'grant_type is needed.');
  const grant = grants.get(name ?? '');
  if (grant === undefined || !issuer.grants.includes(grant.name)) {
    return refusal('unsupported_grant_type', 'This authorization server does not answer this grant_type.');
  }
  attempt.grant = grant;
  return null;
}

/** Whether this client may use it. */
function checkGrantAllowed(attempt: TokenAttempt): Refusal | null {
  const allowed = established(attempt.grant).allows(attempt.exchange.issuer, established(attempt.proven));
  return allowed ? null : refusal('unauthorized_client', 'This client may not use this grant_type.');
}

/** The scope that was asked for, or the issuer's default. */
function decideScope(attempt: TokenAttempt): Refusal | null {
  const { issuer } = attempt.exchange;
  const asked = established(attempt.form).get('scope');
  if (established(attempt.grant).scope === 'inherited') {
    attempt.scope = asked ?? '';
    return asked === undefined ? null : checkScope(issuer, asked);
  }
  const decided = requestedScope(issuer, asked);
  if (isRefusal(decided)) return decided;
  attempt.scope = decided.scope;
  return null;
}

/** What is particular to the grant. */
function giveGrant(attempt: TokenAttempt): ReturnType<TokenStep> {
  const granted = established(attempt.grant).give({
    exchange: attempt.exchange,
    form: established(attempt.form),
    proven: established(attempt.proven),
    scope: established(attempt.scope),
  });
  return establish(attempt, 'granted', granted);
}

/** The access token, durable before it is answered. */
function issueToken(attempt: TokenAttempt): ReturnType<TokenStep> {
  const { issuer, services } = attempt.exchange;
  const { accountId, scope } = established(attempt.granted);
  const grant = { issuer, proven: established(attempt.proven), accountId, scope };
  return establish(attempt, 'issued', issueAccessToken(services, grant));
}

/** The refresh token, which knows the access token that goes with it: they end together. */
function issueRefresh(attempt: TokenAttempt): ReturnType<TokenStep> {
  const { giveRefreshToken } = established(attempt.granted);
  if (giveRefreshToken !== null) return keepRefreshToken(attempt, giveRefreshToken);
  attempt.refreshToken = null;
  return null;
}

async function keepRefreshToken(attempt: TokenAttempt, give: GiveRefreshToken): Promise<Refusal | null> {
  const given = await give(established(attempt.issued));
  if (typeof given !== 'string') return given;
  attempt.refreshToken = given;
  return null;
}
