import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { elapsedMs } from '#accounts/elapsed.ts';
import { atEvenPace } from '#accounts/even-pace.ts';
import { makeLink } from '#accounts/links/make.ts';
import { mailLanguage, tellChange } from '#accounts/mail.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Browser } from '#accounts/sessions/open.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { admitMailedForm } from '#accounts/throttles.ts';
import { accountExistsMail } from '#notifications/mails/account.exists.ts';
import { confirmEmailMail } from '#notifications/mails/email.confirm.ts';
import { queueMail } from '#notifications/outbox.ts';
import { inOneTransaction } from '#registry/operation.ts';

/**
 * Asks for another address: a link goes there, a notice to the present one. When another account has that address already, its
 * owner is told instead; neither outcome nor time tell here.
 *
 * @throws Problem `account.throttled` (429), `mail.recipient_refused` (422)
 */
export async function changeEmail(
  services: AccountServices,
  session: Session,
  { email, browser }: { readonly email: string; readonly browser: Browser },
): Promise<void> {
  const { registry, throttles, pause, instanceName } = services;
  const asked = { email, address: browser.address, nowMs: registry.clock.nowMs() };
  if (!admitMailedForm(throttles, asked)) return atEvenPace({ elapsedMs, pause }, async () => {});
  return atEvenPace({ elapsedMs, pause }, () =>
    inOneTransaction(registry, actorOf(session), async (work) => {
      const [holder] = await work.tx
        .select({ active: accounts.active })
        .from(accounts)
        .where(eq(accounts.email, email));
      const language = await mailLanguage(work.tx, session.accountId);
      if (holder === undefined) {
        const token = await makeLink(work, { accountId: session.accountId, purpose: 'change-email', email });
        const data = { token, instance: instanceName };
        await queueMail(work, { to: email, language, template: confirmEmailMail, data });
      } else if (holder.active) {
        const mail = { to: email, template: accountExistsMail, data: { instance: instanceName } };
        await queueMail(work, { ...mail, language: 'both' });
      }
      await noteInAudit(work, { id: session.accountId, email: session.email }, 'account.ask_email');
      await tellChange(services, work, { id: session.accountId, email: session.email }, 'email-asked');
    }),
  );
}
