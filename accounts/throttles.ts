import { addressKey } from '#base/client-address.ts';
import { openFailureWindow, type FailureWindow } from '#base/failure-window.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

/** What is counted of the doors that strangers may knock at; in memory, one set a process. */
export type AccountThrottles = {
  /** Failed logins per e-mail address, whether or not it has an account. */
  readonly loginFailures: FailureWindow;
  /** Failed logins per client. */
  readonly clientFailures: FailureWindow;
  /** Wrong second factors per account. */
  readonly secondFactorFailures: FailureWindow;
  /** Refused organisation codes per account. */
  readonly codeFailures: FailureWindow;
  /** Forms that lead to a mail, per address mailed to: a mailbox must not be flooded. */
  readonly mailsPerAddress: FailureWindow;
  /** The same per client. */
  readonly formsPerClient: FailureWindow;
};

/** Opens the counts. */
export function openAccountThrottles(): AccountThrottles {
  const passwords = limits.passwordFailureWindowMs;
  const mailed = limits.mailedFormWindowMs;
  return {
    loginFailures: openFailureWindow({ failureLimit: limits.passwordFailuresPerAccount, windowMs: passwords }),
    clientFailures: openFailureWindow({ failureLimit: limits.passwordFailuresPerAddress, windowMs: passwords }),
    secondFactorFailures: openFailureWindow({
      failureLimit: limits.secondFactorFailures,
      windowMs: limits.secondFactorFailureWindowMs,
    }),
    codeFailures: openFailureWindow({ failureLimit: limits.passwordFailuresPerAccount, windowMs: passwords }),
    mailsPerAddress: openFailureWindow({ failureLimit: limits.mailedFormsPerAddress, windowMs: mailed }),
    formsPerClient: openFailureWindow({ failureLimit: limits.mailedFormsPerClient, windowMs: mailed }),
  };
}

/** @throws Problem `account.throttled` (429) while one of `counts` says that its key must wait */
export function demandPatience(counts: readonly (readonly [FailureWindow, string])[], nowMs: number): void {
  const waitMs = Math.max(...counts.map(([window, key]) => window.waitMs(key, nowMs)));
  if (waitMs <= 0) return;
  const minutes = Math.ceil(waitMs / 60_000);
  throw new Problem(
    'account.throttled',
    429,
    {
      en: `Too many attempts. Try again in ${minutes} min.`,
      fr: `Trop de tentatives. Réessayez dans ${minutes} min.`,
    },
    { retryAfterSeconds: Math.ceil(waitMs / 1000) },
  );
}

/**
 * Counts a form that leads to a mail. Gives false when its address has had enough of them: then nothing is sent, and the
 * page says what it always says.
 *
 * @throws Problem `account.throttled` (429) when the client has sent too many, whatever their addresses
 */
export function admitMailedForm(
  { mailsPerAddress, formsPerClient }: AccountThrottles,
  { email, address, nowMs }: { readonly email: string; readonly address: string; readonly nowMs: number },
): boolean {
  const client = addressKey(address);
  demandPatience([[formsPerClient, client]], nowMs);
  formsPerClient.count(client, nowMs);
  if (mailsPerAddress.waitMs(email, nowMs) > 0) return false;
  mailsPerAddress.count(email, nowMs);
  return true;
}
