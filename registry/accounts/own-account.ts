import { Problem } from '#base/problem.ts';
import type { Actor } from '#registry/operation.ts';

/**
 * Refuses what an operator must not do to the own account, lest an instance is left without one by a slip.
 *
 * @throws Problem `account.own_account` (409)
 */
export function refuseOwnAccount(actor: Actor, account: { readonly id: string }): void {
  if (actor.kind !== 'account' || actor.accountId !== account.id) return;
  throw new Problem('account.own_account', 409, {
    en: 'This is your own account: another operator must do this.',
    fr: "C'est votre propre compte : un autre opérateur doit le faire.",
  });
}
