/**
 * Families of refresh tokens: all that came one from the other, with the access tokens that came along. They end together
 * (RFC 7009 §2.1, RFC 9700 §4.14.2).
 */
import { and, eq, gt, isNull, like, sql } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import type { Transaction } from '#database/database.ts';
import { accessTokens, auditEntries, deniedTokens, refreshTokens } from '#database/tables.ts';
import { raiseRevision, type Registry } from '#registry/operation.ts';

/** Lets one exchange or revocation of a family run at a time: a member added meanwhile would not be seen, and live on. */
export async function lockFamily(tx: Transaction, familyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`refresh token family ${familyId}`}, 0))`);
}

type Ending = {
  readonly familyId: string;
  readonly issuerId: string;
  readonly applicationId: string;
  /** Who gave the cause. */
  readonly clientId: string;
  readonly cause: 'revoked' | 'reused';
};

/** Ends a family: no member is exchanged any more, and its access tokens go to the deny list. Ends it once. */
export async function revokeFamily(registry: Registry, ending: Ending): Promise<void> {
  const now = new Date(registry.clock.nowMs());
  await registry.database.query.transaction(async (tx) => {
    await lockFamily(tx, ending.familyId);
    const ended = await tx
      .update(refreshTokens)
      .set({ revokedAt: now })
      .where(and(eq(refreshTokens.familyId, ending.familyId), isNull(refreshTokens.revokedAt)));
    if (ended.rowCount === 0) return;
    const accessTokensEnded = await denyFamily(tx, ending.familyId, now);
    await tx.insert(auditEntries).values({
      id: newId(now.getTime()),
      at: now,
      actorId: null,
      actorName: `client ${ending.clientId}`,
      action: 'token.revoke_family',
      subjectType: 'application',
      subjectId: ending.applicationId,
      details: { issuerId: ending.issuerId, cause: ending.cause, accessTokens: accessTokensEnded },
    });
    if (accessTokensEnded > 0) await raiseRevision(tx);
  });
}

/** Denies the access tokens of a family that have not ended by themselves, however many; gives how many were new. */
async function denyFamily(tx: Transaction, familyId: string, now: Date): Promise<number> {
  const mine = and(eq(refreshTokens.familyId, familyId), gt(refreshTokens.accessExpiresAt, now));
  await tx
    .update(accessTokens)
    .set({ revokedAt: now })
    .where(
      and(
        isNull(accessTokens.revokedAt),
        sql`${accessTokens.digest} = any (array(
          select decode(substr(${refreshTokens.accessKey}, 8), 'hex') from ${refreshTokens}
          where ${mine} and ${like(refreshTokens.accessKey, 'digest:%')}))`,
      ),
    );
  const denied = await tx.execute(sql`
    insert into ${deniedTokens} (key, issuer_id, expires_at, denied_at)
    select ${refreshTokens.accessKey}, ${refreshTokens.issuerId}, ${refreshTokens.accessExpiresAt},
           ${now.toISOString()}::timestamptz
    from ${refreshTokens} where ${mine} on conflict do nothing`);
  return denied.rowCount ?? 0;
}
