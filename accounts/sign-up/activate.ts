import { Problem } from '#base/problem.ts';
import { portalItself } from '#accounts/actor.ts';
import { takeLink } from '#accounts/links/read.ts';
import { activateAccount } from '#registry/accounts/activate.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { inOneTransaction, runWithin, type Registry, type Work } from '#registry/operation.ts';

/** What came of a mailed activation link. */
export type Activation = { readonly state: 'activated'; readonly email: string } | { readonly state: 'used' | 'dead' };

/** Activates the account of a mailed link, and makes its sandbox application: both, or neither (PISTE guide). */
export async function activate(registry: Registry, token: string): Promise<Activation> {
  return inOneTransaction(registry, portalItself, async (work) => {
    const link = await takeLink(work, 'activate', token);
    if (link.state !== 'live') return { state: link.state };
    const { id, email, active, activateBefore } = link.account;
    // An operator has opened it meanwhile, or shut it for good.
    if (activateBefore === null) return { state: active ? 'used' : 'dead' };
    await runWithin(work, activateAccount, { account: id });
    await makeSandboxApplication(work, id);
    return { state: 'activated', email };
  });
}

/** What may stand in the way of the application must not stand in the way of the account: it can be made by hand. */
const bearable = new Set(['application.name_taken', 'application.too_many', 'account.no_organisation']);

async function makeSandboxApplication(work: Work, account: string): Promise<void> {
  try {
    await runWithin(work, createSandboxApplication, { account });
  } catch (cause) {
    if (!(cause instanceof Problem) || !bearable.has(cause.code)) throw cause;
  }
}
