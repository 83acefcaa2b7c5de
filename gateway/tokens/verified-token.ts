import type { TokenVerdict } from '#gateway/decide/decision.ts';
import type { SnapshotIssuer } from '#gateway/snapshot.ts';
import { readScope } from '#gateway/tokens/scope.ts';

/** What a token says, whether its JWT says it or its issuer: the names of RFC 7662 §2.2, and `secret_id` of ours. */
type TokenClaims = {
  readonly client_id: string;
  readonly sub?: string | undefined;
  readonly jti?: string | undefined;
  readonly secret_id?: string | null | undefined;
  readonly scope?: string | readonly string[] | undefined;
  readonly exp: number;
};

/** Gives the verdict on a token whose `claims` are proved; `keyId` names the key that signed it, null when none did. */
export function verifiedToken(
  claims: TokenClaims,
  digest: string,
  issuer: SnapshotIssuer,
  keyId: string | null,
): TokenVerdict {
  return {
    kind: 'verified',
    token: {
      issuerId: issuer.id,
      clientId: claims.client_id,
      secretId: claims.secret_id ?? null,
      // Of a token that a program got for itself the subject is the program (RFC 9068 §2.2).
      accountId: claims.sub === undefined || claims.sub === claims.client_id ? null : claims.sub,
      scopes: readScope(claims.scope),
      expiresAtMs: claims.exp * 1000,
      keyId,
      denialNames: [`digest:${digest}`, ...(claims.jti === undefined ? [] : [`jti:${claims.jti}`])],
      passed: null,
    },
  };
}
