/** A plan's limits prepared for `takeFrom`: every figure that does not change with the request. */
import { limits } from '#base/limits.ts';
import type { Calendar } from '#base/calendar.ts';
import type { Snapshot } from '#gateway/snapshot.ts';

export type SnapshotPlan = Snapshot['plans'][string];

export type CompiledPlan = {
  readonly id: string;
  readonly slug: string;
  readonly productId: string;
  /** All applications of an organisation are counted together. */
  readonly perOrganisation: boolean;
  /** Calls above a quota pass, and are flagged. */
  readonly flags: boolean;
  /** 0: no rate limit. */
  readonly ratePerSecond: number;
  /** Requests that a full bucket lets through at once. */
  readonly burst: number;
  /** Clock of the bucket: see `gcra`. */
  readonly ticksPerMs: number;
  /** Ticks that one request costs, that a full bucket holds, and that an arrival time may lie ahead of now. */
  readonly costTicks: number;
  readonly spanTicks: number;
  readonly aheadTicks: number;
  /** Requests a calendar day and month; `Infinity`: no limit. */
  readonly quotaPerDay: number;
  readonly quotaPerMonth: number;
  readonly hasQuota: boolean;
  readonly calendar: Calendar;
};

/** A tick is at least about a microsecond, so that 2^32 of them last for an hour; see `gcra`. */
const mostTicksPerSecond = 2 ** 20;
const mostSpanTicks = 2 ** 29;

/** Compiles a plan. `calendar` is the thread's own, shared by all plans of its time zone. */
export function compilePlan(plan: SnapshotPlan, calendar: Calendar): CompiledPlan {
  const { id, slug, productId } = plan;
  const perOrganisation = plan.per === 'organisation';
  const flags = plan.atLimit === 'flag';
  const quotaPerDay = quota(plan.quotaPerDay);
  const quotaPerMonth = quota(plan.quotaPerMonth);
  const hasQuota = quotaPerDay !== Number.POSITIVE_INFINITY || quotaPerMonth !== Number.POSITIVE_INFINITY;
  return {
    ...{ id, slug, productId, perOrganisation, flags },
    ...gcra(plan),
    quotaPerDay,
    quotaPerMonth,
    hasQuota,
    calendar,
  };
}

function quota(limit: number | null): number {
  return limit === null ? Number.POSITIVE_INFINITY : Math.min(Math.max(0, Math.trunc(limit)), limits.quotaCalls);
}

export type Gcra = Pick<
  CompiledPlan,
  'ratePerSecond' | 'burst' | 'ticksPerMs' | 'costTicks' | 'spanTicks' | 'aheadTicks'
>;

/**
 * GCRA (ITU-T I.371) in whole ticks. Each plan has a tick of its own, a whole fraction of the time that one request costs:
 * so nothing is ever rounded but the clock, once, by less than a tick. A tick is as short as two bounds allow:
 * - 2^20 ticks a second: 2^32 of them, after which the clock comes round, last 4,096 s or more;
 * - a full bucket holds 2^29 ticks at most, so that "ahead of now" and "long past" stay apart in 32 bits.
 *
 * An arrival time may lie two full buckets ahead: one that this gateway filled, one that others did (`shared-limits.ts`).
 */
export function gcra({ ratePerSecond, burst }: Pick<SnapshotPlan, 'ratePerSecond' | 'burst'>): Gcra {
  if (ratePerSecond === null || ratePerSecond <= 0) {
    return { ratePerSecond: 0, burst: 0, ticksPerMs: 0, costTicks: 0, spanTicks: 0, aheadTicks: 0 };
  }
  // To the nearest float32, as which rows note it: 15 and 0.5 as they are, 0.1 to 2 millionths of a percent.
  const rate = Math.fround(Math.min(ratePerSecond, mostTicksPerSecond));
  const cells = Math.min(Math.max(1, Math.trunc(burst ?? rate)), mostSpanTicks);
  const costTicks = Math.max(1, Math.floor(Math.min(mostTicksPerSecond / rate, mostSpanTicks / cells)));
  const spanTicks = cells * costTicks;
  return {
    ratePerSecond: rate,
    burst: cells,
    ticksPerMs: (rate * costTicks) / 1000,
    costTicks,
    spanTicks,
    aheadTicks: 2 * spanTicks,
  };
}
