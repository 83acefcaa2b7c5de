import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { accounts } from '#database/tables.ts';
import { accountNotFound, readAccount } from '#registry/accounts/find.ts';
import { accountSchema, newPasswordSchema, presentAccount, type AccountRow } from '#registry/accounts/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayActAs } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Sets an account's password. Whoever sets the own one must give the present one with it: an open session is not enough.
 *
 * @throws Problem `account.not_found` (404), `account.password_wrong` (403), `password.busy` (503)
 */
export const setPassword = operation({
  name: 'account.set-password',
  summary: "Sets an account's password.",
  http: { method: 'put', path: '/accounts/{account}/password' },
  input: z.strictObject({
    account: referenceSchema,
    password: newPasswordSchema,
    currentPassword: z.string().max(limits.passwordLength).optional(),
  }),
  output: accountSchema,
  authorise: async (work, input) => mayActAs(work, await readAccount(work.tx, input.account), accountNotFound()),
  perform: async (work, { subject: account }, input) => {
    await demandCurrentPassword(work, account, input.currentPassword);
    const passwordHash = await work.passwords.hash(input.password);
    await work.tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, account.id));
    return {
      result: presentAccount({ ...account, passwordHash }),
      audit: [{ subjectType: 'account', subjectId: account.id, details: { password: 'set' } }],
    };
  },
});

async function demandCurrentPassword(work: Work, account: AccountRow, given: string | undefined): Promise<void> {
  const own = work.actor.kind === 'account' && work.actor.accountId === account.id;
  if (!own || account.passwordHash === null) return;
  if (await work.passwords.verify(account.passwordHash, given ?? '')) return;
  throw new Problem('account.password_wrong', 403, {
    en: 'The present password is not right.',
    fr: "Le mot de passe actuel n'est pas le bon.",
  });
}
