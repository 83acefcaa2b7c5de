/** How far the quotas of a plan are used up, from what the gateways have noted: pure. */
import { createCalendar, moveCalendar } from '#base/calendar.ts';
import { limits } from '#base/limits.ts';
import type { plans, quotaUses } from '#database/tables.ts';

export type QuotaPlan = Pick<typeof plans.$inferSelect, 'quotaPerDay' | 'quotaPerMonth' | 'atLimit'>;
export type QuotaUseRow = Pick<typeof quotaUses.$inferSelect, 'window' | 'number' | 'used' | 'notedAt'>;

export type QuotaWindow = {
  readonly window: 'day' | 'month';
  readonly limit: number;
  readonly used: number;
  /** Calls left; 0 also when more were used than the limit allows: a plan that flags, or a new limit below what was used. */
  readonly remaining: number;
  readonly endsAt: Date;
  /** When the last call was noted, in this window; null: none. Of a quota that refuses: since when it is used up. */
  readonly notedAt: Date | null;
};

/**
 * The quotas of `plan` in the day and the month of `now` in `timeZone`: the day first. Empty: the plan has none.
 *
 * A row of an earlier window says nothing about this one; what a later one used, which only a provider that moved to another
 * time zone can have, goes along (`enterWindow` in gateway/limits).
 */
export function quotaWindows(
  plan: QuotaPlan,
  timeZone: string,
  uses: readonly QuotaUseRow[],
  now: Date,
): QuotaWindow[] {
  const calendar = createCalendar(timeZone);
  moveCalendar(calendar, now.getTime());
  const windows = [
    { window: 'day', most: plan.quotaPerDay, number: calendar.day, endsAtMs: calendar.dayEndMs },
    { window: 'month', most: plan.quotaPerMonth, number: calendar.month, endsAtMs: calendar.monthEndMs },
  ] as const;
  return windows.flatMap(({ window, most, number, endsAtMs }) => {
    if (most === null) return [];
    const row = uses.find((one) => one.window === window && one.number >= number);
    const limit = Math.min(most, limits.quotaCalls);
    const used = row?.used ?? 0;
    const remaining = Math.max(0, limit - used);
    return [{ window, limit, used, remaining, endsAt: new Date(endsAtMs), notedAt: row?.notedAt ?? null }];
  });
}
