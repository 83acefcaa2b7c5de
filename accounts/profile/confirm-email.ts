import { and, eq } from 'drizzle-orm';
import { accountLinks, accounts } from '#database/tables.ts';
import { takeLink } from '#accounts/links/read.ts';
import { tellChange } from '#accounts/mail.ts';
import type { AccountServices } from '#accounts/services.ts';
import { portalItself } from '#accounts/actor.ts';
import { inOneTransaction, recordChange } from '#registry/operation.ts';

/** What came of a mailed link for another address; `taken`: another account has got it meanwhile. */
export type EmailChange =
  | { readonly state: 'changed'; readonly email: string }
  | { readonly state: 'used' | 'dead' | 'taken' };

/** Changes the address of a mailed link's account. Links for a new password that went to the old one stop working. */
export async function confirmEmail(services: AccountServices, token: string): Promise<EmailChange> {
  return inOneTransaction(services.registry, portalItself, async (work) => {
    const link = await takeLink(work, 'change-email', token);
    if (link.state !== 'live') return { state: link.state };
    const { account, email } = link;
    if (email === null || !account.active) return { state: 'dead' };
    if ((await work.tx.$count(accounts, eq(accounts.email, email))) > 0) return { state: 'taken' };
    await work.tx.update(accounts).set({ email }).where(eq(accounts.id, account.id));
    const resets = and(eq(accountLinks.accountId, account.id), eq(accountLinks.purpose, 'reset-password'));
    await work.tx.delete(accountLinks).where(resets);
    const note = { subjectType: 'account', subjectId: account.id, details: { email } };
    await recordChange(
      { ...work, actor: { kind: 'account', accountId: account.id, name: account.email } },
      'account.change_email',
      [note],
    );
    await tellChange(services, work, account, 'email');
    return { state: 'changed', email };
  });
}
