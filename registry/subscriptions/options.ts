/** What a viewer may do with a subscription, and why the rest is not open: what buttons are made from. */
import { z } from 'zod';
import type { Work } from '#registry/operation.ts';
import { operates, roleIn } from '#registry/permission.ts';
import { readPlanRequests } from '#registry/subscriptions/plan-request.ts';
import type { FoundSubscription } from '#registry/subscriptions/find.ts';
import { liveStates, nextState, type Decision } from '#registry/subscriptions/transitions.ts';

export const optionsSchema = z.object({
  /** Stands on the side of the application, of the provider; operators on both. */
  consumer: z.boolean(),
  provider: z.boolean(),
  /** Each decision: `open`, or why it is not: the state, or that the same person asked. */
  decisions: z.record(z.enum(['approve', 'reject', 'suspend', 'resume', 'revoke']), z.enum(['open', 'state', 'own'])),
  /** May take it back. */
  withdraw: z.boolean(),
  /** May ask for another plan. */
  askPlan: z.boolean(),
  /** May decide about the plan that it asks for; `own`: the same person asked, and may only reject. */
  decidePlan: z.enum(['open', 'own', 'none']),
});

export type Options = z.input<typeof optionsSchema>;

/** Gives what the actor may do. */
export async function readOptions(work: Work, subscription: FoundSubscription): Promise<Options> {
  const operator = await operates(work);
  const consumer = operator || (await roleIn(work, subscription.organisationId)) !== undefined;
  const provider = operator || (await roleIn(work, subscription.providerOrganisationId)) === 'administrator';
  const own = !operator && work.actor.kind === 'account' && work.actor.accountId === subscription.requestedBy;
  const option = (decision: Decision): 'open' | 'state' | 'own' => {
    if (nextState(subscription.state, decision) === null) return 'state';
    return decision === 'approve' && own ? 'own' : 'open';
  };
  return {
    consumer,
    provider,
    decisions: {
      approve: option('approve'),
      reject: option('reject'),
      suspend: option('suspend'),
      resume: option('resume'),
      revoke: option('revoke'),
    },
    askPlan: consumer && liveStates.includes(subscription.state),
    decidePlan: await planOption(work, subscription.id, provider, operator),
    withdraw: consumer && nextState(subscription.state, 'revoke') !== null,
  };
}

async function planOption(
  work: Work,
  subscriptionId: string,
  provider: boolean,
  operator: boolean,
): Promise<Options['decidePlan']> {
  const wish = (await readPlanRequests(work.tx, [subscriptionId])).get(subscriptionId);
  if (!provider || wish === undefined) return 'none';
  const own = !operator && work.actor.kind === 'account' && work.actor.accountId === wish.requestedBy;
  return own ? 'own' : 'open';
}
