import { z } from 'zod';
import type { Operation, Permission, Work } from '#registry/operation.ts';
import { mayDecideFor, mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription, type FoundSubscription } from '#registry/subscriptions/find.ts';
import { moveSubscription } from '#registry/subscriptions/record.ts';
import { ownRequest, subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { tellDecision } from '#registry/subscriptions/tell.ts';
import { nextState, type Decision } from '#registry/subscriptions/transitions.ts';

const reasonSchema = z.string().trim().max(2000);
const freeInput = z.strictObject({ subscription: referenceSchema, reason: reasonSchema.default('') });
const explainedInput = z.strictObject({
  subscription: referenceSchema,
  reason: reasonSchema.min(1).describe('Why: the asker reads it.'),
});

/** Decisions that take something from somebody, who may ask why. */
const explained: ReadonlySet<Decision> = new Set(['reject', 'suspend', 'revoke']);

type DecideInput = z.ZodType<
  z.output<typeof freeInput>,
  // What may be left out is the schema's to say: it differs from decision to decision.
  z.input<typeof freeInput>
>;

type DecideOperation = Operation<
  DecideInput,
  typeof subscriptionSchema,
  Permission<'decide-for-provider', FoundSubscription>
>;

/**
 * Makes the operation for one decision on a subscription: by the provider's administrators and operators. Nobody but an
 * operator approves what the same person has asked for. Those who asked are written to.
 */
export function decisionOperation(decision: Decision, summary: string): DecideOperation {
  return {
    name: `subscription.${decision}`,
    summary,
    http: { method: 'post', path: `/subscriptions/{subscription}/${decision}` },
    input: explained.has(decision) ? explainedInput : freeInput,
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
      await tellDecision(work, subject.id, { decision, state: to, reason });
      return { result: presentSubscription({ ...subject, state: to }), audit: [note] };
    },
  };
}

/** Nobody approves what the same person has asked for; operators do. @throws Problem `subscription.own_request` (403) */
export async function demandSomebodyElse(
  work: Work,
  subscription: { readonly requestedBy: string | null },
): Promise<void> {
  if (work.actor.kind !== 'account' || work.actor.accountId !== subscription.requestedBy) return;
  await mayOperate(work).catch(() => {
    throw ownRequest();
  });
}
