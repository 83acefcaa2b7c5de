import { readAccount } from '#registry/accounts/find.ts';
import { refuseOwnAccount } from '#registry/accounts/own-account.ts';
import { accountSchema } from '#registry/accounts/schema.ts';
import { oneAccountInput, switchAccount } from '#registry/accounts/switch.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/**
 * Shuts an account: its logins and its tokens stop working.
 *
 * @throws Problem `account.not_found` (404), `account.own_account` (409)
 */
export const deactivateAccount = operation({
  name: 'account.deactivate',
  summary: 'Shuts an account.',
  http: { method: 'post', path: '/accounts/{account}/deactivate' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: async (work, _granted, input) => {
    refuseOwnAccount(work.actor, await readAccount(work.tx, input.account));
    return switchAccount(work, input.account, false);
  },
});
