/**
 * What a gateway hands over, as it comes in: the gateway's side is `gateway/usage/parcel.ts`, and a test in `commands/serve` holds
 * the two together. A newer gateway may say more: what is not known here is passed over.
 */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { logEntrySchema, type LogEntry } from '#metering/request-log/entry.ts';
import { greatestKey, leastKey } from '#metering/tally/sketch.ts';

/** What no minute can hold is damaged, and would make sums that neither numbers nor columns can hold. */
const countSchema = z.number().int().nonnegative().max(limits.usageCountedCalls);
const bytesSchema = z.number().int().nonnegative().max(limits.usageCountedBytes);
const momentSchema = z
  .number()
  .min(0)
  .max(Date.UTC(2200, 0, 1));

const idSchema = z.guid().toLowerCase();

const placeFields = {
  environment: z.enum(['sandbox', 'production']).nullable(),
  apiId: idSchema.nullable(),
  applicationId: idSchema.nullable(),
  providerId: idSchema.nullable(),
};

/** Flat pairs of a bin's key and its count. */
const sketchSchema = z
  .array(z.number().int())
  .max(2 * (greatestKey - leastKey + 1))
  .refine((pairs) => pairs.length % 2 === 0 && pairs.every(fitsSketch), 'expected pairs of key and count');

function fitsSketch(value: number, index: number): boolean {
  return index % 2 === 0 ? value >= leastKey && value <= greatestKey : value > 0 && value <= limits.usageCountedCalls;
}

export const countedSchema = z.object({
  /** Minutes since the Unix epoch, of the requests' own time. */
  minute: z
    .number()
    .int()
    .min(0)
    .max(Date.UTC(2200, 0, 1) / 60_000),
  ...placeFields,
  /** Answers by the first digit of their status, 1 to 5; first those without any. */
  byClass: z.array(countSchema).length(6),
  byReason: z.record(z.string().regex(/^[\w.-]{1,80}$/), countSchema),
  flagged: countSchema,
  requestBytes: bytesSchema,
  answerBytes: bytesSchema,
  /** Latencies, as bins of metering/tally/sketch.ts. */
  total: sketchSchema,
  upstream: sketchSchema,
});
/** Calls of one application at one API within one minute. */
export type Counted = z.infer<typeof countedSchema>;

const windowSchema = z
  .object({ number: z.int32().nonnegative(), used: countSchema, endsAtMs: momentSchema })
  .nullable();

export const quotaSchema = z.object({
  /** Application or organisation, as the plan says. */
  subjectId: idSchema,
  productId: idSchema,
  day: windowSchema,
  month: windowSchema,
});
/** How far quotas have been used. */
export type QuotaState = z.infer<typeof quotaSchema>;

/** That an API key was used. */
export const keyUseSchema = z.object({ id: idSchema, atMs: momentSchema });
export type KeyUse = z.infer<typeof keyUseSchema>;

/** Read one by one: a word of a client's that nobody foresaw may cost its own entry, never the counts beside it. */
export const requestSchema = z.object(logEntrySchema.shape);

export const parcelSchema = z.object({
  /** From 1, without gaps, per spool. */
  sequence: z.number().int().min(1),
  counts: z.array(z.unknown()),
  quotas: z.array(z.unknown()),
  // Older gateways say nothing of it.
  apiKeys: z.array(z.unknown()).default([]),
  requests: z.array(z.unknown()),
  /** Requests that were to be logged and found no room. */
  lostRequests: countSchema,
});

export type Parcel = {
  readonly sequence: number;
  readonly counts: readonly Counted[];
  readonly quotas: readonly QuotaState[];
  readonly apiKeys: readonly KeyUse[];
  readonly requests: readonly LogEntry[];
  readonly lostRequests: number;
};

/** What every parcel must have, whatever else can be read of it. */
export const numberedSchema = z.looseObject({ sequence: z.number().int().min(1) });
export type NumberedParcel = z.infer<typeof numberedSchema>;
