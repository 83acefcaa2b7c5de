import { z } from 'zod';
import type { subscriptionDecisions, subscriptions } from '#database/tables.ts';

export const subscriptionStateSchema = z.enum(['pending', 'approved', 'rejected', 'suspended', 'revoked']);

/** What the asker writes to the approver. */
export const messageSchema = z.string().trim().max(2000).default('');

/** A subscription as operations give it back. */
export const subscriptionSchema = z.object({
  id: z.string(),
  applicationId: z.string(),
  productId: z.string(),
  planId: z.string(),
  state: subscriptionStateSchema,
  approvalNeeded: z.boolean(),
  requestedBy: z.string().nullable(),
  requestedAt: z.iso.datetime(),
  message: z.string(),
});

export type SubscriptionRow = typeof subscriptions.$inferSelect;

export function presentSubscription(row: SubscriptionRow): z.input<typeof subscriptionSchema> {
  return {
    id: row.id,
    applicationId: row.applicationId,
    productId: row.productId,
    planId: row.planId,
    state: row.state,
    approvalNeeded: row.approvalNeeded,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    message: row.message,
  };
}

/** One step of a subscription's life. */
export const decisionSchema = z.object({
  fromState: z.string().nullable(),
  toState: z.string(),
  decidedBy: z.string().nullable(),
  decidedAs: z.string(),
  reason: z.string(),
  /** True: the application's own side took it back. */
  withdrawn: z.boolean(),
  decidedAt: z.iso.datetime(),
});

export function presentDecision(row: typeof subscriptionDecisions.$inferSelect): z.input<typeof decisionSchema> {
  return {
    fromState: row.fromState,
    toState: row.toState,
    decidedBy: row.decidedBy,
    decidedAs: row.decidedAs,
    reason: row.reason,
    withdrawn: row.withdrawn,
    decidedAt: row.decidedAt.toISOString(),
  };
}
