/** What has been used of a subject's quotas, read from the memory of limits: nothing is counted, no window is begun. */
import { moveCalendar } from '#base/calendar.ts';
import { rowWord, rowWords, type LimitTable } from '#gateway/limits/limit-memory.ts';
import type { CompiledPlan } from '#gateway/limits/plan.ts';

/** One window of a quota. */
export type WindowUse = {
  /** Days since 1970-01-01, or 12 × year + month (from 0), in the zone of the product's provider. */
  readonly number: number;
  /** Calls let through in it, by all gateways that this one has heard of. */
  readonly used: number;
  readonly endsAtMs: number;
};

/**
 * Both windows are counted under every plan with a quota, so both are told: a plan that comes later may limit the other.
 * Null is for what is not counted.
 */
export type QuotaUse = {
  /** The application, or the organisation of a plan that counts all its applications together. */
  readonly subjectId: string;
  readonly productId: string;
  readonly day: WindowUse | null;
  readonly month: WindowUse | null;
};

/**
 * What `row` has used at `nowMs`: `takeFrom` at this moment would begin from the same figures.
 *
 * @param row of the quotas of `subjectId` under `plan`
 * @returns null when the plan has no quota, or the table had no row left
 */
export function usedOf(
  { words }: LimitTable,
  row: number,
  subjectId: string,
  plan: CompiledPlan,
  nowMs: number,
): QuotaUse | null {
  if (!plan.hasQuota || row < 0) return null;
  const { calendar, productId } = plan;
  moveCalendar(calendar, nowMs);
  const { day, dayEndMs, month, monthEndMs } = calendar;
  const at = row * rowWords;
  return {
    subjectId,
    productId,
    day: { number: day, used: usedIn(words, at, rowWord.day, day), endsAtMs: dayEndMs },
    month: { number: month, used: usedIn(words, at, rowWord.month, month), endsAtMs: monthEndMs },
  };
}

/** A later window than the row's has nothing used; to an earlier one what was used goes along, as in `enterWindow`. */
function usedIn(
  words: LimitTable['words'],
  at: number,
  offset: typeof rowWord.day | typeof rowWord.month,
  window: number,
): number {
  // Who begins a window writes its base first; and the base before the total, which grows. So this may be too low while
  // the next window begins, and is never too high: what was told once is never taken back.
  if (Atomics.load(words, at + offset) < window) return 0;
  const base = Atomics.load(words, at + offset + 1);
  return (Atomics.load(words, at + rowWord.total) - base) >>> 0;
}
