/** Revokes tokens for good, and puts access tokens on the deny list that the gateways get with the snapshot. */
import { and, eq, isNull } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { accessTokens, auditEntries, deniedTokens, refreshTokens } from '#database/tables.ts';
import { digestOf } from '#base/secret-digest.ts';
import type { Client } from '#identity/clients/client.ts';
import { revokeFamily } from '#identity/tokens/family.ts';
import type { LiveToken } from '#identity/tokens/live-token.ts';
import { raiseRevision, type Registry } from '#registry/operation.ts';

/** Revokes an access token, opaque or JWT. */
export async function revokeAccessToken(registry: Registry, token: LiveToken): Promise<void> {
  const now = new Date(registry.clock.nowMs());
  await registry.database.query.transaction(async (tx) => {
    if (token.key.startsWith('digest:')) {
      const digest = Buffer.from(token.key.slice('digest:'.length), 'hex');
      await tx
        .update(accessTokens)
        .set({ revokedAt: now })
        .where(and(eq(accessTokens.digest, digest), isNull(accessTokens.revokedAt)));
    }
    const denied = await tx
      .insert(deniedTokens)
      .values({ key: token.key, issuerId: token.issuerId, expiresAt: new Date(token.expiresAtMs), deniedAt: now })
      .onConflictDoNothing()
      .returning({ key: deniedTokens.key });
    if (denied.length === 0) return;
    await tx.insert(auditEntries).values({
      id: newId(now.getTime()),
      at: now,
      actorId: null,
      actorName: `client ${token.clientId}`,
      action: 'token.revoke',
      subjectType: 'application',
      subjectId: token.applicationId,
      details: { issuerId: token.issuerId },
    });
    await raiseRevision(tx);
  });
}

/** Revokes the family of a refresh token when it is the application's own and the issuer's; tells whether it was. */
export async function revokeRefreshToken(
  registry: Registry,
  { token, issuerId, client }: { token: string; issuerId: string; client: Client },
): Promise<boolean> {
  const { applicationId, clientId } = client;
  const rows = await registry.database.query
    .select({ familyId: refreshTokens.familyId })
    .from(refreshTokens)
    .where(
      and(
        eq(refreshTokens.digest, digestOf(token)),
        eq(refreshTokens.issuerId, issuerId),
        eq(refreshTokens.applicationId, applicationId),
      ),
    );
  const familyId = rows[0]?.familyId;
  if (familyId === undefined) return false;
  await revokeFamily(registry, { familyId, issuerId, applicationId, clientId, cause: 'revoked' });
  return true;
}
