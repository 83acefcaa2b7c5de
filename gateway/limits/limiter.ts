/** Limits as the exchanges of one gateway use them: which hold for an application, and whether a request is within. */
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { createCalendar, type Calendar } from '#base/calendar.ts';
import { prepareLimitFields, type LimitFields } from '#gateway/limits/limit-fields.ts';
import { limitRows, noRow, openLimitTable, type LimitMemory, type LimitRows } from '#gateway/limits/limit-memory.ts';
import { compilePlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { usedOf, type QuotaUse } from '#gateway/limits/quota-use.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import type { Verdict } from '#gateway/limits/verdict.ts';

/** The limits of one application at one API, ready to be taken from. */
export type ApplicationLimit = LimitRows & {
  readonly source: SnapshotPlan;
  /** Whose calls are counted together: the application, or its organisation. */
  readonly subjectId: string;
  readonly fields: LimitFields;
};

export type Limiter = {
  /** Gives the limits of the plan that `application` uses the API of `route` under; null when it has none. */
  readonly limitFor: (
    snapshot: CompiledSnapshot,
    route: CompiledRoute,
    application: CompiledApplication,
  ) => ApplicationLimit | null;
  /** Takes one request that came at `arrivedMs` of `performance.now()`, `nowMs` of the clock; the verdict holds until the next call. */
  readonly take: (limit: ApplicationLimit, arrivedMs: number, nowMs: number) => Verdict;
  /** What has been used of the quotas at `nowMs` of the clock, as the next answer would say; null: the plan has none. Changes nothing. */
  readonly quotaUse: (limit: ApplicationLimit, nowMs: number) => QuotaUse | null;
};

const unlimited: LimitRows = { row: noRow, bucketRow: noRow };

export function openLimiter(memory: LimitMemory): Limiter {
  const table = openLimitTable(memory);
  const calendars = new Map<string, Calendar>();
  /** A plan, an application is the same object for as long as it says the same. */
  const fieldsOfPlan = new WeakMap<SnapshotPlan, Map<CompiledRoute['dialect'], LimitFields>>();
  const limitsOf = new WeakMap<CompiledApplication, readonly ApplicationLimit[]>();

  function calendarOf(timeZone: string): Calendar {
    const calendar = calendars.get(timeZone) ?? createCalendar(timeZone);
    calendars.set(timeZone, calendar);
    return calendar;
  }

  function fieldsFor(source: SnapshotPlan, dialect: CompiledRoute['dialect']): LimitFields {
    const byDialect = fieldsOfPlan.get(source) ?? new Map<CompiledRoute['dialect'], LimitFields>();
    fieldsOfPlan.set(source, byDialect);
    const fields =
      byDialect.get(dialect) ?? prepareLimitFields(compilePlan(source, calendarOf(source.timeZone)), dialect);
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
      const subjectId = fields.plan.perOrganisation ? application.organisationId : application.id;
      const rows = fields.beginning === '' ? unlimited : limitRows(table, subjectId, fields.plan);
      const limit = { source, subjectId, fields, ...rows };
      // Of a plan that has changed only the present form is kept.
      const living = known.filter((one) => one.source.id !== source.id || one.fields.dialect !== dialect);
      limitsOf.set(application, [...living, limit]);
      return fields.beginning === '' ? null : limit;
    },
    take: ({ row, bucketRow, fields }, arrivedMs, nowMs) =>
      takeFrom(table, row, fields.plan, arrivedMs + table.clockOffsetMs, nowMs, bucketRow),
    quotaUse: ({ subjectId, row, fields: { plan } }, nowMs) => usedOf(table, row, subjectId, plan, nowMs),
  };
}
