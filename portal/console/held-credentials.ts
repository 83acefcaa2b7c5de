/** Tokens, and keys made for tests, for as long as they live: in memory, for the session that got them. */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';

export type HeldCredentials = {
  /** The one held under `key`; undefined: none that still lives. */
  readonly get: (key: string) => string | undefined;
  readonly put: (key: string, value: string, expiresAtMs: number) => void;
  readonly drop: (key: string) => void;
};

/** One that ends sooner than this is not used any more: the call may take a moment. */
const marginMs = 5_000;

export function openHeldCredentials(clock: Clock): HeldCredentials {
  const held = new Map<string, { readonly value: string; readonly expiresAtMs: number }>();
  return {
    get: (key) => {
      const found = held.get(key);
      if (found === undefined || found.expiresAtMs - marginMs > clock.nowMs()) return found?.value;
      held.delete(key);
      return undefined;
    },
    put: (key, value, expiresAtMs) => {
      held.delete(key);
      held.set(key, { value, expiresAtMs });
      const [oldest] = held.keys();
      if (held.size > limits.relayHeldCredentials && oldest !== undefined) held.delete(oldest);
    },
    drop: (key) => {
      held.delete(key);
    },
  };
}

/** Names what is held: for whom, for which application, and what it opens. */
export function heldKey(sessionId: string, applicationId: string, opens: string): string {
  return `${sessionId} ${applicationId} ${opens}`;
}
