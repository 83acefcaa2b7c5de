import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import { portalItself } from '#accounts/actor.ts';
import { elapsedMs } from '#accounts/elapsed.ts';
import { atEvenPace } from '#accounts/even-pace.ts';
import { makeLink } from '#accounts/links/make.ts';
import { mailLanguage } from '#accounts/mail.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Browser } from '#accounts/sessions/open.ts';
import { sendActivation } from '#accounts/sign-up/send-activation.ts';
import { admitMailedForm } from '#accounts/throttles.ts';
import { resetPasswordMail } from '#notifications/mails/password.reset.ts';
import { queueMail } from '#notifications/outbox.ts';
import { inOneTransaction } from '#registry/operation.ts';

/**
 * Mails a link to who has forgotten the password; an account that still waits for its activation gets that link instead.
 * Neither outcome nor time tell whether the address has an account.
 *
 * @throws Problem `account.throttled` (429)
 */
export async function forgotPassword(services: AccountServices, email: string, browser: Browser): Promise<void> {
  const { registry, throttles, pause, instanceName } = services;
  const asked = { email, address: browser.address, nowMs: registry.clock.nowMs() };
  const admitted = admitMailedForm(throttles, asked);
  await atEvenPace({ elapsedMs, pause }, () =>
    inOneTransaction(registry, portalItself, async (work) => {
      const [account] = await work.tx.select().from(accounts).where(eq(accounts.email, email));
      if (account === undefined || !admitted) return;
      if (account.active) {
        const token = await makeLink(work, { accountId: account.id, purpose: 'reset-password' });
        const language = await mailLanguage(work.tx, account.id);
        const data = { token, instance: instanceName };
        await queueMail(work, { to: email, language, template: resetPasswordMail, data });
      } else if (account.activateBefore !== null) {
        await sendActivation(services, work, account);
      }
    }),
  );
}
