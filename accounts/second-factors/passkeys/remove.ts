import { and, eq } from 'drizzle-orm';
import { passkeys } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { forgetUselessCodes } from '#accounts/second-factors/recovery-codes/forget.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction } from '#registry/operation.ts';

/** Removes a passkey of who is logged in; false when there is none of this id. */
export async function removePasskey(services: AccountServices, session: Session, id: string): Promise<boolean> {
  const account = { id: session.accountId, email: session.email };
  return inOneTransaction(services.registry, actorOf(session), async (work) => {
    const [removed] = await work.tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, id), eq(passkeys.accountId, account.id)))
      .returning({ label: passkeys.label });
    if (removed === undefined) return false;
    await forgetUselessCodes(work, account.id);
    await noteInAudit(work, account, 'passkey.remove', { label: removed.label });
    await tellChange(services, work, account, 'passkey-removed');
    return true;
  });
}
