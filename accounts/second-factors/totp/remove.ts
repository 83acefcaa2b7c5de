import { eq } from 'drizzle-orm';
import { totps } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { forgetUselessCodes } from '#accounts/second-factors/recovery-codes/forget.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction } from '#registry/operation.ts';

/** Removes the authenticator app of who is logged in, or an offer that was not taken up; without one nothing happens. */
export async function removeTotp(services: AccountServices, session: Session): Promise<void> {
  const account = { id: session.accountId, email: session.email };
  await inOneTransaction(services.registry, actorOf(session), async (work) => {
    const [removed] = await work.tx.delete(totps).where(eq(totps.accountId, account.id)).returning();
    if (removed === undefined || removed.confirmedAt === null) return;
    await forgetUselessCodes(work, account.id);
    await noteInAudit(work, account, 'totp.remove');
    await tellChange(services, work, account, 'totp-removed');
  });
}
