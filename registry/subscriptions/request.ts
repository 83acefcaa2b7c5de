import { z } from 'zod';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { askFor } from '#registry/subscriptions/ask.ts';
import { findOpenPlan, findProduct } from '#registry/subscriptions/offer.ts';
import { messageSchema, presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';

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
    message: messageSchema,
  }),
  output: subscriptionSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: application }, { message, ...input }) => {
    const product = await findProduct(work.tx, input.product);
    const plan = await findOpenPlan(work.tx, product.id, input.plan);
    const { row, note } = await askFor(work, { application, product, plan, message });
    return { result: presentSubscription(row), audit: [note] };
  },
});
