import { z } from 'zod';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { lockSubscription } from '#registry/subscriptions/find.ts';
import { moveSubscription } from '#registry/subscriptions/record.ts';
import { subscriptionNotFound, wrongState } from '#registry/subscriptions/refusals.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';
import { nextState } from '#registry/subscriptions/transitions.ts';

/**
 * Takes a request back, or gives a subscription up: by the organisation of the application. It ends like a revoked one,
 * and may be asked for again.
 *
 * @throws Problem `subscription.not_found` (404), `subscription.state` (409) when it has ended already
 */
export const withdrawSubscription = operation({
  name: 'subscription.withdraw',
  summary: 'Takes a request for a subscription back, or gives a subscription up.',
  http: { method: 'post', path: '/subscriptions/{subscription}/withdraw' },
  input: z.strictObject({ subscription: referenceSchema, reason: z.string().trim().max(2000).default('') }),
  output: subscriptionSchema,
  authorise: async (work, input) =>
    mayActFor(work, await lockSubscription(work.tx, input.subscription), anyRole, subscriptionNotFound()),
  perform: async (work, { subject }, { reason }) => {
    const to = nextState(subject.state, 'revoke');
    if (to === null) throw wrongState(subject.state);
    const note = await moveSubscription(work, subject, to, reason, true);
    return { result: presentSubscription({ ...subject, state: to }), audit: [note] };
  },
});
