import { decisionOperation } from '#registry/subscriptions/decide.ts';

/** Approves a pending subscription: from then on it opens its APIs. @throws Problem `subscription.not_found` (404), `subscription.state` (409), `subscription.own_request` (403) */
export const approveSubscription = decisionOperation('approve', 'Approves a pending subscription.');
