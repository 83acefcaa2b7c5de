import { eq } from 'drizzle-orm';
import { passkeys, recoveryCodes, sessions, totps } from '#database/tables.ts';
import { lockAccount } from '#registry/accounts/find.ts';
import { accountSchema, presentAccount } from '#registry/accounts/schema.ts';
import { oneAccountInput } from '#registry/accounts/switch.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/**
 * Takes authenticator app, passkeys and recovery codes off an account whose owner has lost them all, and logs it out: the next
 * login needs the password alone. Who asks for it must be known to be the owner; that is the operator's to judge.
 *
 * @throws Problem `account.not_found` (404)
 */
export const resetSecondFactors = operation({
  name: 'account.reset-second-factors',
  summary: 'Takes all second factors off an account.',
  http: { method: 'post', path: '/accounts/{account}/reset-second-factors' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: async (work, _granted, input) => {
    const account = await lockAccount(work.tx, input.account);
    for (const table of [totps, passkeys, recoveryCodes, sessions]) {
      await work.tx.delete(table).where(eq(table.accountId, account.id));
    }
    const details = { secondFactors: 'reset' };
    return {
      result: presentAccount(account),
      audit: [{ subjectType: 'account', subjectId: account.id, details }],
    };
  },
});
