import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, sessions } from '#database/tables.ts';
import { lockAccount } from '#registry/accounts/find.ts';
import { presentAccount, type accountSchema } from '#registry/accounts/schema.ts';
import type { Performed, Work } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Input of the operations on one account: by id or e-mail address. */
export const oneAccountInput = z.strictObject({ account: referenceSchema });

/**
 * Opens or shuts an account; one that is so already stays as it is. Shutting logs it out, and ends a sign-up that waits for
 * its activation: the mailed link must not open it again.
 */
export async function switchAccount(
  work: Work,
  reference: string,
  active: boolean,
): Promise<Performed<z.input<typeof accountSchema>>> {
  const account = await lockAccount(work.tx, reference);
  const unchanged = account.active === active && account.activateBefore === null;
  if (unchanged) return { result: presentAccount(account), audit: [] };
  await work.tx.update(accounts).set({ active, activateBefore: null }).where(eq(accounts.id, account.id));
  if (!active) await work.tx.delete(sessions).where(eq(sessions.accountId, account.id));
  const audit = [{ subjectType: 'account', subjectId: account.id, details: { active } }];
  return { result: presentAccount({ ...account, active }), audit };
}
