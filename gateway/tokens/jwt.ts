/**
 * JWTs, verified with the issuer's keys (RFC 7519, RFC 8725). The algorithm is the issuer's and not the token's; what is
 * cheap to see is looked at before the signature, which costs a hundred times more.
 */
import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import type { SnapshotIssuer } from '#gateway/snapshot.ts';
import { verifiedToken } from '#gateway/tokens/verified-token.ts';
import type { Verification } from '#gateway/tokens/verifier.ts';

/** `at+jwt` is RFC 9068's, `JWT` what IdentityServer writes. Others, such as our own identity header's, are no access tokens. */
const types = new Set(['jwt', 'at+jwt']);

const claimsSchema = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  client_id: z.string(),
  sub: z.string().optional(),
  jti: z.string().optional(),
  secret_id: z.string().optional(),
  scope: z.union([z.string(), z.array(z.string())]).optional(),
});

const invalid: TokenVerdict = { kind: 'refused', reason: 'token.invalid' };
const expired: TokenVerdict = { kind: 'refused', reason: 'token.expired' };

/** Gives the verification of JWTs; `clock` tells `exp` and `nbf`. */
export function jwtVerification(clock: Clock): Verification {
  return async (token, digest, issuer) => {
    const glance = glanceAt(token, issuer, clock.nowMs());
    if ('kind' in glance) return glance;
    const jwk = issuer.keys.find((key) => key.kid === glance.keyId);
    if (jwk === undefined) return invalid;
    try {
      const { payload } = await jwtVerify(token, await importJWK(jwk, issuer.algorithm), {
        algorithms: [issuer.algorithm],
        issuer: issuer.url,
        audience: issuer.audience,
        currentDate: new Date(clock.nowMs()),
        requiredClaims: ['exp'],
      });
      return verifiedToken(claimsSchema.parse(payload), digest, issuer, glance.keyId);
    } catch (failure) {
      return failure instanceof errors.JWTExpired ? expired : invalid;
    }
  };
}

/** Looks at header and claims without trusting them; gives the key to verify with, or the verdict that needs none. */
function glanceAt(token: string, issuer: SnapshotIssuer, nowMs: number): TokenVerdict | { readonly keyId: string } {
  try {
    const header = decodeProtectedHeader(token);
    if (header.alg !== issuer.algorithm || header.kid === undefined || header.crit !== undefined) return invalid;
    if (!types.has((header.typ ?? '').toLowerCase())) return invalid;
    const claims = claimsSchema.parse(decodeJwt(token));
    if (claims.iss !== issuer.url || ![claims.aud].flat().includes(issuer.audience)) return invalid;
    return claims.exp * 1000 <= nowMs ? expired : { keyId: header.kid };
  } catch {
    return { kind: 'refused', reason: 'token.unknown' };
  }
}
