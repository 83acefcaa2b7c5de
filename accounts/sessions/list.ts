import { and, desc, eq, gt } from 'drizzle-orm';
import { sessions } from '#database/tables.ts';
import type { SessionSource } from '#accounts/sessions/read.ts';

/** One session as its owner sees it. */
export type ListedSession = {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly userAgent: string;
  readonly network: string;
};

/** Lists the open sessions of an account, the one used last first. */
export async function listSessions(source: SessionSource, accountId: string): Promise<ListedSession[]> {
  const now = new Date(source.clock.nowMs());
  return source.database.query
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
      userAgent: sessions.userAgent,
      network: sessions.network,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.accountId, accountId),
        eq(sessions.secondFactorOwed, false),
        gt(sessions.expiresAt, now),
        gt(sessions.idleExpiresAt, now),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id));
}
