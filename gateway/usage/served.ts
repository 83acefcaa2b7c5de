/** A request that is done with, as usage and the request log see it. No secret, no query, no body stands in it. */
import type { CompiledApplication, CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Outcome } from '#gateway/usage/parcel.ts';

export type Served = {
  /** When its head was complete, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly requestId: string;
  readonly outcome: Outcome;
  /** Null where no API was found. */
  readonly route: CompiledRoute | null;
  /** Null where nobody was recognised. */
  readonly application: CompiledApplication | null;
  /** Null where the head was no request. */
  readonly method: string | null;
  readonly path: string | null;
  /** 0 where no answer had begun. */
  readonly status: number;
  readonly reason: Reason | null;
  /** Let through above a quota whose plan says so. */
  readonly flagged: boolean;
  /** The trace that it belongs to, as its caller or we have named it; null: none. 32 hexadecimal digits. */
  readonly traceId: string | null;
  readonly requestBytes: number;
  readonly answerBytes: number;
  /** From the end of the request's head to the end of the answer, in milliseconds. */
  readonly totalMs: number;
  /** Of these, from the sending upstream to the end; negative where it was not sent. */
  readonly upstreamMs: number;
};
