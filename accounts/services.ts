import type { Log } from '#base/log.ts';
import type { AccountThrottles } from '#accounts/throttles.ts';
import type { Registry } from '#registry/operation.ts';

/** What the doors of this room work on. */
export type AccountServices = {
  readonly registry: Registry;
  readonly throttles: AccountThrottles;
  readonly log: Log;
  /** Public address of the portal, without a slash at its end: passkeys are bound to it. */
  readonly portalUrl: string;
  /** What this instance calls itself, in authenticator apps. */
  readonly instanceName: string;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
};
