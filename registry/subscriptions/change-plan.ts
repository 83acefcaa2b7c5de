import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { subscriptions } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { mayDecideFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription } from '#registry/subscriptions/find.ts';
import { subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { findOpenPlan } from '#registry/subscriptions/offer.ts';
import { dropPlanRequest } from '#registry/subscriptions/plan-request.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { tellPlanDecision } from '#registry/subscriptions/tell-plan.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

/**
 * Moves a subscription to another open plan of its product. Its state, all that the application holds, and what it has used
 * of its quotas stays; the application's side is told.
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
    const plan = await findOpenPlan(work.tx, subject.productId, input.plan);
    if (plan.id === subject.planId) return { result: presentSubscription(subject), audit: [] };
    // What the consumer asked for is answered by this.
    await dropPlanRequest(work.tx, subject.id);
    await work.tx.update(subscriptions).set({ planId: plan.id }).where(eq(subscriptions.id, subject.id));
    await tellPlanDecision(work, subject.id, { decision: 'change', reason: '', plan });
    const details = { from: subject.planId, to: plan.id };
    return {
      result: presentSubscription({ ...subject, planId: plan.id }),
      audit: [{ subjectType: 'subscription', subjectId: subject.id, details }],
    };
  },
});
