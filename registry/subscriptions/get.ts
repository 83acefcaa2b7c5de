import { asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { subscriptionDecisions } from '#database/tables.ts';
import { planSchema } from '#registry/catalogue/schema.ts';
import { readOpenPlans } from '#registry/catalogue/products.ts';
import { operation } from '#registry/operation.ts';
import { maySeeBetween } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { readDetails, subscriptionDetailsSchema } from '#registry/subscriptions/details.ts';
import { optionsSchema, readOptions } from '#registry/subscriptions/options.ts';
import { readSubscription } from '#registry/subscriptions/find.ts';
import { subscriptionNotFound } from '#registry/subscriptions/refusals.ts';
import { decisionSchema, presentDecision } from '#registry/subscriptions/schema.ts';

/** Gives a subscription with its history and what the actor may do with it, to both of its sides. @throws Problem `subscription.not_found` (404) */
export const getSubscription = operation({
  name: 'subscription.get',
  summary: 'Gives a subscription and who decided what about it, when and why.',
  http: { method: 'get', path: '/subscriptions/{subscription}' },
  input: z.strictObject({ subscription: referenceSchema }),
  output: subscriptionDetailsSchema.extend({
    history: z.array(decisionSchema),
    options: optionsSchema,
    /** The open plans of the product, among them the present one while it is open. */
    plans: z.array(planSchema),
  }),
  authorise: async (work, input) =>
    maySeeBetween(work, await readSubscription(work.tx, input.subscription), subscriptionNotFound()),
  perform: async (work, { subject }) => {
    const steps = await work.tx
      .select()
      .from(subscriptionDecisions)
      .where(eq(subscriptionDecisions.subscriptionId, subject.id))
      .orderBy(
        asc(subscriptionDecisions.decidedAt),
        // The request comes first, also when a decision was taken in the same millisecond.
        asc(sql`${subscriptionDecisions.fromState} is not null`),
        asc(subscriptionDecisions.id),
      );
    const result = {
      ...(await readDetails(work.tx, subject.id)),
      history: steps.map(presentDecision),
      options: await readOptions(work, subject),
      plans: await readOpenPlans(work.tx, [subject.productId]),
    };
    return { result, audit: [] };
  },
});
