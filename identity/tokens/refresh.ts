/**
 * Refresh tokens (RFC 6749 §6) with rotation (RFC 9700 §4.14.2): each is exchanged once, for the next of its family; one
 * that comes a second time was stolen from somebody, and the whole family ends.
 */
import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, isNotNull } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import type { Transaction } from '#database/database.ts';
import { refreshTokens } from '#database/tables.ts';
import { digestOf } from '#base/secret-digest.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { revokeFamily } from '#identity/tokens/revoke.ts';
import type { Registry } from '#registry/operation.ts';

/** What a refresh token stands for. */
export type RefreshGrant = {
  readonly applicationId: string;
  readonly secretId: string;
  readonly accountId: string | null;
  /** Scope that was granted at first; each exchange may ask for less. */
  readonly scope: string;
};

type RefreshRow = typeof refreshTokens.$inferSelect;

/** Issues a refresh token: the first of a family, or the next of `familyId`. */
export async function issueRefreshToken(
  query: Pick<Transaction, 'insert'>,
  issuer: Issuer,
  { nowMs, familyId, ...grant }: RefreshGrant & { readonly nowMs: number; readonly familyId?: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await query.insert(refreshTokens).values({
    ...grant,
    digest: digestOf(token),
    familyId: familyId ?? newId(nowMs),
    issuerId: issuer.id,
    issuedAt: new Date(nowMs),
    expiresAt: new Date(nowMs + issuer.refreshTokenSeconds * 1000),
  });
  return token;
}

/** Finds a refresh token that may be exchanged by `applicationId` now; ends its family when it was exchanged before. */
export async function findRefreshToken(
  registry: Registry,
  { issuer, applicationId, token }: { issuer: Issuer; applicationId: string; token: string },
): Promise<RefreshRow | null> {
  const now = new Date(registry.clock.nowMs());
  const { query } = registry.database;
  const mine = and(
    eq(refreshTokens.digest, digestOf(token)),
    eq(refreshTokens.issuerId, issuer.id),
    eq(refreshTokens.applicationId, applicationId),
  );
  const row = (await query.select().from(refreshTokens).where(mine))[0];
  if (row === undefined) return null;
  if (row.usedAt !== null) await revokeFamily(query, row.familyId, now);
  return row.usedAt === null && row.revokedAt === null && row.expiresAt > now ? row : null;
}

/** Exchanges a refresh token for the next one; of several at once one wins, and the others end the family. Null: lost. */
export async function rotateRefreshToken(
  registry: Registry,
  issuer: Issuer,
  { row, secretId }: { row: RefreshRow; secretId: string },
): Promise<string | null> {
  const nowMs = registry.clock.nowMs();
  const now = new Date(nowMs);
  const next = await registry.database.query.transaction(async (tx) => {
    const won = await tx
      .update(refreshTokens)
      .set({ usedAt: now })
      .where(
        and(
          eq(refreshTokens.digest, row.digest),
          isNull(refreshTokens.usedAt),
          isNull(refreshTokens.revokedAt),
          gt(refreshTokens.expiresAt, now),
        ),
      )
      .returning({ familyId: refreshTokens.familyId });
    if (won.length === 0) return null;
    const { applicationId, accountId, scope, familyId } = row;
    return issueRefreshToken(tx, issuer, { applicationId, secretId, accountId, scope, familyId, nowMs });
  });
  if (next !== null) return next;
  const used = await registry.database.query
    .select({ familyId: refreshTokens.familyId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.digest, row.digest), isNotNull(refreshTokens.usedAt)));
  if (used.length > 0) await revokeFamily(registry.database.query, row.familyId, now);
  return null;
}
