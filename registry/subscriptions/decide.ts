import { z } from 'zod';
import type { Operation, Permission, Work } from '#registry/operation.ts';
import { mayDecideFor, mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription, type FoundSubscription } from '#registry/subscriptions/find.ts';
import { moveSubscription } from '#registry/subscriptions/record.ts';
import { ownRequest, subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { nextState, type Decision } from '#registry/subscriptions/transitions.ts';

const decideInput = z.strictObject({ subscription: referenceSchema, reason: z.string().trim().max(2000).default('') });

type DecideOperation = Operation<
  typeof decideInput,
  typeof subscriptionSchema,
  Permission<'decide-for-provider', FoundSubscription>
>;

/**
 * Makes the operation for one decision on a subscription: by the provider's administrators and operators. Nobody but an
 * operator approves what the same person has asked for.
 */
export function decisionOperation(decision: Decision, summary: string): DecideOperation {
  return {
    name: `subscription.${decision}`,
    summary,
    http: { method: 'post', path: `/subscriptions/{subscription}/${decision}` },
    input: decideInput,
    output: subscriptionSchema,
    authorise: async (work, input) => {
      const subscription = await lockSubscription(work.tx, input.subscription);
      const granted = await mayDecideFor(work, subscription, subscriptionNotFound());
      if (decision === 'approve') await demandSomebodyElse(work, subscription);
      return granted;
    },
    perform: async (work, { subject }, { reason }) => {
      const to = nextState(subject.state, decision);
      if (to === null) throw wrongState(subject.state);
      const note = await moveSubscription(work, subject, to, reason);
      return { result: presentSubscription({ ...subject, state: to }), audit: [note] };
    },
  };
}

async function demandSomebodyElse(work: Work, subscription: FoundSubscription): Promise<void> {
  if (work.actor.kind !== 'account' || work.actor.accountId !== subscription.requestedBy) return;
  await mayOperate(work).catch(() => {
    throw ownRequest();
  });
}
