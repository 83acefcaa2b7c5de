/** What the holder of a token may know of it: PISTE's `tokeninfo`, IdentityServer's `accesstokenvalidation`. */
import { answerJson, type Answer } from '#identity/answer.ts';
import type { Exchange } from '#identity/exchange.ts';
import { readForm } from '#identity/form.ts';
import { isRefusal, refusal, refuse, type Refusal } from '#identity/refusal.ts';
import { inspectToken } from '#identity/tokens/inspect.ts';

/** Answers about the token in the `Authorization` header, or in the body of a POST. */
export async function answerTokenInfo(exchange: Exchange): Promise<Answer> {
  const { issuer, services } = exchange;
  const token = presentedToken(exchange);
  if (typeof token !== 'string') return refuse(issuer.dialect, token);
  const live = await inspectToken(services, issuer, token);
  if (live === null) {
    const refused = refusal('invalid_token', 'The token is unknown, expired or revoked.', { challenge: 'Bearer' });
    return refuse(issuer.dialect, refused);
  }
  const body = {
    audience: live.clientId,
    scope: live.scope,
    expires_in: Math.floor((live.expiresAtMs - services.registry.clock.nowMs()) / 1000),
    ...(live.accountEmail === null ? {} : { user_id: live.accountEmail }),
  };
  return answerJson(body);
}

function presentedToken({ request }: Exchange): string | Refusal {
  // RFC 9700 §4.3.2: a token in an address ends up in logs and histories.
  if (request.query !== '')
    return refusal('invalid_request', 'The token belongs in the Authorization header, not in the address.');
  const authorization = request.headers.get('authorization');
  const bearer = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  if (request.method !== 'POST' || authorization !== null) {
    return refusal('invalid_request', 'The token belongs in the header Authorization: Bearer.');
  }
  const form = readForm(request);
  if (isRefusal(form)) return form;
  return form.get('access_token') ?? form.get('token') ?? refusal('invalid_request', 'access_token is needed.');
}
