import { and, eq, ne } from 'drizzle-orm';
import { digestOf } from '#base/secret-digest.ts';
import { sessions } from '#database/tables.ts';
import type { SessionSource } from '#accounts/sessions/read.ts';
import type { Session } from '#accounts/sessions/session.ts';
import type { Work } from '#registry/operation.ts';

/** Ends the session of a browser's token (logout); one that has ended already stays so. */
export async function endSessionOf(source: Pick<SessionSource, 'database'>, token: string): Promise<void> {
  await source.database.query.delete(sessions).where(eq(sessions.digest, digestOf(token)));
}

/** Ends one session of an account by its id; gives false when the account has no such session. */
export async function endSession(work: Pick<Work, 'tx'>, accountId: string, id: string): Promise<boolean> {
  const ended = await work.tx
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every session of the account but `kept`; gives how many. */
export async function endOtherSessions(
  work: Pick<Work, 'tx'>,
  kept: Pick<Session, 'accountId' | 'id'>,
): Promise<number> {
  const ended = await work.tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, kept.accountId), ne(sessions.id, kept.id)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Ends every session of the account; gives how many. */
export async function endAllSessions(work: Pick<Work, 'tx'>, accountId: string): Promise<number> {
  const ended = await work.tx.delete(sessions).where(eq(sessions.accountId, accountId)).returning({ id: sessions.id });
  return ended.length;
}
