/** The steps of a token request, in their order. */
import { authenticateClient } from '#identity/clients/authenticate.ts';
import { established, type TokenAttempt, type TokenStep } from '#identity/endpoints/token/attempt.ts';
import { readForm } from '#identity/form.ts';
import { clientCredentials } from '#identity/grants/client-credentials.ts';
import type { Grant } from '#identity/grants/grant.ts';
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
function readBody(attempt: TokenAttempt): Refusal | null {
  const form = readForm(attempt.exchange.request);
  if (isRefusal(form)) return form;
  attempt.form = form;
  return null;
}

/** The client's secret, its environment, and whether its application is enabled. */
async function proveClient(attempt: TokenAttempt): Promise<Refusal | null> {
  const proven = await authenticateClient(attempt.exchange, established(attempt.form));
  if (isRefusal(proven)) return proven;
  attempt.proven = proven;
  return null;
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
async function giveGrant(attempt: TokenAttempt): Promise<Refusal | null> {
  const granted = await established(attempt.grant).give({
    exchange: attempt.exchange,
    form: established(attempt.form),
    proven: established(attempt.proven),
    scope: established(attempt.scope),
  });
  if (isRefusal(granted)) return granted;
  attempt.granted = granted;
  return null;
}

/** The access token, durable before it is answered. */
async function issueToken(attempt: TokenAttempt): Promise<Refusal | null> {
  const { issuer, services } = attempt.exchange;
  const { accountId, scope } = established(attempt.granted);
  const issued = await issueAccessToken(services, { issuer, proven: established(attempt.proven), accountId, scope });
  if (isRefusal(issued)) return issued;
  attempt.issued = issued;
  return null;
}

/** The refresh token, which knows the access token that goes with it: they end together. */
async function issueRefresh(attempt: TokenAttempt): Promise<Refusal | null> {
  const { giveRefreshToken } = established(attempt.granted);
  const given = giveRefreshToken === null ? null : await giveRefreshToken(established(attempt.issued));
  if (given !== null && typeof given !== 'string') return given;
  attempt.refreshToken = given;
  return null;
}
