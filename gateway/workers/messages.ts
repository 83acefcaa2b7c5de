/** What the supervisor and a worker say to each other. Both ends parse: a thread is a border like any other. */
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { workerStateSchema } from '#gateway/figures/worker-state.ts';
import { tracedBatchSchema } from '#gateway/tracing/span.ts';
import { usageBatchSchema } from '#gateway/usage/usage.ts';

/** What a worker does and then says that it has done: reads the certificate files again; collects its garbage. */
const errandSchema = z.enum(['reload', 'collect']);
export type Errand = z.infer<typeof errandSchema>;

/** From the supervisor. */
export const orderSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('errand'), errand: errandSchema }),
  /** End running requests, then everything. */
  z.strictObject({ type: z.literal('close') }),
]);
export type Order = z.infer<typeof orderSchema>;

const failureSchema = z.strictObject({
  message: z.string(),
  /** A refusal of ours, which the supervisor throws again as what it was. */
  problem: z.strictObject({ code: z.string(), status: z.number(), en: z.string(), fr: z.string() }).nullable(),
  /** `EADDRINUSE` and its like, with the port that it is about. */
  code: z.string().nullable(),
  port: z.number().nullable(),
});
export type StartFailure = z.infer<typeof failureSchema>;

const addressSchema = z.strictObject({ address: z.string(), family: z.string(), port: z.number() });

/** From a worker. */
export const reportSchema = z.discriminatedUnion('type', [
  /** Its listeners stand. */
  z.strictObject({ type: z.literal('listening'), addresses: z.array(addressSchema) }),
  /** Its first snapshot is in force. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('done'), errand: errandSchema }),
  /** Its counts and its log of the last second. */
  z.strictObject({ type: z.literal('usage'), batch: usageBatchSchema }),
  /** How it stands. */
  z.strictObject({ type: z.literal('state'), state: workerStateSchema }),
  /** Requests that were traced. */
  z.strictObject({ type: z.literal('traced'), batch: tracedBatchSchema }),
  /** It cannot start. */
  z.strictObject({ type: z.literal('failed'), failure: failureSchema }),
  /** A line of its log. It goes through the supervisor, where a thread that dies loses none that it has handed over. */
  z.strictObject({ type: z.literal('log'), line: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;

export function failureOf(cause: unknown): StartFailure {
  const problem = cause instanceof Problem ? { code: cause.code, status: cause.status, ...cause.text } : null;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  const port = cause instanceof Error && 'port' in cause && typeof cause.port === 'number' ? cause.port : null;
  return { message, problem, code, port };
}

/** The error that a worker failed with, as nearly as it can be had on this side. */
export function errorOf({ message, problem, code, port }: StartFailure): Error {
  if (problem !== null) return new Problem(problem.code, problem.status, { en: problem.en, fr: problem.fr });
  return Object.assign(new Error(message), code === null ? {} : { code }, port === null ? {} : { port });
}
