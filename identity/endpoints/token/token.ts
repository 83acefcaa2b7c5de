/** The token endpoint (RFC 6749 §3.2). */
import { established, type TokenAttempt } from '#identity/endpoints/token/attempt.ts';
import { tokenSteps } from '#identity/endpoints/token/steps.ts';
import type { Exchange } from '#identity/exchange.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refuse, uncached } from '#identity/refusal.ts';

/** RFC 9700, which forbids the password grant, is of January 2025. */
const passwordGrantDeprecatedAt = Date.UTC(2025, 0, 1) / 1000;

/** Answers a token request: takes it through `tokenSteps` until one refuses. */
export async function answerToken(exchange: Exchange): Promise<Response> {
  const attempt: TokenAttempt = { exchange };
  for (const step of tokenSteps) {
    const refused = await step(attempt);
    if (refused !== null) return withSunset(attempt, refuse(exchange.issuer.dialect, refused));
  }
  const headers = { ...uncached, 'content-type': 'application/json; charset=utf-8' };
  return withSunset(attempt, new Response(tokenBody(attempt), { status: 200, headers }));
}

/** The answer's body; the order of its fields is that of the guides. */
function tokenBody({ exchange, ...attempt }: TokenAttempt): string {
  const { scope } = established(attempt.granted);
  const access = { access_token: established(attempt.issued).accessToken };
  const refreshToken = established(attempt.refreshToken);
  const expires = { expires_in: exchange.issuer.accessTokenSeconds };
  const refresh = refreshToken === null ? {} : { refresh_token: refreshToken };
  return exchange.issuer.dialect === 'piste'
    ? JSON.stringify({ ...access, token_type: 'Bearer', ...expires, scope, ...refresh })
    : JSON.stringify({ ...access, ...expires, token_type: 'Bearer', ...refresh });
}

/** Says on every answer to a password grant when it will end (RFC 9745, RFC 8594). */
function withSunset({ exchange, grant }: TokenAttempt, response: Response): Response {
  const sunsetAt: Issuer['passwordGrantSunsetAt'] = exchange.issuer.passwordGrantSunsetAt;
  if (grant?.name !== 'password' || sunsetAt === null) return response;
  response.headers.set('deprecation', `@${passwordGrantDeprecatedAt}`);
  response.headers.set('sunset', sunsetAt.toUTCString());
  return response;
}
