/** Tells what a presented token is worth: for introspection, tokeninfo and revocation. */
import { eq, sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { accounts, deniedTokens } from '#database/tables.ts';
import { secretLives } from '#identity/clients/client.ts';
import { digestOf } from '#base/secret-digest.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import type { IdentityServices } from '#identity/services.ts';
import { verifyJwt, type AccessClaims } from '#identity/tokens/jwt.ts';
import type { LiveToken } from '#identity/tokens/live-token.ts';
import { opaqueToken } from '#identity/tokens/opaque.ts';

/** Gives the access token of `issuer` behind `token` when it would be accepted now; null otherwise, whatever the reason. */
export async function inspectToken(
  services: IdentityServices,
  issuer: Issuer,
  token: string,
): Promise<LiveToken | null> {
  const nowMs = services.registry.clock.nowMs();
  if (opaqueToken.test(token)) {
    const found = await services.tokens.find(digestOf(token), nowMs);
    return found?.issuerId === issuer.id ? found : null;
  }
  if (token.length > limits.presentedTokenLength) return null;
  const claims = verifyJwt(await services.keys.published(issuer), token);
  return claims === null ? null : inspectClaims(services, issuer, claims, nowMs);
}

async function inspectClaims(
  services: IdentityServices,
  issuer: Issuer,
  claims: AccessClaims,
  nowMs: number,
): Promise<LiveToken | null> {
  const inTime = claims.nbf * 1000 <= nowMs && nowMs < claims.exp * 1000;
  if (!inTime || claims.iss !== issuer.url || claims.aud !== issuer.audience) return null;
  const client = await services.directory.client(claims.client_id);
  if (client === null || !client.enabled || !secretLives(client, claims.secret_id, nowMs)) return null;
  const key = `jti:${claims.jti}`;
  const { query } = services.registry.database;
  const denied = await query
    .select({ one: sql`1` })
    .from(deniedTokens)
    .where(eq(deniedTokens.key, key));
  if (denied.length > 0) return null;
  const account =
    claims.sub === undefined
      ? undefined
      : (
          await query
            .select({ email: accounts.email, active: accounts.active })
            .from(accounts)
            .where(eq(accounts.id, claims.sub))
        )[0];
  if (claims.sub !== undefined && account?.active !== true) return null;
  return {
    key,
    issuerId: issuer.id,
    applicationId: client.applicationId,
    clientId: client.clientId,
    secretId: claims.secret_id,
    accountId: claims.sub ?? null,
    accountEmail: account?.email ?? null,
    scope: claims.scope.join(' '),
    issuedAtMs: claims.nbf * 1000,
    expiresAtMs: claims.exp * 1000,
  };
}
