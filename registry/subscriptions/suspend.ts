import { decisionOperation } from '#registry/subscriptions/decide.ts';

/** Suspends an approved subscription until it is resumed. @throws Problem `subscription.not_found` (404), `subscription.state` (409), `input.invalid` (422) without a reason */
export const suspendSubscription = decisionOperation('suspend', 'Suspends an approved subscription.');
