/** Plans for the tests of limits. */
import { limitRows, type LimitTable } from '#gateway/limits/limit-memory.ts';
import type { CompiledPlan, SnapshotPlan } from '#gateway/limits/plan.ts';

/** A plan of one application at one product, in Paris, without any limit but those given. */
export function samplePlan(changes: Partial<SnapshotPlan> = {}): SnapshotPlan {
  return {
    ...{ id: 'plan', slug: 'default', productId: 'product' },
    ...{ per: 'application', atLimit: 'refuse', timeZone: 'Europe/Paris' },
    ...{ ratePerSecond: null, burst: null, quotaPerDay: null, quotaPerMonth: null },
    ...changes,
  };
}

/** The row of a subject's quotas, which is also that of its rate where the plan counts each application. */
export function rowOf(table: LimitTable, subjectId: string, plan: CompiledPlan): number {
  return limitRows(table, subjectId, plan).row;
}
