import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import { removeEmptyOrganisations } from '#accounts/my-data/organisations.ts';
import { pseudonymise } from '#accounts/pseudonym.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';
import { recordChange, type Work } from '#registry/operation.ts';

/** Removes an account that was never activated, with the organisation that was made for it. */
export async function removeUnactivated(work: Work, account: AccountRow): Promise<void> {
  const organisations = await removeEmptyOrganisations(work, account.id);
  await pseudonymise(work, account);
  await work.tx.delete(accounts).where(eq(accounts.id, account.id));
  const removed = { subjectType: 'account', subjectId: account.id, details: { activated: false } };
  await recordChange(work, 'account.expire', [removed, ...organisations]);
}
