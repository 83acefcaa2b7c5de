/** An entry of the request log, as gateways send it and the table `metering.requests` keeps it. No secret, no query, no body stands in it. */
import { z } from 'zod';

export const outcomes = ['answered', 'refused', 'cut', 'abandoned'] as const;
/** What became of a request: answered whole, refused by the gateway, its answer broke off, or its client went away. */
export type LoggedOutcome = (typeof outcomes)[number];

const numberSchema = z.number().int().nonnegative();
// Nothing that breaks a line or ends a text: these words come from clients.
const wordSchema = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u);

/** The number of a request: 32 hexadecimal digits, as the client got it in `X-Request-Id`. */
export const requestIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

export const logEntrySchema = z.strictObject({
  id: requestIdSchema,
  /** When its head was complete. */
  atMs: numberSchema,
  /** Null, as the ids: not known. */
  environment: z.enum(['sandbox', 'production']).nullable(),
  apiId: z.guid().nullable(),
  applicationId: z.guid().nullable(),
  providerId: z.guid().nullable(),
  /** Null: what came was no request. */
  method: wordSchema.max(64).nullable(),
  /** Path of the operation in the contract, or the path with every segment masked that might name somebody; never a query. */
  operation: wordSchema.max(2048).nullable(),
  /** 0: no answer had begun. */
  status: numberSchema.max(999),
  outcome: z.enum(outcomes),
  /** Why the gateway refused it, or gave up; null: it did not. */
  reason: wordSchema.max(100).nullable(),
  requestBytes: numberSchema,
  answerBytes: numberSchema,
  /** Microseconds in all, and of these upstream. */
  totalUs: numberSchema,
  upstreamUs: numberSchema,
  /** For how many requests the entry stands: of many alike, one in so many is kept. */
  weight: numberSchema.min(1).max(2_147_483_647),
  /** Of W3C Trace Context. */
  traceId: requestIdSchema.nullable(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;
