import { makeLink } from '#accounts/links/make.ts';
import type { AccountServices } from '#accounts/services.ts';
import { activateAccountMail } from '#notifications/mails/account.activate.ts';
import { queueMail } from '#notifications/outbox.ts';
import type { Work } from '#registry/operation.ts';

/** Mails the link that activates an account: in both languages, French first (PISTE guide). */
export async function sendActivation(
  { instanceName }: Pick<AccountServices, 'instanceName'>,
  work: Work,
  account: { readonly id: string; readonly email: string },
): Promise<void> {
  const token = await makeLink(work, { accountId: account.id, purpose: 'activate' });
  const data = { token, instance: instanceName };
  await queueMail(work, { to: account.email, language: 'both', template: activateAccountMail, data });
}
