import { accountSchema } from '#registry/accounts/schema.ts';
import { oneAccountInput, switchAccount } from '#registry/accounts/switch.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/** Activates an account: from then on it can log in. @throws Problem `account.not_found` (404) */
export const activateAccount = operation({
  name: 'account.activate',
  summary: 'Activates an account.',
  http: { method: 'post', path: '/accounts/{account}/activate' },
  input: oneAccountInput,
  output: accountSchema,
  authorise: mayOperate,
  perform: (work, _granted, input) => switchAccount(work, input.account, true),
});
