import type { Log } from '#base/log.ts';
import type { Directory } from '#identity/directory.ts';
import type { FailureWindow } from '#base/failure-window.ts';
import type { KeyRing } from '#identity/keys/ring.ts';
import type { SecretUses } from '#identity/clients/secret-uses.ts';
import type { IdentityTallies } from '#identity/tallies.ts';
import type { TokenStore } from '#identity/tokens/store.ts';
import type { Registry } from '#registry/operation.ts';

/** What the endpoints work with, opened once a process. */
export type IdentityServices = {
  readonly registry: Registry;
  readonly log: Log;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly tokens: TokenStore;
  readonly secretUses: SecretUses;
  readonly tallies: IdentityTallies;
  /** Failed passwords per account, and per address. */
  readonly accountFailures: FailureWindow;
  readonly addressFailures: FailureWindow;
  /** SHA-256 of the bearer key that the gateways introspect with. */
  readonly gatewayKeyDigest: Buffer;
};
