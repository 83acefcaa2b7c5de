import { tellChange } from '#accounts/mail.ts';
import { demandGoodPassword } from '#accounts/passwords/demand.ts';
import type { AccountServices } from '#accounts/services.ts';
import { endOtherSessions } from '#accounts/sessions/end.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { setPassword } from '#registry/accounts/set-password.ts';
import { inOneTransaction, runWithin } from '#registry/operation.ts';

type Passwords = { readonly currentPassword: string; readonly password: string };

/**
 * Changes the password of who is logged in, with the present one, and ends the other sessions.
 *
 * @throws Problem `account.password_wrong` (403), `account.password_throttled` (429), `password.weak` (422),
 *   `input.invalid` (422), `password.busy` (503)
 */
export async function changePassword(services: AccountServices, session: Session, passwords: Passwords): Promise<void> {
  demandGoodPassword(passwords.password, session);
  await inOneTransaction(services.registry, actorOf(session), async (work) => {
    await runWithin(work, setPassword, { account: session.accountId, ...passwords });
    await endOtherSessions(work, session);
    await tellChange(services, work, { id: session.accountId, email: session.email }, 'password');
  });
}
