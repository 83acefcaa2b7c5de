/** What a worker notes of a traced request, and how much of it it keeps until it hands it over. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { environmentSchema } from '#gateway/snapshot.ts';

/** A request that is traced. Neither query nor path, nor who called, stands in it. */
export const tracedSchema = z.strictObject({
  traceId: z.string(),
  parentId: z.string().nullable(),
  state: z.string(),
  serverId: z.string(),
  /** Null where it did not go upstream. */
  upstreamId: z.string().nullable(),
  /** In milliseconds since the Unix epoch, and from there on. */
  beganMs: z.number(),
  sentAfterMs: z.number(),
  endedAfterMs: z.number(),
  method: z.string().nullable(),
  /** Template of what was called: `/webstat/v1/datasets/{dataset}`; null where no API was found. */
  route: z.string().nullable(),
  secure: z.boolean(),
  /** 0 where no answer had begun. */
  status: z.number().int(),
  outcome: z.string(),
  api: z.string().nullable(),
  environment: environmentSchema.nullable(),
  reason: z.string().nullable(),
  requestId: z.string(),
});
export type Traced = z.infer<typeof tracedSchema>;

export const tracedBatchSchema = z.strictObject({
  requests: z.array(tracedSchema).readonly(),
  dropped: z.number().int(),
});
export type TracedBatch = z.infer<typeof tracedBatchSchema>;

export type TracedBuffer = {
  readonly add: (request: Traced) => void;
  /** Gives everything since the last time; null when there is nothing. */
  readonly take: () => TracedBatch | null;
};

export function openTracedBuffer(): TracedBuffer {
  let requests: Traced[] = [];
  let dropped = 0;
  return {
    add: (request) => {
      // Whoever samples too much loses spans, and learns of it; no request waits for them.
      if (requests.length < limits.tracedRequests) requests.push(request);
      else dropped += 1;
    },
    take: () => {
      if (requests.length === 0) return null;
      const taken = { requests, dropped };
      requests = [];
      dropped = 0;
      return taken;
    },
  };
}
