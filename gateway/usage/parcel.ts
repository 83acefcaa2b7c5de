/**
 * A parcel: what a worker has counted and logged in a second, with a number by which it is taken once. It is a line of JSON in the
 * spool and on its way to the control process.
 */
import { z } from 'zod';
import { environmentSchema } from '#gateway/snapshot.ts';

const whole = z.number().int();
const count = whole.nonnegative();
/** Flat pairs of a bin's key (`latency.ts`) and how many latencies fell into it. */
const latencies = z.array(whole);

/** Requests of one minute, by an application at an API; null: not known. */
export const countSchema = z.strictObject({
  /** Minutes since the Unix epoch, by the requests' own time: when their heads were complete. */
  minute: whole,
  environment: environmentSchema.nullable(),
  apiId: z.string().nullable(),
  applicationId: z.string().nullable(),
  providerId: z.string().nullable(),
  /** By the first digit of the status; 0 for those that had none. */
  byClass: z.array(count).length(6),
  /** Refusals by the gateway itself. */
  byReason: z.record(z.string(), count),
  /** Let through above a quota whose plan says so. */
  flagged: count,
  requestBytes: count,
  answerBytes: count,
  total: latencies,
  /** Of those that went upstream alone. */
  upstream: latencies,
});
export type Count = z.infer<typeof countSchema>;

const windowSchema = z.strictObject({
  /** Grows from one window to the next. */
  number: whole,
  used: count,
  endsAtMs: z.number(),
});

/** What is used of the quotas of one subject (application or organisation) under a product; null: no such quota. */
export const quotaUseSchema = z.strictObject({
  subjectId: z.string(),
  productId: z.string(),
  day: windowSchema.nullable(),
  month: windowSchema.nullable(),
});
export type QuotaUse = z.infer<typeof quotaUseSchema>;

/** That an API key was used; told by each worker at its first call of an hour. */
export const keyUseSchema = z.strictObject({ id: z.string(), atMs: z.number() });
export type KeyUse = z.infer<typeof keyUseSchema>;

export const outcomeSchema = z.enum([
  /** The upstream's answer went out whole. */
  'answered',
  /** The gateway itself answered. */
  'refused',
  /** The answer broke off. */
  'cut',
  /** The client went away before its end. */
  'abandoned',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** One request in the log. No secret, no query, no body and no value from its path stands in it. */
export const logEntrySchema = z.strictObject({
  id: z.string(),
  atMs: z.number(),
  environment: environmentSchema.nullable(),
  apiId: z.string().nullable(),
  applicationId: z.string().nullable(),
  providerId: z.string().nullable(),
  /** Null where the head was no request. */
  method: z.string().nullable(),
  /** Path of the contract's operation (`/datasets/{dataset}`), or what is left of the path after masking; null as above. */
  operation: z.string().nullable(),
  /** 0 where no answer had begun. */
  status: count,
  outcome: outcomeSchema,
  reason: z.string().nullable(),
  requestBytes: count,
  answerBytes: count,
  totalUs: count,
  upstreamUs: count,
  /** For how many requests it stands. */
  weight: count,
  traceId: z.string().nullable(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const parcelSchema = z.strictObject({
  /** From 1 on, per spool; never used twice. */
  sequence: whole.positive(),
  madeAtMs: z.number(),
  counts: z.array(countSchema),
  quotas: z.array(quotaUseSchema),
  // Parcels of older gateways that wait on the disk know nothing of it.
  apiKeys: z.array(keyUseSchema).default([]),
  requests: z.array(logEntrySchema),
  /** Requests that were to be logged and found no room. */
  lostRequests: count,
});
export type Parcel = z.infer<typeof parcelSchema>;
