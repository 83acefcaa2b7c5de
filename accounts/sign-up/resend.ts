import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import { portalItself } from '#accounts/actor.ts';
import { elapsedMs } from '#accounts/elapsed.ts';
import { atEvenPace } from '#accounts/even-pace.ts';
import { mailLanguage } from '#accounts/mail.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Browser } from '#accounts/sessions/open.ts';
import { sendActivation } from '#accounts/sign-up/send-activation.ts';
import { admitMailedForm } from '#accounts/throttles.ts';
import { accountExistsMail } from '#notifications/mails/account.exists.ts';
import { queueMail } from '#notifications/outbox.ts';
import { inOneTransaction } from '#registry/operation.ts';

/**
 * Mails another activation link to an address whose account waits for one; who is active already is told so by mail. Neither
 * outcome nor time tell which.
 *
 * @throws Problem `account.throttled` (429)
 */
export async function resendActivation(services: AccountServices, email: string, browser: Browser): Promise<void> {
  const { registry, throttles, pause, instanceName } = services;
  const asked = { email, address: browser.address, nowMs: registry.clock.nowMs() };
  if (!admitMailedForm(throttles, asked)) return atEvenPace({ elapsedMs, pause }, async () => {});
  return atEvenPace({ elapsedMs, pause }, () =>
    inOneTransaction(registry, portalItself, async (work) => {
      const [account] = await work.tx.select().from(accounts).where(eq(accounts.email, email));
      if (account?.active === true) {
        const language = await mailLanguage(work.tx, account.id);
        const mail = { to: email, language, template: accountExistsMail, data: { instance: instanceName } };
        await queueMail(work, mail);
      } else if (account !== undefined && account.activateBefore !== null) {
        await sendActivation(services, work, account);
      }
    }),
  );
}
