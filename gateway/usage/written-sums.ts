/** The sums of a hand-over as they are written down: as text for parcels, by API for figures, with the quotas that they took from. */
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import { openApiSums, type ApiSum } from '#gateway/usage/api-sums.ts';
import type { Sum } from '#gateway/usage/count-log.ts';
import type { Taken } from '#gateway/usage/counts.ts';
import { countText, quotaText } from '#gateway/usage/json-text.ts';
import type { QuotaUse } from '#gateway/usage/parcel.ts';

/** Sums, and the quotas as they stand, as JSON with commas between. */
export type Written = { readonly counts: string; readonly quotas: string };

export type WrittenSums = {
  readonly add: (of: Taken['sums'][number], sum: Sum, nowMs: number) => void;
  /** Characters of sums since the last time. */
  readonly length: () => number;
  /** Gives everything since the last time, but the sums by API. */
  readonly take: () => Written;
  /** Gives the sums by API since the last time. */
  readonly takeApiSums: () => ApiSum[];
};

/** @param quotaUse what has been used of the quotas of a limit */
export function openWrittenSums(quotaUse: (limit: ApplicationLimit, nowMs: number) => QuotaUse | null): WrittenSums {
  const apiSums = openApiSums();
  let counts = '';
  let quotas = new Map<string, QuotaUse>();
  return {
    add: (of, sum, nowMs) => {
      const { limit } = of.counting;
      apiSums.add(of.counting, sum);
      counts += counts === '' ? countText(of, sum) : `,${countText(of, sum)}`;
      const use = limit === null ? null : quotaUse(limit, nowMs);
      if (use !== null) quotas.set(`${use.subjectId} ${use.productId}`, use);
    },
    length: () => counts.length,
    take: () => {
      const written = { counts, quotas: Array.from(quotas.values(), quotaText).join() };
      counts = '';
      quotas = new Map();
      return written;
    },
    takeApiSums: apiSums.take,
  };
}
