/**
 * Verdicts by issuer and token digest. Good ones are kept until there is no more room: that the token has expired or been
 * denied meanwhile is judged at each request, and an expired token keeps being called expired instead of unknown. Bad ones
 * are few and short, so that nobody can fill the memory with made-up tokens.
 */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import { openDigestTable, type DigestTable } from '#gateway/tokens/digest-table.ts';

export type VerdictCache = {
  readonly get: (issuerId: string, digest: string) => TokenVerdict | undefined;
  readonly put: (issuerId: string, digest: string, verdict: TokenVerdict) => void;
};

export type VerdictCacheSizes = { readonly verified: number; readonly refused: number };
type Kept = { readonly verdict: TokenVerdict; readonly untilMs: number };

/** `sizes` hold for each issuer. */
export function openVerdictCache(
  clock: Clock,
  sizes: VerdictCacheSizes = { verified: limits.verifiedTokens, refused: limits.refusedTokens },
): VerdictCache {
  const verified = new Map<string, DigestTable<TokenVerdict>>();
  const refused = new Map<string, DigestTable<Kept>>();
  return {
    get: (issuerId, digest) => {
      const known = verified.get(issuerId)?.get(digest);
      if (known !== undefined) return known;
      const entry = refused.get(issuerId)?.get(digest);
      return entry !== undefined && entry.untilMs > clock.nowMs() ? entry.verdict : undefined;
    },
    put: (issuerId, digest, verdict) => {
      if (verdict.kind === 'verified') tableOf(verified, issuerId, sizes.verified).put(digest, verdict);
      if (verdict.kind === 'refused') {
        const untilMs = clock.nowMs() + limits.refusedTokenMs;
        tableOf(refused, issuerId, sizes.refused).put(digest, { verdict, untilMs });
      }
    },
  };
}

function tableOf<Value>(tables: Map<string, DigestTable<Value>>, issuerId: string, size: number): DigestTable<Value> {
  const known = tables.get(issuerId);
  if (known !== undefined) return known;
  const table = openDigestTable<Value>(size);
  tables.set(issuerId, table);
  return table;
}
