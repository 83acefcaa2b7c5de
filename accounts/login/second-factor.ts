import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { counted } from '#accounts/second-factors/counted.ts';
import { takePasskeyAnswer } from '#accounts/second-factors/passkeys/prove.ts';
import { takeRecoveryCode } from '#accounts/second-factors/recovery-codes/use.ts';
import { takeTotpCode } from '#accounts/second-factors/totp/use.ts';
import type { AccountServices } from '#accounts/services.ts';
import { networkOf } from '#accounts/sessions/network.ts';
import { openSession, type Browser, type OpenedSession } from '#accounts/sessions/open.ts';
import { readPendingSession } from '#accounts/sessions/read.ts';
import { actorOf } from '#accounts/sessions/session.ts';
import { inOneTransaction, type Work } from '#registry/operation.ts';

/** What a person gives as second factor. */
export type SecondFactor =
  | { readonly kind: 'totp' | 'recovery-code'; readonly code: string }
  /** The browser's answer to a passkey's challenge, as it sent it: JSON. */
  | { readonly kind: 'passkey'; readonly answer: string };

/** `gone`: the login took too long, or was ended; it must begin anew. */
export type SecondStep =
  | { readonly right: true; readonly session: OpenedSession }
  | { readonly right: false; readonly state: 'wrong' | 'gone' };

type Owed = { readonly token: string; readonly browser: Browser };

/**
 * Completes the login of a browser whose session owes the second factor: that session ends, one with a token of its own
 * begins.
 *
 * @throws Problem `account.throttled` (429)
 */
export async function giveSecondFactor(
  services: AccountServices,
  { token, browser }: Owed,
  factor: SecondFactor,
): Promise<SecondStep> {
  const pending = await readPendingSession(services.registry, token);
  if (pending === null) return { right: false, state: 'gone' };
  const account = { id: pending.accountId, email: pending.email };
  return counted(services, account.id, () =>
    inOneTransaction(services.registry, actorOf(pending), async (work) => {
      if (!(await isRight(services, work, account.id, factor))) return { right: false, state: 'wrong' };
      const opening = { accountId: account.id, browser, secondFactorOwed: false, replaces: token };
      const session = await openSession(work, opening);
      await noteInAudit(work, account, 'login.accept', { network: networkOf(browser.address), with: factor.kind });
      if (factor.kind === 'recovery-code') await tellChange(services, work, account, 'recovery-code-used');
      return { right: true, session };
    }),
  );
}

/** Judges and uses a second factor of the account. */
export async function isRight(
  services: AccountServices,
  work: Work,
  accountId: string,
  factor: SecondFactor,
): Promise<boolean> {
  if (factor.kind === 'passkey') return (await takePasskeyAnswer(services, work, accountId, factor.answer)) !== null;
  return factor.kind === 'totp'
    ? takeTotpCode(work, accountId, factor.code)
    : takeRecoveryCode(work, accountId, factor.code);
}
