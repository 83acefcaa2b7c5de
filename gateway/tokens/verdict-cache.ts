/**
 * Verdicts by token digest. Good ones are kept until there is no more room: that the token has expired or been denied
 * meanwhile is judged at each request, and an expired token keeps being called expired instead of unknown. Bad ones are
 * few and short, so that nobody can fill the memory with made-up tokens.
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
      if (token !== undefined) return { kind: 'verified', token };
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

/** Puts an entry in; the oldest goes when there is no more room. */
function insert<Value>(map: Map<string, Value>, key: string, value: Value, size: number): undefined {
  if (!map.has(key) && map.size >= size) {
    const oldest = map.keys().next();
    if (oldest.done !== true) map.delete(oldest.value);
  }
  map.set(key, value);
  return undefined;
}
