/**
 * Verification of access tokens: from the cache, else once by the issuer's way, however many requests bring the same
 * token at the same time.
 */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { KnownTokens, TokenVerdict } from '#gateway/decide/decision.ts';
import type { SnapshotIssuer } from '#gateway/snapshot.ts';
import { cacheDigest, tokenDigest } from '#gateway/tokens/digest.ts';
import { openVerdictCache } from '#gateway/tokens/verdict-cache.ts';

/** One way of verifying: by introspection, or by signature. Never throws for a bad token. */
export type Verification = (token: string, digest: string, issuer: SnapshotIssuer) => Promise<TokenVerdict>;

export type Verifier = {
  /** Gives the verdict on a token that is known. */
  readonly known: KnownTokens;
  /** Has a token verified that is not. */
  readonly verify: (token: string, issuer: SnapshotIssuer) => Promise<TokenVerdict>;
};

type VerifierParts = {
  readonly clock: Clock;
  readonly opaque: Verification;
  readonly jwt: Verification;
  readonly maximumPending?: number;
};

const busy: TokenVerdict = { kind: 'unverifiable', retryAfterSeconds: 1 };

export function openVerifier({ clock, opaque, jwt, maximumPending }: VerifierParts): Verifier {
  const cache = openVerdictCache(clock);
  const pending = new Map<string, Promise<TokenVerdict>>();
  const most = maximumPending ?? limits.pendingTokenVerifications;
  return {
    // The same token may be good at one issuer and unknown at another.
    known: (token, issuer) => cache.get(issuer.id, cacheDigest(token)),
    verify: (token, issuer) => {
      const digest = tokenDigest(token);
      const key = `${issuer.id} ${digest}`;
      const underway = pending.get(key);
      if (underway !== undefined) return underway;
      if (pending.size >= most) return Promise.resolve(busy);
      const verification = (issuer.tokenFormat === 'jwt' ? jwt : opaque)(token, digest, issuer)
        .then((verdict) => {
          cache.put(issuer.id, cacheDigest(token), verdict);
          return verdict;
        })
        .finally(() => pending.delete(key));
      pending.set(key, verification);
      return verification;
    },
  };
}
