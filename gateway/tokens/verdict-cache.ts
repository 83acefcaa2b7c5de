/**
 * Verdicts by issuer and token. Good ones are kept until there is no more room: that the token has expired or been denied
 * meanwhile is judged at each request, and an expired token keeps being called expired instead of unknown. Bad ones are few and
 * short, so that nobody can fill the memory with made-up tokens, and kept by digest, so that nobody can choose where they lie.
 */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import { tokenDigest } from '#gateway/tokens/digest.ts';
import { openTokenTable, type TokenTable } from '#gateway/tokens/token-table.ts';

export type VerdictCache = {
  readonly get: (issuerId: string, token: string) => TokenVerdict | undefined;
  readonly put: (issuerId: string, token: string, verdict: TokenVerdict) => void;
};

type Refused = { readonly verdict: TokenVerdict; readonly untilMs: number };
type OfIssuer = { readonly verified: TokenTable<TokenVerdict>; readonly refused: Map<string, Refused> };

/** Of each issuer. */
const verifiedSize = { tokens: limits.verifiedTokens, characters: limits.verifiedTokenCharacters };

export function openVerdictCache(clock: Clock): VerdictCache {
  const issuers = new Map<string, OfIssuer>();

  function opened(issuerId: string): OfIssuer {
    const known = issuers.get(issuerId);
    if (known !== undefined) return known;
    const made = { verified: openTokenTable<TokenVerdict>(verifiedSize), refused: new Map<string, Refused>() };
    issuers.set(issuerId, made);
    return made;
  }

  return {
    get: (issuerId, token) => {
      const issuer = issuers.get(issuerId);
      if (issuer === undefined) return undefined;
      const verified = issuer.verified.get(token);
      if (verified !== undefined || issuer.refused.size === 0) return verified;
      const entry = issuer.refused.get(tokenDigest(token));
      return entry !== undefined && entry.untilMs > clock.nowMs() ? entry.verdict : undefined;
    },
    put: (issuerId, token, verdict) => {
      if (verdict.kind === 'verified') opened(issuerId).verified.put(token, verdict);
      if (verdict.kind === 'refused') {
        const { refused } = opened(issuerId);
        const oldest = refused.keys().next().value;
        if (oldest !== undefined && refused.size >= limits.refusedTokens) refused.delete(oldest);
        refused.set(tokenDigest(token), { verdict, untilMs: clock.nowMs() + limits.refusedTokenMs });
      }
    },
  };
}
