/** Token introspection (RFC 7662): for the gateways, and for clients about their own application's tokens. */
import { answerJson, type Answer } from '#identity/answer.ts';
import { authenticateClient } from '#identity/clients/authenticate.ts';
import { digestOf, sameDigest } from '#base/secret-digest.ts';
import type { Exchange } from '#identity/exchange.ts';
import { readForm, type Form } from '#identity/form.ts';
import { isRefusal, refusal, refuse, type Refusal } from '#identity/refusal.ts';
import { causeOfDeath } from '#identity/tokens/cause-of-death.ts';
import { inspectToken } from '#identity/tokens/inspect.ts';
import type { LiveToken } from '#identity/tokens/live-token.ts';

type Caller = { readonly kind: 'gateway' } | { readonly kind: 'client'; readonly applicationId: string };

/**
 * Answers an introspection request. An unknown, expired, revoked or foreign token is only `{"active":false}` (§2.2); to
 * a gateway, which must tell its caller why, `cause` says more of a token that was once alive.
 */
export async function answerIntrospection(exchange: Exchange): Promise<Answer> {
  const form = readForm(exchange.request);
  if (isRefusal(form)) return refuseAsked(exchange, form);
  const caller = await findCaller(exchange, form);
  // §2.3 wants 401 for a caller who is not allowed: also at issuers whose token endpoint says 400.
  if (isRefusal(caller)) return refuseAsked(exchange, caller);
  const token = form.get('token');
  if (token === undefined) return refuseAsked(exchange, refusal('invalid_request', 'token is needed.'), caller);
  const live = await inspectToken(exchange.services, exchange.issuer, token);
  const visible = live !== null && (caller.kind === 'gateway' || caller.applicationId === live.applicationId);
  exchange.services.tallies.introspection(caller.kind, visible ? 'active' : 'inactive');
  const body = visible ? describe(exchange, live, caller) : await describeDead(exchange, token, caller);
  return answerJson(body);
}

function refuseAsked({ services }: Exchange, refused: Refusal, caller?: Caller): Answer {
  services.tallies.introspection(caller?.kind ?? 'nobody', 'refused');
  return refuse('piste', refused);
}

async function findCaller(exchange: Exchange, form: Form): Promise<Caller | Refusal> {
  const bearer = /^bearer +(\S+)$/i.exec(exchange.request.headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) {
    if (sameDigest(digestOf(bearer), exchange.services.gatewayKeyDigest)) return { kind: 'gateway' };
    return refusal('invalid_token', 'This is not the key of a gateway.', { challenge: 'Bearer' });
  }
  const proven = await authenticateClient(exchange, form);
  return isRefusal(proven) ? proven : { kind: 'client', applicationId: proven.client.applicationId };
}

async function describeDead(
  { services, issuer }: Exchange,
  token: string,
  caller: Caller,
): Promise<Record<string, unknown>> {
  const cause = caller.kind === 'gateway' ? await causeOfDeath(services, issuer, token) : null;
  return cause === null ? { active: false } : { active: false, cause };
}

function describe({ issuer }: Exchange, token: LiveToken, caller: Caller): Record<string, unknown> {
  return {
    active: true,
    scope: token.scope,
    client_id: token.clientId,
    token_type: 'Bearer',
    exp: Math.floor(token.expiresAtMs / 1000),
    iat: Math.floor(token.issuedAtMs / 1000),
    iss: issuer.url,
    ...(token.accountId === null ? {} : { sub: token.accountId, username: token.accountEmail }),
    ...(caller.kind === 'gateway'
      ? { application_id: token.applicationId, secret_id: token.secretId, account_id: token.accountId }
      : {}),
  };
}
