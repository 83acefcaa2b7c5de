/** The token endpoint (RFC 6749 §3.2). */
import { uncachedJson, type Answer } from '#identity/answer.ts';
import { established, type TokenAttempt } from '#identity/endpoints/token/attempt.ts';
import { tokenSteps } from '#identity/endpoints/token/steps.ts';
import type { Exchange } from '#identity/exchange.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refuse } from '#identity/refusal.ts';

/** RFC 9700, which forbids the password grant, is of January 2025. */
const passwordGrantDeprecatedAt = Date.UTC(2025, 0, 1) / 1000;

/** Answers a token request: takes it through `tokenSteps` until one refuses. */
export async function answerToken(exchange: Exchange): Promise<Answer> {
  const attempt: TokenAttempt = { exchange };
  for (const step of tokenSteps) {
    const outcome = step(attempt);
    // Most steps are done at once: only the others are waited for.
    const refused = outcome instanceof Promise ? await outcome : outcome;
    if (refused !== null) {
      count(attempt, refused.error);
      return withSunset(attempt, refuse(exchange.issuer.dialect, refused));
    }
  }
  count(attempt, 'issued');
  return withSunset(attempt, { status: 200, fields: uncachedJson, body: tokenBody(attempt) });
}

function count({ exchange, grant }: TokenAttempt, outcome: string): void {
  exchange.services.tallies.token(grant?.name, outcome);
}

/**
 * The answer's body; the order of its fields is that of the guides. Tokens hold nothing that JSON would write otherwise:
 * letters, digits, `-`, `_` and dots.
 */
function tokenBody({ exchange, granted, issued, refreshToken }: TokenAttempt): string {
  const { dialect, accessTokenSeconds } = exchange.issuer;
  const access = `"access_token":"${established(issued).accessToken}"`;
  const expires = `"expires_in":${accessTokenSeconds}`;
  const given = established(refreshToken);
  const refresh = given === null ? '' : `,"refresh_token":"${given}"`;
  return dialect === 'piste'
    ? `{${access},"token_type":"Bearer",${expires},"scope":${JSON.stringify(established(granted).scope)}${refresh}}`
    : `{${access},${expires},"token_type":"Bearer"${refresh}}`;
}

/** Says on every answer to a password grant when it will end (RFC 9745, RFC 8594). */
function withSunset({ exchange, grant }: TokenAttempt, answer: Answer): Answer {
  const sunsetAt: Issuer['passwordGrantSunsetAt'] = exchange.issuer.passwordGrantSunsetAt;
  if (grant?.name !== 'password' || sunsetAt === null) return answer;
  const sunset = ['sunset', sunsetAt.toUTCString()] as const;
  return { ...answer, fields: [...answer.fields, ['deprecation', `@${passwordGrantDeprecatedAt}`], sunset] };
}
