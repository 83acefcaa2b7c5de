/** Limits as the exchanges of one gateway use them: which hold for an application, and whether a request is within. */
import type { Clock } from '#base/clock.ts';
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { createCalendar } from '#gateway/limits/calendar.ts';
import { prepareLimitFields, type LimitFields } from '#gateway/limits/limit-fields.ts';
import { monotonicNowMs, openLimitTable, rowOf, type LimitMemory } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import type { Verdict } from '#gateway/limits/verdict.ts';

/** The limits of one application at one API, ready to be taken from. */
export type ApplicationLimit = { readonly source: SnapshotPlan; readonly row: number; readonly fields: LimitFields };

export type Limiter = {
  /** Gives the limits of the plan that `application` uses the API of `route` under; null when it has none. */
  readonly limitFor: (
    snapshot: CompiledSnapshot,
    route: CompiledRoute,
    application: CompiledApplication,
  ) => ApplicationLimit | null;
  /** Takes one request; the verdict holds until the next call. */
  readonly take: (limit: ApplicationLimit) => Verdict;
};

export function openLimiter(memory: LimitMemory, clock: Clock): Limiter {
  const table = openLimitTable(memory);
  const calendar = createCalendar();
  /** A plan, an application is the same object for as long as it says the same. */
  const fieldsOfPlan = new WeakMap<SnapshotPlan, Map<CompiledRoute['dialect'], LimitFields>>();
  const limitsOf = new WeakMap<CompiledApplication, readonly ApplicationLimit[]>();

  function fieldsFor(source: SnapshotPlan, dialect: CompiledRoute['dialect']): LimitFields {
    const byDialect = fieldsOfPlan.get(source) ?? new Map<CompiledRoute['dialect'], LimitFields>();
    fieldsOfPlan.set(source, byDialect);
    const fields = byDialect.get(dialect) ?? prepareLimitFields(compilePlan(source, calendar), dialect);
    byDialect.set(dialect, fields);
    return fields;
  }

  return {
    limitFor: ({ plans }, { apiId, dialect }, application) => {
      const planId = application.subscriptions[apiId]?.planId;
      const source = planId === undefined ? undefined : plans.get(planId);
      if (source === undefined) return null;
      const known = limitsOf.get(application) ?? [];
      const found = known.find((limit) => limit.source === source && limit.fields.dialect === dialect);
      if (found !== undefined) return found.fields.beginning === '' ? null : found;
      const fields = fieldsFor(source, dialect);
      const row = fields.beginning === '' ? -1 : rowOf(table, application.id, fields.plan);
      const limit = { source, row, fields };
      // Of a plan that has changed only the present form is kept.
      const living = known.filter((one) => one.source.id !== source.id || one.fields.dialect !== dialect);
      limitsOf.set(application, [...living, limit]);
      return fields.beginning === '' ? null : limit;
    },
    take: ({ row, fields }) => takeFrom(table, row, fields.plan, monotonicNowMs(table), clock.nowMs()),
  };
}
