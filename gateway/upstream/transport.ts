/**
 * The seam between the gateway and the wire to the services behind it. What is above decides and words; what is below
 * only carries one request and one answer, streaming both ways.
 */
import type { Readable } from 'node:stream';
import type { Fields } from '#gateway/head/fields.ts';

export type UpstreamRequest = {
  /** `http://127.0.0.1:8005`; a path in it stands before `target`. */
  readonly upstream: string;
  readonly method: string;
  /** Path and query, forwarded as they are. */
  readonly target: string;
  readonly fields: Fields;
  readonly body: Readable | null;
  /** Aborted when the client goes away: the upstream's connection is destroyed. */
  readonly signal: AbortSignal;
};

export type UpstreamAnswer = {
  readonly status: number;
  readonly statusText: string;
  readonly fields: Fields;
  /** Ends when the answer is complete; fails when the upstream breaks off in the middle. */
  readonly body: Readable;
};

export type UpstreamFailureReason = 'upstream.unreachable' | 'upstream.broken' | 'upstream.slow';

export type UpstreamOutcome =
  | { readonly kind: 'answer'; readonly answer: UpstreamAnswer }
  | { readonly kind: 'failure'; readonly reason: UpstreamFailureReason; readonly cause: unknown };

export type Transport = {
  /** Sends a request; gives the head of the answer, or why there is none. */
  readonly send: (request: UpstreamRequest) => Promise<UpstreamOutcome>;
  /** Destroys every connection. */
  readonly close: () => Promise<void>;
};

export type TransportLimits = {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
};
