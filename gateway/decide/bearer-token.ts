/**
 * Access tokens in the Authorization field (RFC 6750 §2.1). Nowhere else: a token in the query is ignored, since
 * addresses end up in logs. The token itself is verified elsewhere and once; that it still lives is judged here, at every
 * request.
 */
import { limits } from '#base/limits.ts';
import type { CompiledApplication, CompiledSecret } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, routeOf, type Step, type VerifiedToken, type Walk } from '#gateway/decide/decision.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';

/** RFC 6750 §2.1: the scheme (any case), one space or more, and a b64token. */
const bearer = /^bearer +(.*)$/i;
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

export const bearerToken: Step = (walk) => {
  const { message } = walk.arrival.head;
  if (message.times(kinds.authorization) > 1) return refuse(walk, 'credential.repeated');
  const token = tokenIn(message.value(kinds.authorization) ?? '');
  if (token === '') return refuse(walk, 'credential.missing');
  if (token.length > limits.tokenLength) return refuse(walk, 'token.unknown');
  const route = routeOf(walk);
  if (route.issuer === null) return refuse(walk, 'token.invalid');
  const verdict = walk.knownTokens(token, route.issuer);
  if (verdict === undefined) {
    if (!b64token.test(token)) return refuse(walk, 'token.unknown');
    return { kind: 'verify', token, issuer: route.issuer, route };
  }
  if (verdict.kind === 'refused') return refuse(walk, verdict.reason);
  if (verdict.kind === 'unverifiable') {
    return refuse(walk, 'token.unverifiable', { retryAfterSeconds: verdict.retryAfterSeconds });
  }
  const { passed } = verdict.token;
  if (
    passed !== null &&
    passed.version === walk.snapshot.version &&
    passed.route === route &&
    passed.untilMs > walk.nowMs
  ) {
    walk.caller = passed.caller;
    walk.hasPassed = true;
    return null;
  }
  return judgeToken(walk, verdict.token);
};

/** The token in an Authorization field; empty when the field is of another scheme. */
function tokenIn(authorization: string): string {
  // How everybody writes it; what else the grammar allows takes the longer way.
  if (authorization.startsWith('Bearer ') && authorization.charCodeAt(7) !== 0x20) return authorization.slice(7);
  return bearer.exec(authorization)?.[1] ?? '';
}

function judgeToken(walk: Walk, token: VerifiedToken): ReturnType<Step> {
  const application = walk.snapshot.applicationsByClientId.get(token.clientId);
  const dead = deathOf(token, walk, application);
  if (dead !== null) return refuse(walk, dead);
  if (application === undefined) return refuse(walk, 'application.missing');
  const account = token.accountId === null ? null : walk.snapshot.accounts.get(token.accountId);
  if (account === undefined || account?.active === false) return refuse(walk, 'token.account_inactive');
  walk.caller = {
    application,
    account,
    apiKeyId: null,
    scopes: token.scopes,
    identity: null,
    limit: undefined,
    counting: null,
  };
  walk.token = token;
  walk.tokenUntilMs = Math.min(token.expiresAtMs, secretOf(token, application)?.expiresAtMs ?? token.expiresAtMs);
  return null;
}

/** The secret with which a token was obtained. */
function secretOf({ secretId }: VerifiedToken, application: CompiledApplication): CompiledSecret | undefined {
  return application.secrets.find(({ id }) => id === secretId);
}

/** Why a token that was verified once is no longer good; null when it is. */
function deathOf(token: VerifiedToken, walk: Walk, application: CompiledApplication | undefined): Reason | null {
  const { snapshot, nowMs } = walk;
  const issuer = routeOf(walk).issuer;
  if (issuer === null || token.issuerId !== issuer.id) return 'token.invalid';
  if (token.expiresAtMs <= nowMs) return 'token.expired';
  const { deniedTokens } = snapshot;
  if (deniedTokens.size > 0 && token.denialNames.some((name) => deniedTokens.has(name))) return 'token.revoked';
  if (token.keyId !== null && snapshot.keyIds.get(issuer.id)?.has(token.keyId) !== true) return 'token.invalid';
  if (application === undefined || token.secretId === null) return null;
  const secret = secretOf(token, application);
  return secret === undefined || secret.expiresAtMs <= nowMs ? 'token.secret_withdrawn' : null;
}
