import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { accountPreferences, accounts } from '#database/tables.ts';
import { portalItself } from '#accounts/actor.ts';
import { atEvenPace } from '#accounts/even-pace.ts';
import { elapsedMs } from '#accounts/elapsed.ts';
import { mailLanguage } from '#accounts/mail.ts';
import { demandGoodPassword } from '#accounts/passwords/demand.ts';
import { portalTermsVersion } from '#accounts/portal-terms.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Browser } from '#accounts/sessions/open.ts';
import { sendActivation } from '#accounts/sign-up/send-activation.ts';
import { removeUnactivated } from '#accounts/sign-up/remove-unactivated.ts';
import { admitMailedForm } from '#accounts/throttles.ts';
import { accountExistsMail } from '#notifications/mails/account.exists.ts';
import { queueMail } from '#notifications/outbox.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { useCode } from '#registry/accounts/join.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';
import { inOneTransaction, recordChange, runWithin, type Work } from '#registry/operation.ts';

/** What the form asks for; the page has parsed it, terms accepted. */
export type SigningUp = {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly password: string;
  readonly organisationCode: string | undefined;
  readonly wantsNews: boolean;
  readonly wantsSurveys: boolean;
  /** Language of the page: that of the mails from now on. */
  readonly language: 'fr' | 'en';
};

/**
 * Signs somebody up: an account that waits for its activation, and the mail with the link. When the address has an account
 * already, its owner is told by mail; neither outcome nor time tell the difference here.
 *
 * @throws Problem `password.weak` (422), `organisation.code_refused` (422), `input.invalid` (422), `account.throttled` (429),
 *   `password.busy` (503)
 */
export async function signUp(services: AccountServices, signingUp: SigningUp, browser: Browser): Promise<void> {
  demandGoodPassword(signingUp.password, signingUp);
  const { registry, throttles, pause } = services;
  const asked = { email: signingUp.email, address: browser.address, nowMs: registry.clock.nowMs() };
  const admitted = admitMailedForm(throttles, asked);
  await atEvenPace({ elapsedMs, pause }, () =>
    unlessTaken(
      inOneTransaction(registry, portalItself, async (work) => {
        const known = admitted ? await freeAddress(work, signingUp.email) : null;
        if (admitted && known === null) await makeAccount(services, work, signingUp);
        else await pretend(services, work, signingUp, known);
      }),
    ),
  );
}

/** Of two sign-ups at the same moment one makes the account; the other need not do anything, and must not say so. */
async function unlessTaken(signedUp: Promise<void>): Promise<void> {
  try {
    await signedUp;
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'account.email_taken') throw cause;
  }
}

/**
 * Gives the account that holds the address. One that was never activated gives it up: whoever signs up last may have mistyped
 * the password before, and a stranger's password must not wait for somebody else's activation.
 */
async function freeAddress(work: Work, email: string): Promise<AccountRow | null> {
  const [account] = await work.tx.select().from(accounts).where(eq(accounts.email, email)).for('update');
  if (account === undefined) return null;
  if (account.active || account.activateBefore === null) return account;
  await removeUnactivated(work, account);
  return null;
}

async function makeAccount(services: AccountServices, work: Work, signingUp: SigningUp): Promise<void> {
  const { name, email, password, organisationCode, language, wantsNews, wantsSurveys } = signingUp;
  const { id } = await runWithin(work, createAccount, { name, email, password, organisationCode });
  const activateBefore = new Date(work.now.getTime() + limits.activationMs);
  await work.tx.update(accounts).set({ activateBefore }).where(eq(accounts.id, id));
  const terms = { portalTermsVersion, portalTermsAcceptedAt: work.now };
  await work.tx.insert(accountPreferences).values({ accountId: id, language, wantsNews, wantsSurveys, ...terms });
  await sendActivation(services, work, { id, email });
}

/** Costs what a sign-up costs: the hash, and the use of the code. */
async function pretend(
  { instanceName }: AccountServices,
  work: Work,
  { password, organisationCode }: SigningUp,
  known: AccountRow | null,
): Promise<void> {
  await work.passwords.hash(password);
  if (organisationCode !== undefined) {
    const { note } = await useCode(work, organisationCode);
    await recordChange(work, 'organisation_code.use', [note]);
  }
  // Nothing is sent to an address that has had enough mails, nor to one whose account an operator has shut.
  if (known?.active !== true) return;
  const language = await mailLanguage(work.tx, known.id);
  await queueMail(work, { to: known.email, language, template: accountExistsMail, data: { instance: instanceName } });
}
