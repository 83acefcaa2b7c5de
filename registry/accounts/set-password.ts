import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { accounts, sessions } from '#database/tables.ts';
import { accountNotFound, readAccount } from '#registry/accounts/find.ts';
import { accountSchema, newPasswordSchema, presentAccount, type AccountRow } from '#registry/accounts/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayActAs } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Sets an account's password. Whoever sets the own one must give the present one with it: an open session is not enough,
 * and guessing in one is throttled before anything is hashed. A password that somebody else sets logs the person out
 * everywhere.
 *
 * @throws Problem `account.not_found` (404), `account.password_wrong` (403), `account.password_throttled` (429),
 *   `password.busy` (503)
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
    if (!isOwn(work, account)) await work.tx.delete(sessions).where(eq(sessions.accountId, account.id));
    return {
      result: presentAccount({ ...account, passwordHash }),
      audit: [{ subjectType: 'account', subjectId: account.id, details: { password: 'set' } }],
    };
  },
});

function isOwn({ actor }: Work, account: AccountRow): boolean {
  return actor.kind === 'account' && actor.accountId === account.id;
}

async function demandCurrentPassword(work: Work, account: AccountRow, given: string | undefined): Promise<void> {
  if (!isOwn(work, account) || account.passwordHash === null) return;
  const waitMs = work.passwordFailures.waitMs(account.id, work.now.getTime());
  if (waitMs > 0) throw throttled(waitMs);
  if (await isCurrent(work, account.id, () => work.passwords.verify(account.passwordHash, given ?? ''))) return;
  throw new Problem('account.password_wrong', 403, {
    en: 'The present password is not right.',
    fr: "Le mot de passe actuel n'est pas le bon.",
  });
}

/** Counts the attempt as failed while it runs, so that many at once cannot slip through. */
async function isCurrent(work: Work, accountId: string, verify: () => Promise<boolean>): Promise<boolean> {
  const { passwordFailures, now } = work;
  passwordFailures.count(accountId, now.getTime());
  try {
    const right = await verify();
    if (right) passwordFailures.forget(accountId);
    return right;
  } catch (cause) {
    // Nobody guessed anything: no core was free.
    passwordFailures.uncount(accountId);
    throw cause;
  }
}

function throttled(waitMs: number): Problem {
  return new Problem(
    'account.password_throttled',
    429,
    {
      en: 'The present password was wrong too often. Try again later.',
      fr: 'Le mot de passe actuel a été erroné trop souvent. Réessayez plus tard.',
    },
    { retryAfterSeconds: Math.ceil(waitMs / 1000) },
  );
}
