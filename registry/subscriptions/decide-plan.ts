import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { subscriptions } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { mayDecideFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { demandSomebodyElse } from '#registry/subscriptions/decide.ts';
import { lockSubscription } from '#registry/subscriptions/find.ts';
import { dropPlanRequest, readPlanRequests } from '#registry/subscriptions/plan-request.ts';
import { noPlanRequest, planNotFound, subscriptionNotFound } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { tellPlanDecision } from '#registry/subscriptions/tell-plan.ts';

const decideInput = z
  .strictObject({
    subscription: referenceSchema,
    decision: z.enum(['approve', 'reject']),
    reason: z.string().trim().max(2000).default('').describe('Why: the asker reads it; needed to reject.'),
  })
  .refine(({ decision, reason }) => decision === 'approve' || reason !== '', {
    path: ['reason'],
    error: 'is needed to reject',
    params: { fr: 'est nécessaire pour refuser' },
  });

/**
 * Decides about the plan that a subscription asks for, for the provider: from then on it holds, or the present one stays.
 * Those who asked are written to. Nobody but an operator approves what the same person has asked for.
 *
 * @throws Problem `subscription.not_found` (404), `subscription.no_plan_request` (409), `subscription.own_request` (403),
 *   `plan.not_found` (404) when the plan was closed meanwhile
 */
export const decidePlan = operation({
  name: 'subscription.decide-plan',
  summary: 'Approves or rejects the plan that a subscription asks for.',
  http: { method: 'post', path: '/subscriptions/{subscription}/plan-decision' },
  input: decideInput,
  output: subscriptionSchema,
  authorise: async (work, input) =>
    mayDecideFor(work, await lockSubscription(work.tx, input.subscription), subscriptionNotFound()),
  perform: async (work, { subject }, { decision, reason }) => {
    const wish = (await readPlanRequests(work.tx, [subject.id])).get(subject.id);
    if (wish === undefined) throw noPlanRequest();
    const { plan } = wish;
    if (decision === 'approve') {
      await demandSomebodyElse(work, wish);
      if (plan.retiredAt !== null) throw planNotFound();
      await work.tx.update(subscriptions).set({ planId: plan.id }).where(eq(subscriptions.id, subject.id));
    }
    await dropPlanRequest(work.tx, subject.id);
    await tellPlanDecision(work, subject.id, { decision, reason, plan });
    const planId = decision === 'approve' ? plan.id : subject.planId;
    const details = { from: subject.planId, to: plan.id, decision, reason };
    return {
      result: presentSubscription({ ...subject, planId }),
      audit: [{ subjectType: 'subscription', subjectId: subject.id, details }],
    };
  },
});
