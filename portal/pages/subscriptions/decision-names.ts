/** The decisions of a provider, in the order in which they are offered. */
export const decisionNames = ['approve', 'reject', 'resume', 'suspend', 'revoke'] as const;
export type DecisionName = (typeof decisionNames)[number];
