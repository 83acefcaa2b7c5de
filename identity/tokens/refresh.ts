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
import type { ProvenClient } from '#identity/clients/authenticate.ts';
import type { Client } from '#identity/clients/client.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { lockFamily, revokeFamily } from '#identity/tokens/family.ts';
import type { IssuedToken } from '#identity/tokens/issue.ts';
import type { Registry } from '#registry/operation.ts';

/** What a refresh token stands for. */
export type RefreshGrant = {
  /** The access token that it comes with. */
  readonly access: Pick<IssuedToken, 'key' | 'expiresAtMs'>;
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
  { nowMs, familyId, access, ...grant }: RefreshGrant & { readonly nowMs: number; readonly familyId?: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await query.insert(refreshTokens).values({
    ...grant,
    digest: digestOf(token),
    familyId: familyId ?? newId(nowMs),
    issuerId: issuer.id,
    accessKey: access.key,
    accessExpiresAt: new Date(access.expiresAtMs),
    issuedAt: new Date(nowMs),
    expiresAt: new Date(nowMs + issuer.refreshTokenSeconds * 1000),
  });
  return token;
}

/** Finds a refresh token that may be exchanged by `client` now; ends its family when it was exchanged before. */
export async function findRefreshToken(
  registry: Registry,
  { issuer, client, token }: { issuer: Issuer; client: Client; token: string },
): Promise<RefreshRow | null> {
  const now = new Date(registry.clock.nowMs());
  const { query } = registry.database;
  const mine = and(
    eq(refreshTokens.digest, digestOf(token)),
    eq(refreshTokens.issuerId, issuer.id),
    eq(refreshTokens.applicationId, client.applicationId),
  );
  const row = (await query.select().from(refreshTokens).where(mine))[0];
  if (row === undefined) return null;
  if (row.usedAt !== null) await revokeFamily(registry, { ...row, clientId: client.clientId, cause: 'reused' });
  return row.usedAt === null && row.revokedAt === null && row.expiresAt > now ? row : null;
}

type Exchanged = {
  readonly row: RefreshRow;
  readonly proven: ProvenClient;
  /** The access token that comes with the next one. It is stored before: whoever ends the family then ends it too. */
  readonly access: IssuedToken;
};

/** Exchanges a refresh token for the next one; of several at once one wins, and the others end the family. Null: lost. */
export async function rotateRefreshToken(
  registry: Registry,
  issuer: Issuer,
  { row, proven, access }: Exchanged,
): Promise<string | null> {
  const nowMs = registry.clock.nowMs();
  const now = new Date(nowMs);
  const next = await registry.database.query.transaction(async (tx) => {
    await lockFamily(tx, row.familyId);
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
    const { secretId } = proven;
    return issueRefreshToken(tx, issuer, { applicationId, secretId, accountId, scope, familyId, access, nowMs });
  });
  if (next !== null) return next;
  const used = await registry.database.query
    .select({ familyId: refreshTokens.familyId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.digest, row.digest), isNotNull(refreshTokens.usedAt)));
  if (used.length > 0) await revokeFamily(registry, { ...row, clientId: proven.client.clientId, cause: 'reused' });
  return null;
}
