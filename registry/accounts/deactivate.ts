import { accountSchema } from '#registry/accounts/schema.ts';
import { oneAccountInput, switchAccount } from '#registry/accounts/switch.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/** Shuts an account: its logins and its tokens stop working. @throws Problem `account.not_found` (404) */
export const deactivateAccount = operation({
  name: 'account.deactivate',
  summary: 'Shuts an account.',
  http: { method: 'post', path: '/accounts/{account}/deactivate' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: (work, _granted, input) => switchAccount(work, input.account, false),
});
