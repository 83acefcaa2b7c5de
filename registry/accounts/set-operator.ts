import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { accounts } from '#database/tables.ts';
import { lockAccount } from '#registry/accounts/find.ts';
import { refuseOwnAccount } from '#registry/accounts/own-account.ts';
import { accountSchema, presentAccount } from '#registry/accounts/schema.ts';
import { oneAccountInput } from '#registry/accounts/switch.ts';
import { operation, type Performed, type Work } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/** Makes an account an operator, or no operator any more; one that is so already stays as it is. */
async function setOperator(
  work: Work,
  reference: string,
  operator: boolean,
): Promise<Performed<z.input<typeof accountSchema>>> {
  const account = await lockAccount(work.tx, reference);
  if (account.operator === operator) return { result: presentAccount(account), audit: [] };
  if (!operator) refuseOwnAccount(work.actor, account);
  await work.tx.update(accounts).set({ operator }).where(eq(accounts.id, account.id));
  return {
    result: presentAccount({ ...account, operator }),
    audit: [{ subjectType: 'account', subjectId: account.id, details: { operator } }],
  };
}

/** Lets an account administer the whole instance. @throws Problem `account.not_found` (404) */
export const makeOperator = operation({
  name: 'account.make-operator',
  summary: 'Lets an account administer the whole instance.',
  http: { method: 'post', path: '/accounts/{account}/make-operator' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: (work, _granted, input) => setOperator(work, input.account, true),
});

/** Takes that right away. @throws Problem `account.not_found` (404), `account.own_account` (409) */
export const unmakeOperator = operation({
  name: 'account.unmake-operator',
  summary: 'Takes the right to administer the instance away from an account.',
  http: { method: 'post', path: '/accounts/{account}/unmake-operator' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: (work, _granted, input) => setOperator(work, input.account, false),
});
