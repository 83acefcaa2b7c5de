/**
 * Follows the request log. Entries arrive some seconds after their requests ended, and those of several gateways out of order:
 * so each look goes back a while, and gives what has not been given before.
 */
import { limits } from '#base/limits.ts';
import type { Logged } from '#metering/request-log/logged.ts';

export type Tail = {
  /** Gives what is new, oldest first. */
  readonly look: (nowMs: number) => Promise<Logged[]>;
};

/** @param read the newest entries from a moment on, as `request-log.list` gives them */
export function openTail(read: (from: string) => Promise<readonly Logged[]>): Tail {
  let given = new Map<string, number>();
  return {
    look: async (nowMs) => {
      const fromMs = nowMs - limits.requestTailWindowMs;
      const fresh = (await read(new Date(fromMs).toISOString())).filter(({ id }) => !given.has(id)).toReversed();
      given = new Map([...given].filter(([, atMs]) => atMs >= fromMs));
      for (const { id, at } of fresh) given.set(id, Date.parse(at));
      return fresh;
    },
  };
}
