import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { plans, subscriptions } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { mayDecideFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription } from '#registry/subscriptions/find.ts';
import { planNotFound, subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

/**
 * Moves a subscription to another open plan of its product. Its state, and all that the application holds, stays.
 *
 * @throws Problem `subscription.not_found` (404), `plan.not_found` (404), `subscription.state` (409) for an ended one
 */
export const changePlan = operation({
  name: 'subscription.change-plan',
  summary: 'Moves a subscription to another open plan of its product.',
  http: { method: 'post', path: '/subscriptions/{subscription}/plan' },
  input: z.strictObject({ subscription: referenceSchema, plan: referenceSchema }),
  output: subscriptionSchema,
  authorise: async (work, input) =>
    mayDecideFor(work, await lockSubscription(work.tx, input.subscription), subscriptionNotFound()),
  perform: async (work, { subject }, input) => {
    if (!liveStates.includes(subject.state)) throw wrongState(subject.state);
    const [plan] = await work.tx
      .select({ id: plans.id })
      .from(plans)
      .where(and(eq(plans.productId, subject.productId), eq(plans.slug, input.plan), isNull(plans.retiredAt)));
    if (plan === undefined) throw planNotFound();
    if (plan.id === subject.planId) return { result: presentSubscription(subject), audit: [] };
    await work.tx.update(subscriptions).set({ planId: plan.id }).where(eq(subscriptions.id, subject.id));
    const details = { from: subject.planId, to: plan.id };
    return {
      result: presentSubscription({ ...subject, planId: plan.id }),
      audit: [{ subjectType: 'subscription', subjectId: subject.id, details }],
    };
  },
});
