import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { eq } from 'drizzle-orm';
import { addressKey } from '#base/client-address.ts';
import { accounts } from '#database/tables.ts';
import { portalItself } from '#accounts/actor.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { askForPasskey, takePasskeyAnswer } from '#accounts/second-factors/passkeys/prove.ts';
import type { AccountServices } from '#accounts/services.ts';
import { networkOf } from '#accounts/sessions/network.ts';
import { openSession, type Browser, type OpenedSession } from '#accounts/sessions/open.ts';
import { readPendingSession } from '#accounts/sessions/read.ts';
import { demandPatience } from '#accounts/throttles.ts';
import { inOneTransaction } from '#registry/operation.ts';

/**
 * Gives the challenge of a login by passkey: for the account whose session owes its second factor (`token`), else for whoever
 * has a passkey. Counted per client as failed until it is answered: each makes a row.
 *
 * @throws Problem `account.throttled` (429)
 */
export async function offerPasskeyLogin(
  services: AccountServices,
  { token, browser }: { readonly token: string | null; readonly browser: Browser },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { registry, throttles } = services;
  const client = addressKey(browser.address);
  demandPatience([[throttles.clientFailures, client]], registry.clock.nowMs());
  throttles.clientFailures.count(client, registry.clock.nowMs());
  const pending = token === null ? null : await readPendingSession(registry, token);
  return inOneTransaction(registry, portalItself, (work) => askForPasskey(services, work, pending?.accountId ?? null));
}

type PasskeyLogin = { readonly answer: string; readonly browser: Browser; readonly replaces: string | null };

/**
 * Logs in by passkey alone: it is something one has, guarded by something one knows or is. Null: the answer proves nothing, or
 * the account is shut.
 */
export async function logInByPasskey(
  services: AccountServices,
  { answer, browser, replaces }: PasskeyLogin,
): Promise<OpenedSession | null> {
  return inOneTransaction(services.registry, portalItself, async (work) => {
    const accountId = await takePasskeyAnswer(services, work, null, answer);
    if (accountId === null) return null;
    const [account] = await work.tx.select().from(accounts).where(eq(accounts.id, accountId));
    if (account?.active !== true) return null;
    const session = await openSession(work, { accountId, browser, secondFactorOwed: false, replaces });
    await noteInAudit(work, account, 'login.accept', { network: networkOf(browser.address), with: 'passkey' });
    services.throttles.clientFailures.uncount(addressKey(browser.address));
    return session;
  });
}
