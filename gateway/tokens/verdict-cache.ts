/**
 * Verdicts by token digest. Good ones are kept until the token expires (that it was denied meanwhile is seen in the
 * snapshot, at each request); bad ones are few and short, so that nobody can fill the memory with made-up tokens.
 */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { TokenVerdict, VerifiedToken } from '#gateway/decide/decision.ts';

export type VerdictCache = {
  readonly get: (key: string) => TokenVerdict | undefined;
  readonly put: (key: string, verdict: TokenVerdict) => void;
};

type RefusedVerdict = Extract<TokenVerdict, { kind: 'refused' }>;
export type VerdictCacheSizes = { readonly verified: number; readonly refused: number };

export function openVerdictCache(
  clock: Clock,
  sizes: VerdictCacheSizes = { verified: limits.verifiedTokens, refused: limits.refusedTokens },
): VerdictCache {
  const verified = new Map<string, VerifiedToken>();
  const refused = new Map<string, { readonly verdict: RefusedVerdict; readonly untilMs: number }>();
  return {
    get: (key) => {
      const token = verified.get(key);
      if (token !== undefined) return found(token, () => verified.delete(key), clock.nowMs());
      const entry = refused.get(key);
      if (entry === undefined) return undefined;
      if (entry.untilMs > clock.nowMs()) return entry.verdict;
      refused.delete(key);
      return undefined;
    },
    put: (key, verdict) => {
      if (verdict.kind === 'verified') return insert(verified, key, verdict.token, sizes.verified);
      if (verdict.kind === 'unverifiable') return undefined;
      return insert(refused, key, { verdict, untilMs: clock.nowMs() + limits.refusedTokenMs }, sizes.refused);
    },
  };
}

/** An expired token is forgotten, but answered once more as what it is: expired, not unknown. */
function found(token: VerifiedToken, forget: () => void, nowMs: number): TokenVerdict {
  if (token.expiresAtMs > nowMs) return { kind: 'verified', token };
  forget();
  return { kind: 'refused', reason: 'token.expired' };
}

/** Puts an entry in; the oldest goes when there is no more room. */
function insert<Value>(map: Map<string, Value>, key: string, value: Value, size: number): undefined {
  if (!map.has(key) && map.size >= size) {
    const oldest = map.keys().next();
    if (oldest.done !== true) map.delete(oldest.value);
  }
  map.set(key, value);
  return undefined;
}
