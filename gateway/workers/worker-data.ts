/** What a worker is started with: plain data, because it crosses to another thread. */
import { z } from 'zod';
import { environmentSchema } from '#gateway/snapshot.ts';
import { requestLogSchema } from '#gateway/usage/sampling.ts';
import { tracingSchema } from '#gateway/tracing/trace.ts';

const times = <Name extends string>(names: readonly Name[]) => z.record(z.enum(names), z.number());

/** Memory that all workers see: what must be counted once for all of them. */
const memory = z.instanceof(SharedArrayBuffer);
const limitMemorySchema = z.strictObject({
  capacity: z.number().int(),
  control: memory,
  index: memory,
  rows: memory,
  dirty: memory,
});

export const workerDataSchema = z.strictObject({
  /** From 1 on; whoever replaces a worker has its number. It stands on every line of the worker's log. */
  worker: z.number().int(),
  listeners: z.array(
    z.strictObject({
      environment: environmentSchema.nullable(),
      host: z.string(),
      port: z.number().int(),
      tls: z
        .strictObject({
          pair: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
          folder: z.string().optional(),
        })
        .optional(),
      proxyPeers: z.array(z.string()).readonly().optional(),
      reusePort: z.boolean(),
    }),
  ),
  control: z.strictObject({ url: z.string(), key: z.string() }),
  dataFolder: z.string(),
  trustProxy: z.boolean(),
  logLevel: z.enum(['info', 'warn', 'error']),
  requestLog: requestLogSchema.exactOptional(),
  /** False: nothing is counted or logged, which is for measurements. */
  countsUsage: z.boolean().exactOptional(),
  tracing: tracingSchema.exactOptional(),
  /** Others serve already: do not stand in their way with refusals before there is a snapshot. */
  listenWithSnapshot: z.boolean(),
  limitMemory: limitMemorySchema,
  upstreamTimes: times(['connectMs', 'firstByteMs', 'stallMs']).exactOptional(),
  clientTimes: times(['headMs', 'idleMs', 'stallMs', 'bodyMs']).exactOptional(),
  deadlineStepMs: z.number().exactOptional(),
});
export type WorkerData = z.infer<typeof workerDataSchema>;
