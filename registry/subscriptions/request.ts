import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { subscriptions } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { demandOffer, findOpenPlan, findProduct } from '#registry/subscriptions/offer.ts';
import { recordStep } from '#registry/subscriptions/record.ts';
import { subscriptionExists } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema, type SubscriptionRow } from '#registry/subscriptions/schema.ts';

/**
 * Asks for a product under a plan. Approved at once unless the plan or an API of the product wants a decision.
 *
 * @throws Problem `application.not_found` (404), `product.not_found` (404), `plan.not_found` (404),
 *   `subscription.not_offered` (409), `subscription.environment` (409), `subscription.exists` (409)
 */
export const requestSubscription = operation({
  name: 'subscription.request',
  summary: 'Asks for a product under a plan for an application.',
  http: { method: 'post', path: '/subscriptions' },
  input: z.strictObject({
    application: referenceSchema,
    product: referenceSchema,
    plan: referenceSchema,
    message: z.string().trim().max(2000).default(''),
  }),
  output: subscriptionSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: application }, input) => {
    const product = await findProduct(work.tx, input.product);
    const plan = await findOpenPlan(work.tx, product.id, input.plan);
    const { validationNeeded } = await demandOffer(work.tx, product, application.environment);
    const approvalNeeded = plan.approvalNeeded || validationNeeded;
    const row: SubscriptionRow = {
      id: newId(work.now.getTime()),
      applicationId: application.id,
      productId: product.id,
      planId: plan.id,
      state: approvalNeeded ? 'pending' : 'approved',
      approvalNeeded,
      requestedBy: work.actor.kind === 'account' ? work.actor.accountId : null,
      requestedAt: work.now,
      message: input.message,
    };
    // The partial unique index on live subscriptions is what refuses the second one.
    const inserted = await work.tx.insert(subscriptions).values(row).onConflictDoNothing().returning();
    if (inserted.length === 0) throw subscriptionExists();
    const automatic = !approvalNeeded;
    await recordStep(work, { subscriptionId: row.id, from: null, to: row.state, reason: input.message, automatic });
    const details = { applicationId: application.id, productId: product.id, planId: plan.id, state: row.state };
    return {
      result: presentSubscription(row),
      audit: [{ subjectType: 'subscription', subjectId: row.id, details }],
    };
  },
});
