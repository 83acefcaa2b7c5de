import { desc, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { subscriptionDecisions } from '#database/tables.ts';

export type DecisionRow = typeof subscriptionDecisions.$inferSelect;

/** Gives the last step of each subscription: since when it is in its state, and why. */
export async function readLastSteps(
  tx: Transaction,
  subscriptionIds: readonly string[],
): Promise<ReadonlyMap<string, DecisionRow>> {
  if (subscriptionIds.length === 0) return new Map();
  const { subscriptionId, decidedAt, fromState, id } = subscriptionDecisions;
  const rows = await tx
    .selectDistinctOn([subscriptionId])
    .from(subscriptionDecisions)
    .where(inArray(subscriptionId, [...subscriptionIds]))
    // The request comes first, also when a decision was taken in the same millisecond.
    .orderBy(subscriptionId, desc(decidedAt), desc(sql`${fromState} is not null`), desc(id));
  return new Map(rows.map((row) => [row.subscriptionId, row]));
}
