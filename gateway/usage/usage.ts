/**
 * What a gateway keeps of its requests until it hands it over, once a second and without waiting for anybody: counts of
 * all, and a line of the log for those that are to be logged.
 */
import { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import { countSchema, openCounts, type Counted } from '#gateway/usage/counts.ts';
import { openLineBuffer } from '#gateway/usage/line-buffer.ts';
import { logLine } from '#gateway/usage/log-line.ts';
import type { Served } from '#gateway/usage/served.ts';

export const requestLogSchema = z.enum(['all', 'refused', 'off']);
/** Which requests get a line: all, or those that the gateway refused or could not serve to their end. */
export type RequestLog = z.infer<typeof requestLogSchema>;

/** One hand-over. */
export const usageBatchSchema = z.strictObject({
  atMs: z.number(),
  counts: z.array(countSchema),
  /** Lines of JSON, each with its line feed: blocks of bytes, in order. */
  lines: z.array(z.instanceof(Uint8Array)).readonly(),
  /** Lines that found no room. */
  droppedLines: z.number().int(),
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
  /** Takes a hand-over; does not wait, and keeps no block of lines that it has not copied. */
  readonly handOver: (batch: UsageBatch) => void;
};

export function openUsage({ requestLog, clock, handOver }: UsageOptions): Usage {
  const counts = openCounts();
  const lines = openLineBuffer(limits.usageLineBytes);
  let droppedLines = 0;
  const flush = (): void => {
    const taken = counts.take();
    if (taken.length === 0) return;
    const batch = { atMs: clock.nowMs(), counts: taken, droppedLines };
    droppedLines = 0;
    lines.take((blocks) => handOver({ ...batch, lines: blocks }));
  };
  const timer = setInterval(flush, limits.usageHandOverMs).unref();
  return {
    record: (served, counted) => {
      const { place } = counts.add(served, counted);
      if (requestLog === 'off' || (requestLog === 'refused' && served.outcome === 'answered')) return;
      // A gateway that cannot keep up loses lines, and says how many; it never loses requests over them.
      if (!lines.add(logLine(served, place))) droppedLines += 1;
    },
    close: () => {
      clearInterval(timer);
      flush();
    },
  };
}
