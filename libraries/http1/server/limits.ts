import type { RequestRules } from '#http1/request-head.ts';

/** What a client may send, and how long it may take. */
export type ServerLimits = RequestRules & {
  readonly maximumBodyBytes: number;
  /** From the first byte of a head to its last. */
  readonly headMs: number;
  /** Between two requests, and before the first. */
  readonly idleMs: number;
  /** Between two pieces of a body, and between two moments in which an answer moves on. */
  readonly stallMs: number;
  /** From the first byte of a body to its last. */
  readonly bodyMs: number;
  /** How long what still comes is read and dropped after the last answer, so that a reset does not destroy it on its way. */
  readonly lingerMs: number;
};
