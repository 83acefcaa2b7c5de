import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { applications, planRequests, subscriptions } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription, type FoundSubscription } from '#registry/subscriptions/find.ts';
import { demandOffer, findOpenPlan, findProduct } from '#registry/subscriptions/offer.ts';
import { dropPlanRequest } from '#registry/subscriptions/plan-request.ts';
import { subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { messageSchema, presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { tellPlanDeciders } from '#registry/subscriptions/tell-plan.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

/**
 * Asks for another plan of the product, for the application's side. It holds at once unless the plan or an API of the
 * product wants a decision: then those who decide are written to, and the present plan serves until they have. A request
 * that waits itself is changed. Asking for the present plan takes back what was asked for.
 *
 * @throws Problem `subscription.not_found` (404), `plan.not_found` (404), `subscription.state` (409) for an ended one,
 *   `subscription.not_offered` (409), `subscription.environment` (409)
 */
export const askPlan = operation({
  name: 'subscription.ask-plan',
  summary: 'Asks for another plan for a subscription; the present one serves until it is decided.',
  http: { method: 'post', path: '/subscriptions/{subscription}/plan-request' },
  input: z.strictObject({ subscription: referenceSchema, plan: referenceSchema, message: messageSchema }),
  output: subscriptionSchema.extend({
    /** True: the plan holds from now on; false: it waits for a decision. */
    done: z.boolean(),
  }),
  authorise: async (work, input) =>
    mayActFor(work, await lockSubscription(work.tx, input.subscription), anyRole, subscriptionNotFound()),
  perform: async (work, { subject }, { message, ...input }) => {
    if (!liveStates.includes(subject.state)) throw wrongState(subject.state);
    const plan = await findOpenPlan(work.tx, subject.productId, input.plan, subject.planId);
    const told = (planId: string, done: boolean, audit: readonly AuditNote[]) => ({
      result: { ...presentSubscription({ ...subject, planId }), done },
      audit,
    });
    if (plan.id === subject.planId) {
      const dropped = await dropPlanRequest(work.tx, subject.id);
      return told(plan.id, true, dropped ? [noteOf(subject, plan.id, { takenBack: true })] : []);
    }
    // What waits for approval as a whole is decided with the plan that it names then.
    const waits = subject.state !== 'pending' && (plan.approvalNeeded || (await isValidated(work, subject)));
    if (!waits) {
      await dropPlanRequest(work.tx, subject.id);
      await work.tx.update(subscriptions).set({ planId: plan.id }).where(eq(subscriptions.id, subject.id));
      return told(plan.id, true, [noteOf(subject, plan.id, {})]);
    }
    const requestedBy = work.actor.kind === 'account' ? work.actor.accountId : null;
    const row = { planId: plan.id, requestedBy, requestedAt: work.now, message };
    await work.tx
      .insert(planRequests)
      .values({ subscriptionId: subject.id, ...row })
      .onConflictDoUpdate({ target: planRequests.subscriptionId, set: row });
    await tellPlanDeciders(work, subject, plan, message);
    return told(subject.planId, false, [noteOf(subject, plan.id, { waits })]);
  },
});

/** True: an API of the product is submitted to validation, whatever the plan. */
async function isValidated(work: Work, { productId, applicationId }: FoundSubscription): Promise<boolean> {
  const product = await findProduct(work.tx, productId);
  const { environment } = applications;
  const [row] = await work.tx.select({ environment }).from(applications).where(eq(applications.id, applicationId));
  if (row === undefined) throw subscriptionNotFound();
  return (await demandOffer(work.tx, product, row.environment, work.now)).validationNeeded;
}

function noteOf({ id, planId }: FoundSubscription, to: string, more: Readonly<Record<string, boolean>>): AuditNote {
  return { subjectType: 'subscription', subjectId: id, details: { from: planId, to, ...more } };
}
