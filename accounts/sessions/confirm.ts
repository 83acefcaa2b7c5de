import { eq } from 'drizzle-orm';
import { sessions } from '#database/tables.ts';
import type { SessionSource } from '#accounts/sessions/read.ts';
import type { Session } from '#accounts/sessions/session.ts';

/** Writes down that the person of `session` has just proved to be there. */
export async function confirmSession(source: SessionSource, session: Pick<Session, 'id'>): Promise<void> {
  const confirmedAt = new Date(source.clock.nowMs());
  await source.database.query.update(sessions).set({ confirmedAt }).where(eq(sessions.id, session.id));
}
