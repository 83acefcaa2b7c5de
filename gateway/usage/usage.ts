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
import { bodiesOf } from '#gateway/usage/parcel-text.ts';
import { openSampling, type RequestLog } from '#gateway/usage/sampling.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openTextBuffer } from '#gateway/usage/text-buffer.ts';
import { openWrittenSums } from '#gateway/usage/written-sums.ts';

/** One hand-over: parcels as bytes already, so that the other side has nothing to do but to write them down. */
export const usageBatchSchema = z.strictObject({
  /** Parcels without sequence; each has memory of its own, which may be transferred. */
  bodies: z.array(z.instanceof<typeof Uint8Array<ArrayBuffer>>(Uint8Array)).readonly(),
  lostRequests: z.number().int(),
  /** The counts by API, for the figures of the process: with the last hand-over of what was taken at one time. */
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
  /** Takes a hand-over, and does not wait. */
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

  const handOverWritten = (madeAtMs: number, apiSums: UsageBatch['apiSums']): void => {
    const uses = keyUses.take().map((use) => JSON.stringify(use));
    const parts = { madeAtMs, ...written.take(), apiKeys: uses.join(), lostRequests };
    const bodies = entries.take((requests) => bodiesOf({ ...parts, requests }));
    handOver({ bodies, lostRequests, apiSums });
    lostRequests = 0;
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
    if (done === sums.length) {
      handOverWritten(nowMs, written.takeApiSums());
      taken = null;
      return;
    }
    if (written.length() >= limits.usageHandOverLength) handOverWritten(nowMs, []);
    next = setImmediate(handOverSome);
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
