/**
 * Counts failures per key (an account, an address) in a window of time, and says who must wait. In memory, bounded: when
 * it is full, the key that failed first is forgotten.
 */
import { limits } from '#base/limits.ts';

export type FailureWindow = {
  /** Milliseconds that `key` must wait before it may try again; 0: none. */
  readonly waitMs: (key: string, nowMs: number) => number;
  /** Counts an attempt as failed before its outcome is known, so that many at once cannot slip through. */
  readonly count: (key: string, nowMs: number) => void;
  /** Takes one counted attempt back: it did not fail. */
  readonly uncount: (key: string) => void;
  /** Forgets all failures of `key`. */
  readonly forget: (key: string) => void;
};

type FailureOptions = { readonly failureLimit: number; readonly windowMs: number };
type Counted = { failures: number; readonly since: number };

/** Opens a window: `failureLimit` failures within `windowMs` of the first, then the rest of it must be waited. */
export function openFailureWindow({ failureLimit, windowMs }: FailureOptions): FailureWindow {
  const counts = new Map<string, Counted>();

  function current(key: string, nowMs: number): Counted | undefined {
    const counted = counts.get(key);
    if (counted === undefined || nowMs - counted.since < windowMs) return counted;
    counts.delete(key);
    return undefined;
  }

  function makeRoom(): void {
    if (counts.size < limits.passwordFailureKeys) return;
    const [oldest] = counts.keys();
    if (oldest !== undefined) counts.delete(oldest);
  }

  return {
    waitMs: (key, nowMs) => {
      const counted = current(key, nowMs);
      return counted === undefined || counted.failures < failureLimit ? 0 : counted.since + windowMs - nowMs;
    },
    count: (key, nowMs) => {
      const counted = current(key, nowMs);
      if (counted !== undefined) {
        counted.failures += 1;
        return;
      }
      makeRoom();
      counts.set(key, { failures: 1, since: nowMs });
    },
    uncount: (key) => {
      const counted = counts.get(key);
      if (counted !== undefined) counted.failures -= 1;
    },
    forget: (key) => {
      counts.delete(key);
    },
  };
}
