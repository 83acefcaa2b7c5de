/** Token revocation (RFC 7009), of opaque tokens, JWTs and refresh tokens. */
import { limits } from '#base/limits.ts';
import { answerJson, type Answer } from '#identity/answer.ts';
import { authenticateClient } from '#identity/clients/authenticate.ts';
import type { Exchange } from '#identity/exchange.ts';
import { readForm } from '#identity/form.ts';
import { isRefusal, refusal, refuse } from '#identity/refusal.ts';
import { inspectToken } from '#identity/tokens/inspect.ts';
import { revokeAccessToken, revokeRefreshToken } from '#identity/tokens/revoke.ts';

/**
 * Answers a revocation request: `{}` with 200 also for a token that is unknown or no longer lives (§2.2). Another
 * client's token is left alone, and refused (§2.1). `token_type_hint` is not needed: the forms of our tokens differ.
 */
export async function answerRevocation(exchange: Exchange): Promise<Answer> {
  const { services, issuer } = exchange;
  const form = readForm(exchange.request);
  if (isRefusal(form)) return refuse(issuer.dialect, form);
  const proven = await authenticateClient(exchange, form);
  if (isRefusal(proven)) return refuse(issuer.dialect, proven);
  const token = form.get('token');
  if (token === undefined) return refuse(issuer.dialect, refusal('invalid_request', 'token is needed.'));
  const { applicationId } = proven.client;
  const live = await inspectToken(services, issuer, token);
  if (live === null) {
    const known = token.length <= limits.presentedTokenLength;
    if (known) await revokeRefreshToken(services.registry, { token, issuerId: issuer.id, client: proven.client });
  } else if (live.applicationId === applicationId) {
    await revokeAccessToken(services.registry, live);
  } else {
    return refuse(issuer.dialect, refusal('invalid_request', "The token is not this client's."));
  }
  return answerJson({});
}
