/** Opaque tokens, asked for at their issuer (RFC 7662), with the gateways' own key. */
import { z } from 'zod';
import { Agent, request, type Dispatcher } from 'undici';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import type { SnapshotIssuer } from '#gateway/snapshot.ts';
import { verifiedToken } from '#gateway/tokens/verified-token.ts';
import type { Verification } from '#gateway/tokens/verifier.ts';

/** Why a token that was once alive is not any more, in the issuer's words, and our reason for it. */
const reasonOfCause = {
  revoked: 'token.revoked',
  application_disabled: 'application.disabled',
  secret_withdrawn: 'token.secret_withdrawn',
  account_inactive: 'token.account_inactive',
  expired: 'token.expired',
} as const;

/** RFC 7662 §2.2, with `secret_id`, with which the token was obtained, and the `cause` of its death. */
const answerSchema = z.discriminatedUnion('active', [
  z.looseObject({
    active: z.literal(false),
    cause: z.enum(['revoked', 'application_disabled', 'secret_withdrawn', 'account_inactive', 'expired']).optional(),
  }),
  z.looseObject({
    active: z.literal(true),
    client_id: z.string(),
    sub: z.string().optional(),
    scope: z.union([z.string(), z.array(z.string())]).optional(),
    exp: z.number(),
    jti: z.string().optional(),
    secret_id: z.string().nullish(),
  }),
]);
type IntrospectionAnswer = z.infer<typeof answerSchema>;

const unverifiable: TokenVerdict = { kind: 'unverifiable', retryAfterSeconds: 2 };

export type Introspection = { readonly verify: Verification; readonly close: () => Promise<void> };

/** Opens the way to the introspection endpoints; `key` is the bearer key that they know the gateways by. */
export function openIntrospection(key: string, log: Log): Introspection {
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: limits.introspectionMs },
    maxResponseSize: limits.introspectionAnswerBytes,
  });
  return {
    verify: async (token, digest, issuer) => {
      try {
        return verdictOf(await ask(agent, issuer, token, key), digest, issuer);
      } catch (cause) {
        log.error('a token could not be verified at its issuer', { issuer: issuer.id }, cause);
        return unverifiable;
      }
    },
    close: () => agent.destroy(),
  };
}

async function ask(
  dispatcher: Dispatcher,
  issuer: SnapshotIssuer,
  token: string,
  key: string,
): Promise<IntrospectionAnswer> {
  const answer = await request(issuer.introspection, {
    dispatcher,
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token }).toString(),
    signal: AbortSignal.timeout(limits.introspectionMs),
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw new Error(`introspection answered ${answer.statusCode}`);
  }
  return answerSchema.parse(await answer.body.json());
}

function verdictOf(answer: IntrospectionAnswer, digest: string, issuer: SnapshotIssuer): TokenVerdict {
  if (!answer.active) {
    return { kind: 'refused', reason: answer.cause === undefined ? 'token.unknown' : reasonOfCause[answer.cause] };
  }
  return verifiedToken(answer, digest, issuer, null);
}
