/** What a worker tells of itself once a second: how things stand there, not what it has served. */
import { z } from 'zod';
import { runtimeSchema } from '#base/metrics/runtime.ts';
import { environmentSchema } from '#gateway/snapshot.ts';

/** An API as metrics call it. */
export const apiNameSchema = z.strictObject({ apiId: z.string(), name: z.string() });

/** Requests of one API that ended before their answer did, since the last look. */
const brokenSchema = z.strictObject({
  api: z.string(),
  environment: environmentSchema,
  outcome: z.enum(['cut', 'abandoned']),
  calls: z.number().int(),
});
export type Broken = z.infer<typeof brokenSchema>;

/** How a gateway stands. */
export const gatewayLookSchema = z.strictObject({
  revision: z.number().nullable(),
  snapshotAgeMs: z.number().nullable(),
  controlConnected: z.boolean(),
  /** Clients' connections. */
  connections: z.number().int(),
  /** Targets of upstreams that are left alone after failures. */
  ejectedTargets: z.number().int(),
  broken: z.array(brokenSchema),
});
export type GatewayLook = z.infer<typeof gatewayLookSchema>;

export const workerStateSchema = gatewayLookSchema.extend({
  runtime: runtimeSchema,
  /** The APIs of the snapshot; null when they are those of the state before. */
  apis: z.array(apiNameSchema).nullable(),
});
export type WorkerState = z.infer<typeof workerStateSchema>;
