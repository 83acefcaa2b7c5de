import { eq } from 'drizzle-orm';
import { addressKey } from '#base/client-address.ts';
import { accounts } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { portalItself } from '#accounts/actor.ts';
import { hasSecondFactor } from '#accounts/second-factors/read.ts';
import type { AccountServices } from '#accounts/services.ts';
import { networkOf } from '#accounts/sessions/network.ts';
import { openSession, type Browser, type OpenedSession } from '#accounts/sessions/open.ts';
import { demandPatience } from '#accounts/throttles.ts';
import { writeAudit } from '#registry/audit/entry.ts';
import { inOneTransaction } from '#registry/operation.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';

export type LoggingIn = {
  /** In lower case. */
  readonly email: string;
  readonly password: string;
  readonly browser: Browser;
  /** The session token that the browser holds; it ends. */
  readonly replaces: string | null;
};

/**
 * What a login came to. `wrong` says the same for an unknown address, a wrong password and an account that is shut;
 * `not-activated` is told only to who knows the password.
 */
export type Login =
  | { readonly state: 'logged-in' | 'second-factor-owed'; readonly session: OpenedSession }
  | { readonly state: 'wrong' | 'not-activated' };

/**
 * Logs somebody in by e-mail address and password. A hash is computed whatever there is behind the address; who fails too
 * often waits, before anything is hashed.
 *
 * @throws Problem `account.throttled` (429), `password.busy` (503)
 */
export async function logIn(services: AccountServices, loggingIn: LoggingIn): Promise<Login> {
  const { registry, throttles } = services;
  const nowMs = registry.clock.nowMs();
  const client = addressKey(loggingIn.browser.address);
  const counts = [
    [throttles.loginFailures, loggingIn.email],
    [throttles.clientFailures, client],
  ] as const;
  demandPatience(counts, nowMs);
  for (const [window, key] of counts) window.count(key, nowMs);
  try {
    const login = await check(services, loggingIn);
    if (login.state !== 'wrong') {
      throttles.loginFailures.forget(loggingIn.email);
      throttles.clientFailures.uncount(client);
    }
    return login;
  } catch (cause) {
    // Nobody guessed anything: no core was free, or the database did not answer.
    for (const [window, key] of counts) window.uncount(key);
    throw cause;
  }
}

async function check({ registry }: AccountServices, { email, password, browser, replaces }: LoggingIn): Promise<Login> {
  const [account] = await registry.database.query.select().from(accounts).where(eq(accounts.email, email));
  const right = await registry.passwords.verify(account?.passwordHash ?? null, password);
  return inOneTransaction(registry, portalItself, async (work) => {
    const details = { network: networkOf(browser.address) };
    const refused = refusal(account, right);
    if (account === undefined || refused !== null) {
      // For an unknown address, too: the time must not tell. What was typed is not kept: people type passwords there.
      const subject = { subjectType: 'account', subjectId: account?.id ?? 'unknown', details };
      const unproven = { tx: work.tx, now: work.now, actorId: null, actorName: portalItself.name };
      await writeAudit(unproven, 'login.refuse', [subject]);
      return { state: refused ?? 'wrong' };
    }
    const secondFactorOwed = await hasSecondFactor(work.tx, account.id);
    const session = await openSession(work, { accountId: account.id, browser, secondFactorOwed, replaces });
    if (secondFactorOwed) return { state: 'second-factor-owed', session };
    await noteInAudit(work, account, 'login.accept', details);
    return { state: 'logged-in', session };
  });
}

function refusal(account: AccountRow | undefined, right: boolean): 'wrong' | 'not-activated' | null {
  if (account === undefined || !right) return 'wrong';
  if (account.active) return null;
  return account.activateBefore === null ? 'wrong' : 'not-activated';
}
