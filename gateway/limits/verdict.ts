/** What `takeFrom` finds: one object for each thread, written anew by every call. Read it before the next. */
import type { Reason } from '#gateway/refusals/reasons.ts';

export type LimitReason = Extract<Reason, `limit.${string}`>;

/** Of a limit that the plan does not have, the figures mean nothing. */
export type Verdict = {
  /** Null: the request was let through, and counted. */
  refusedBy: LimitReason | null;
  /** It was let through above a quota, by a plan that flags such calls. */
  flagged: boolean;
  /** Requests that may come at once, and whole seconds until the bucket is full again. */
  rateRemaining: number;
  rateResetSeconds: number;
  /** Requests left in the calendar day and month, and whole seconds until they end. */
  dayRemaining: number;
  dayResetSeconds: number;
  monthRemaining: number;
  monthResetSeconds: number;
  /** After a refusal, whole seconds (at least 1) until a request can pass; else 0. */
  retryAfterSeconds: number;
};

export function emptyVerdict(): Verdict {
  return {
    refusedBy: null,
    flagged: false,
    rateRemaining: 0,
    rateResetSeconds: 0,
    dayRemaining: 0,
    dayResetSeconds: 0,
    monthRemaining: 0,
    monthResetSeconds: 0,
    retryAfterSeconds: 0,
  };
}
