import type { SubscriptionState } from '#registry/subscriptions/transitions.ts';

const rank: Readonly<Record<SubscriptionState, number>> = {
  approved: 0,
  suspended: 1,
  pending: 2,
  revoked: 3,
  rejected: 4,
};

type Ranked = { readonly state: SubscriptionState; readonly requestedAt: Date };

/**
 * Sorts several subscriptions of one application that hold the same API: the one that opens most comes last, the newest
 * of several such. It is the one that counts.
 */
export function byOpening(one: Ranked, other: Ranked): number {
  return rank[other.state] - rank[one.state] || one.requestedAt.getTime() - other.requestedAt.getTime();
}
