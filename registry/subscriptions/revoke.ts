import { decisionOperation } from '#registry/subscriptions/decide.ts';

/** Ends a live subscription for good. @throws Problem `subscription.not_found` (404), `subscription.state` (409), `input.invalid` (422) without a reason */
export const revokeSubscription = decisionOperation('revoke', 'Ends a subscription for good.');
