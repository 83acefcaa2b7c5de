import { eq } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { accountPreferences } from '#database/tables.ts';
import type { AccountServices } from '#accounts/services.ts';
import { accountChangedMail, type AccountChange } from '#notifications/mails/account.changed.ts';
import { queueMail, type MailWork } from '#notifications/outbox.ts';

/** The language in which a person is written to; both when none was chosen. */
export async function mailLanguage(tx: Transaction, accountId: string): Promise<'fr' | 'en' | 'both'> {
  const rows = await tx
    .select({ language: accountPreferences.language })
    .from(accountPreferences)
    .where(eq(accountPreferences.accountId, accountId));
  return rows[0]?.language ?? 'both';
}

type Told = { readonly id: string; readonly email: string };

/** Tells the owner of an account what changed about how one logs in, in the transaction of the change. */
export async function tellChange(
  { instanceName }: Pick<AccountServices, 'instanceName'>,
  work: MailWork,
  account: Told,
  change: AccountChange,
): Promise<void> {
  const language = await mailLanguage(work.tx, account.id);
  const data = { change, instance: instanceName };
  await queueMail(work, { to: account.email, language, template: accountChangedMail, data });
}
