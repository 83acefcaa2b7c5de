/**
 * What a worker keeps of its requests until it hands it over, once a second and without waiting for anybody: counts of all, and
 * entries of the log for those that are to be logged.
 */
import { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import { openCounts, type Counted, type Counting } from '#gateway/usage/counts.ts';
import { countText, entryText } from '#gateway/usage/json-text.ts';
import type { QuotaUse } from '#gateway/usage/parcel.ts';
import { openSampling, type RequestLog } from '#gateway/usage/sampling.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openTextBuffer } from '#gateway/usage/text-buffer.ts';

/** One hand-over: parts of parcels, as text already, so that the other side has nothing to do with each of them. */
export const usageBatchSchema = z.strictObject({
  madeAtMs: z.number(),
  /** Counts and quotas as JSON, with commas between. */
  counts: z.string(),
  quotas: z.string(),
  /** Entries as JSON, each with a comma behind it: blocks of bytes, in order; no entry is divided between two. */
  requests: z.array(z.instanceof(Uint8Array)).readonly(),
  lostRequests: z.number().int(),
});
export type UsageBatch = z.infer<typeof usageBatchSchema>;

export type Usage = {
  /** Records a request; `counted` is its caller, if there is one: it must always be of this application at this API. */
  readonly record: (served: Served, counted: Counted | null) => void;
  /** Hands over what is left. */
  readonly close: () => void;
};

type UsageOptions = {
  readonly requestLog: RequestLog;
  readonly clock: Clock;
  /** What has been used of the quotas of a limit. */
  readonly quotaUse: (limit: ApplicationLimit, nowMs: number) => QuotaUse | null;
  /** Takes a hand-over; does not wait, and keeps no block that it has not copied. */
  readonly handOver: (batch: UsageBatch) => void;
};

/** For a gateway whose usage nobody takes. */
export const noUsage: Usage = { record: () => undefined, close: () => undefined };

export function openUsage({ requestLog, clock, quotaUse, handOver }: UsageOptions): Usage {
  const counts = openCounts();
  const sampling = openSampling(requestLog);
  const entries = openTextBuffer(limits.usageEntryBytes);
  /** Counted, and not handed over yet. */
  let waiting: readonly Counting[] = [];
  let next: NodeJS.Immediate | undefined;
  let lostRequests = 0;

  /** Hands over some of what waits: thousands of counts at once would stop all requests for as long. */
  const handOverSome = (): void => {
    next = undefined;
    const nowMs = clock.nowMs();
    const quotas = new Map<string, QuotaUse>();
    let text = '';
    let taken = 0;
    for (const counting of waiting) {
      if (text.length >= limits.usageHandOverLength) break;
      text += text === '' ? countText(counting) : `,${countText(counting)}`;
      const use = counting.limit === null ? null : quotaUse(counting.limit, nowMs);
      if (use !== null) quotas.set(`${use.subjectId} ${use.productId}`, use);
      taken += 1;
    }
    waiting = waiting.slice(taken);
    const quotaTexts = [...quotas.values()].map((use) => JSON.stringify(use));
    const batch = { madeAtMs: nowMs, counts: text, quotas: quotaTexts.join(), lostRequests };
    lostRequests = 0;
    entries.take((blocks) => handOver({ ...batch, requests: blocks }));
    if (waiting.length > 0) next = setImmediate(handOverSome);
  };
  const flush = (): void => {
    sampling.renew();
    waiting = [...waiting, ...counts.take()];
    if (waiting.length > 0 && next === undefined) handOverSome();
  };
  const timer = setInterval(flush, limits.usageHandOverMs).unref();
  return {
    record: (served, counted) => {
      counts.add(served, counted);
      const weight = sampling.weightOf(served);
      // A gateway that cannot keep up loses entries, and says how many; it never loses requests over them.
      if (weight > 0 && !entries.add(`${entryText(served, weight)},`)) lostRequests += 1;
    },
    close: () => {
      clearInterval(timer);
      flush();
      clearImmediate(next);
      while (waiting.length > 0) handOverSome();
      clearImmediate(next);
    },
  };
}
