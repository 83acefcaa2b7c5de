/** The wish of a subscription for another plan, as it waits. */
import { eq, inArray } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { planRequests, plans } from '#database/tables.ts';

export type PlanRequest = {
  readonly plan: typeof plans.$inferSelect;
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly message: string;
};

/** Gives what waits, by subscription. Whoever decides holds the subscription's lock. */
export async function readPlanRequests(
  tx: Transaction,
  subscriptionIds: readonly string[],
): Promise<ReadonlyMap<string, PlanRequest>> {
  if (subscriptionIds.length === 0) return new Map();
  const { subscriptionId, requestedBy, requestedAt, message } = planRequests;
  const rows = await tx
    .select({ subscriptionId, plan: plans, requestedBy, requestedAt, message })
    .from(planRequests)
    .innerJoin(plans, eq(plans.id, planRequests.planId))
    .where(inArray(subscriptionId, [...subscriptionIds]));
  return new Map(rows.map(({ subscriptionId: id, ...wish }) => [id, wish]));
}

/** Forgets what waits; true: something did. */
export async function dropPlanRequest(tx: Transaction, subscriptionId: string): Promise<boolean> {
  const gone = await tx.delete(planRequests).where(eq(planRequests.subscriptionId, subscriptionId)).returning();
  return gone.length > 0;
}
