/**
 * Access tokens in the Authorization field (RFC 6750 §2.1). Nowhere else: a token in the query is ignored, since
 * addresses end up in logs. The token itself is verified elsewhere and once; that it still lives is judged here, at every
 * request.
 */
import { limits } from '#base/limits.ts';
import type { CompiledApplication } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, routeOf, type Step, type VerifiedToken, type Walk } from '#gateway/decide/decision.ts';
import { fieldValues } from '#gateway/head/fields.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';

/** RFC 6750 §2.1: the scheme (any case), one space or more, and a b64token. */
const bearer = /^bearer +(.*)$/i;
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

export const bearerToken: Step = (walk) => {
  const values = fieldValues(walk.arrival.head.fields, 'authorization');
  if (values.length > 1) return refuse(walk, 'credential.repeated');
  const token = bearer.exec(values[0] ?? '')?.[1];
  if (token === undefined || token === '') return refuse(walk, 'credential.missing');
  if (token.length > limits.tokenLength || !b64token.test(token)) return refuse(walk, 'token.unknown');
  const { verdict } = walk;
  const route = routeOf(walk);
  if (route.issuer === null) return refuse(walk, 'token.invalid');
  if (verdict === undefined) return { kind: 'verify', token, issuer: route.issuer, route };
  if (verdict.kind === 'refused') return refuse(walk, verdict.reason);
  if (verdict.kind === 'unverifiable') {
    return refuse(walk, 'token.unverifiable', { retryAfterSeconds: verdict.retryAfterSeconds });
  }
  return judgeToken(walk, verdict.token);
};

function judgeToken(walk: Walk, token: VerifiedToken): ReturnType<Step> {
  const application = walk.snapshot.applicationsByClientId.get(token.clientId);
  const dead = deathOf(token, walk, application);
  if (dead !== null) return refuse(walk, dead);
  if (application === undefined) return refuse(walk, 'application.missing');
  const account = token.accountId === null ? null : walk.snapshot.accounts.get(token.accountId);
  if (account === undefined || account?.active === false) return refuse(walk, 'token.account_inactive');
  return { caller: { application, account, scopes: token.scopes } };
}

/** Why a token that was verified once is no longer good; null when it is. */
function deathOf(token: VerifiedToken, walk: Walk, application: CompiledApplication | undefined): Reason | null {
  const { snapshot, nowMs } = walk;
  const issuer = routeOf(walk).issuer;
  if (issuer === null || token.issuerId !== issuer.id) return 'token.invalid';
  if (token.expiresAtMs <= nowMs) return 'token.expired';
  if (token.denialNames.some((name) => snapshot.deniedTokens.has(name))) return 'token.revoked';
  if (token.keyId !== null && snapshot.keyIds.get(issuer.id)?.has(token.keyId) !== true) return 'token.invalid';
  if (application === undefined || token.secretId === null) return null;
  const secret = application.secrets.find(({ id }) => id === token.secretId);
  return secret === undefined || secret.expiresAtMs <= nowMs ? 'token.secret_withdrawn' : null;
}
