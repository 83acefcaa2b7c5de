/** Why a token is not accepted any more: told to our own gateways alone, so that they can say it to whom it concerns. */
import { and, eq } from 'drizzle-orm';
import { accessTokens, applications } from '#database/tables.ts';
import { digestOf } from '#identity/digest.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import type { IdentityServices } from '#identity/services.ts';
import { opaqueToken } from '#identity/tokens/opaque.ts';

export type CauseOfDeath = 'expired' | 'application_disabled';

/** Gives why an opaque token of `issuer` is dead; null when it never lived, was revoked, or is no opaque token. */
export async function causeOfDeath(
  { registry }: IdentityServices,
  issuer: Issuer,
  token: string,
): Promise<CauseOfDeath | null> {
  if (!opaqueToken.test(token)) return null;
  const rows = await registry.database.query
    .select({
      expiresAt: accessTokens.expiresAt,
      revokedAt: accessTokens.revokedAt,
      enabled: applications.enabled,
      deletedAt: applications.deletedAt,
    })
    .from(accessTokens)
    .innerJoin(applications, eq(applications.id, accessTokens.applicationId))
    .where(and(eq(accessTokens.digest, digestOf(token)), eq(accessTokens.issuerId, issuer.id)));
  const row = rows[0];
  if (row === undefined || row.revokedAt !== null) return null;
  if (row.expiresAt.getTime() <= registry.clock.nowMs()) return 'expired';
  return !row.enabled || row.deletedAt !== null ? 'application_disabled' : null;
}
