/** What a worker is started with: plain data, because it crosses to another thread. */
import { z } from 'zod';
import { environmentSchema } from '#gateway/snapshot.ts';

const times = <Name extends string>(names: readonly Name[]) => z.record(z.enum(names), z.number());

/** Memory that all workers see, by name: what must be counted once for all of them lives there. */
const sharedSchema = z.record(z.string(), z.instanceof(SharedArrayBuffer));
export type Shared = z.infer<typeof sharedSchema>;

export const workerDataSchema = z.strictObject({
  /** From 1 on; whoever replaces a worker has its number. It stands on every line of the worker's log. */
  worker: z.number().int(),
  listeners: z.array(
    z.strictObject({
      environment: environmentSchema.nullable(),
      host: z.string(),
      port: z.number().int(),
      tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
      reusePort: z.boolean(),
    }),
  ),
  control: z.strictObject({ url: z.string(), key: z.string() }),
  dataFolder: z.string(),
  trustProxy: z.boolean(),
  logLevel: z.enum(['info', 'warn', 'error']),
  /** Others serve already: do not stand in their way with refusals before there is a snapshot. */
  listenWithSnapshot: z.boolean(),
  shared: sharedSchema,
  upstreamTimes: times(['connectMs', 'firstByteMs', 'stallMs']).exactOptional(),
  clientTimes: times(['headMs', 'idleMs', 'stallMs', 'bodyMs']).exactOptional(),
  deadlineStepMs: z.number().exactOptional(),
});
export type WorkerData = z.infer<typeof workerDataSchema>;
