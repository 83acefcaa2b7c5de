import { decisionOperation } from '#registry/subscriptions/decide.ts';

/** Rejects a pending subscription for good. @throws Problem `subscription.not_found` (404), `subscription.state` (409), `input.invalid` (422) without a reason */
export const rejectSubscription = decisionOperation('reject', 'Rejects a pending subscription.');
