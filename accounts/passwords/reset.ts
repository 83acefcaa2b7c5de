import { portalItself } from '#accounts/actor.ts';
import { readLink, takeLink } from '#accounts/links/read.ts';
import { tellChange } from '#accounts/mail.ts';
import { demandGoodPassword } from '#accounts/passwords/demand.ts';
import type { AccountServices } from '#accounts/services.ts';
import { setPassword } from '#registry/accounts/set-password.ts';
import { inOneTransaction, runWithin } from '#registry/operation.ts';

/** What came of a mailed link for a new password. */
export type PasswordReset = { readonly state: 'reset'; readonly email: string } | { readonly state: 'used' | 'dead' };

/**
 * Sets the password of a mailed link's account and ends all its sessions. A second factor stays what it is.
 *
 * @throws Problem `password.weak` (422) or `input.invalid` (422), which leave the link usable; `password.busy` (503)
 */
export async function resetPassword(
  services: AccountServices,
  token: string,
  password: string,
): Promise<PasswordReset> {
  const seen = await readLink(services.registry, 'reset-password', token);
  if (seen.state !== 'live') return { state: seen.state };
  demandGoodPassword(password, seen.account);
  return inOneTransaction(services.registry, portalItself, async (work) => {
    const link = await takeLink(work, 'reset-password', token);
    if (link.state !== 'live') return { state: link.state };
    const { account } = link;
    if (!account.active) return { state: 'dead' };
    await runWithin(work, setPassword, { account: account.id, password });
    await tellChange(services, work, account, 'password');
    services.throttles.loginFailures.forget(account.email);
    return { state: 'reset', email: account.email };
  });
}
