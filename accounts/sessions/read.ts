import { and, eq, gt } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { accountPreferences, accounts, sessions } from '#database/tables.ts';
import type { Session } from '#accounts/sessions/session.ts';
import type { Registry } from '#registry/operation.ts';

/** What looking a session up needs. */
export type SessionSource = Pick<Registry, 'database' | 'clock'>;

/**
 * Gives the session of a browser's token; null when there is none, it has ended, its account is shut or the second factor is
 * still owed. Its use is written down once a minute at most.
 */
export async function readSession(source: SessionSource, token: string): Promise<Session | null> {
  return readOne(source, token, false);
}

/** Gives the session that waits for its second factor; null when there is none. */
export async function readPendingSession(source: SessionSource, token: string): Promise<Session | null> {
  return readOne(source, token, true);
}

async function readOne(source: SessionSource, token: string, secondFactorOwed: boolean): Promise<Session | null> {
  const now = new Date(source.clock.nowMs());
  const rows = await source.database.query
    .select({
      id: sessions.id,
      accountId: accounts.id,
      name: accounts.name,
      email: accounts.email,
      operator: accounts.operator,
      language: accountPreferences.language,
      confirmedAt: sessions.confirmedAt,
      createdAt: sessions.createdAt,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .leftJoin(accountPreferences, eq(accountPreferences.accountId, accounts.id))
    .where(
      and(
        eq(sessions.digest, digestOf(token)),
        eq(sessions.secondFactorOwed, secondFactorOwed),
        gt(sessions.expiresAt, now),
        gt(sessions.idleExpiresAt, now),
        eq(accounts.active, true),
      ),
    );
  const row = rows[0];
  if (row === undefined) return null;
  const { lastSeenAt, ...session } = row;
  if (!secondFactorOwed && now.getTime() - lastSeenAt.getTime() >= limits.sessionUseNotedEveryMs) {
    await noteUse(source, session, now);
  }
  return session;
}

async function noteUse(source: SessionSource, session: Session, now: Date): Promise<void> {
  const idleExpiresAt = new Date(Math.min(now.getTime() + limits.sessionIdleMs, session.expiresAt.getTime()));
  await source.database.query
    .update(sessions)
    .set({ lastSeenAt: now, idleExpiresAt })
    .where(eq(sessions.id, session.id));
}
