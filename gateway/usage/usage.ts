/**
 * What a worker keeps of its requests until it hands it over, once a second and without waiting for anybody: counts of all, and
 * entries of the log for those that are to be logged.
 */
import { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import { apiSumSchema } from '#gateway/usage/api-sums.ts';
import { openCounts, type Counted, type Taken } from '#gateway/usage/counts.ts';
import { entryText } from '#gateway/usage/json-text.ts';
import { openKeyUses } from '#gateway/usage/key-uses.ts';
import type { QuotaUse } from '#gateway/usage/parcel.ts';
import { openSampling, type RequestLog } from '#gateway/usage/sampling.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openTextBuffer } from '#gateway/usage/text-buffer.ts';
import { openWrittenSums } from '#gateway/usage/written-sums.ts';

/** One hand-over: parts of parcels, as text already, so that the other side has nothing to do with each of them. */
export const usageBatchSchema = z.strictObject({
  madeAtMs: z.number(),
  /** Counts, quotas and uses of API keys as JSON, with commas between. */
  counts: z.string(),
  quotas: z.string(),
  apiKeys: z.string(),
  /** Entries as JSON, each with a comma behind it: blocks of bytes, in order; no entry is divided between two. */
  requests: z.array(z.instanceof(Uint8Array)).readonly(),
  lostRequests: z.number().int(),
  /** The counts by API, for the figures of the process. */
  apiSums: z.array(apiSumSchema),
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
  const keyUses = openKeyUses();
  const written = openWrittenSums(quotaUse);
  const entries = openTextBuffer(limits.usageEntryBytes);
  /** What is being handed over, and how many of its sums have been written. */
  let taken: Taken | null = null;
  let done = 0;
  let next: NodeJS.Immediate | undefined;
  let lostRequests = 0;

  const handOverWritten = (madeAtMs: number): void => {
    const apiKeys = keyUses.take().map((use) => JSON.stringify(use));
    const batch = { madeAtMs, ...written.take(), apiKeys: apiKeys.join(), lostRequests };
    lostRequests = 0;
    entries.take((blocks) => handOver({ ...batch, requests: blocks }));
  };

  /** Writes some of what was taken: thousands of sums at once would stop all requests for as long. */
  const handOverSome = (): void => {
    next = undefined;
    if (taken === null) return;
    const nowMs = clock.nowMs();
    const { sums, log } = taken;
    for (const of of sums.slice(done, done + limits.usageSumsAtOnce)) {
      written.add(of, log.sumOf(done), nowMs);
      done += 1;
    }
    const isLast = done === sums.length;
    if (isLast || written.length() >= limits.usageHandOverLength) handOverWritten(nowMs);
    if (isLast) taken = null;
    else next = setImmediate(handOverSome);
  };
  const isUnderWay = (): boolean => taken !== null;
  const finish = (): void => {
    clearImmediate(next);
    while (isUnderWay()) handOverSome();
  };
  const flush = (): void => {
    // What is noted from now on goes where the one before was.
    finish();
    taken = counts.take();
    done = 0;
    taken.log.sort(taken.sums.length);
    if (taken.sums.length === 0) taken = null;
    else handOverSome();
  };
  const timer = setInterval(() => {
    sampling.renew();
    flush();
  }, limits.usageHandOverMs).unref();
  return {
    record: (served, counted) => {
      const counting = counts.add(served, counted);
      if (counted !== null && counted.apiKeyId !== null) keyUses.note(counted.apiKeyId, served.atMs);
      const weight = sampling.weightOf(served);
      // A gateway that cannot keep up loses entries, and says how many; it never loses requests over them.
      if (weight > 0 && !entries.add(`${entryText(served, counting, weight)},`)) lostRequests += 1;
      if (counts.full()) flush();
    },
    close: () => {
      clearInterval(timer);
      flush();
      finish();
    },
  };
}
