/**
 * The snapshot prepared for decisions: every question of a step is one look-up here. `gateway/compile` makes it and keeps
 * it up to date.
 *
 * A revision is one such object; its tables are those of the store, which a later revision changes in one synchronous step.
 * An object in a table — an application, a route, an account, a plan — is the same one for as long as its content is the
 * same, so what is worked out for it may be kept with it.
 */
import type { KeyObject } from 'node:crypto';
import type { Contract } from '#gateway/decide/contract.ts';
import type {
  Environment,
  SnapshotAccount,
  SnapshotApiKey,
  SnapshotApplication,
  SnapshotIssuer,
  SnapshotPlan,
  SnapshotRoute,
} from '#gateway/snapshot.ts';

/** Exact origins, or `*`. */
export type Origins = Pick<ReadonlySet<string>, 'has'>;

export type CompiledRoute = SnapshotRoute & {
  readonly issuer: SnapshotIssuer | null;
  /** Null: no contract, everything is forwarded. */
  readonly contract: Contract | null;
  /** Origins that the applications approved for this API declare, as they are at the moment of asking. */
  readonly origins: Origins;
  /** What all its answers say about its end, as field lines; empty: nothing. */
  readonly deprecationLines: string;
};

/** There may be a million of these: what several have in common is one object. */
export type CompiledApplication = Pick<
  SnapshotApplication,
  | 'id'
  | 'name'
  | 'organisationId'
  | 'organisation'
  | 'environment'
  | 'enabled'
  | 'clientId'
  | 'subscriptions'
  | 'profiles'
> & {
  /** One or two, mostly: a list is smaller than a map, and as fast. */
  readonly secrets: readonly CompiledSecret[];
  readonly consented: ReadonlySet<string>;
  /** Its Javascript origins; may hold `*`. */
  readonly origins: ReadonlySet<string>;
};

export type CompiledSecret = {
  readonly id: string;
  /** The 32 bytes of its SHA-256, one a character (latin1): a third of what a Buffer takes. */
  readonly digest: string;
  /** Infinite for one that does not expire. */
  readonly expiresAtMs: number;
};

/** Routes of one host or one environment by base path. */
export type RouteTable = {
  /** The route of exactly this base path. */
  readonly get: (basePath: string) => CompiledRoute | undefined;
  /** The route with the longest base path that `path` begins with, in whole segments. */
  readonly longest: (path: string) => CompiledRoute | undefined;
};

export type CompiledSnapshot = {
  /** Another number for each that was put in force in this thread: what remembers a revision keeps this, and not all of it alive. */
  readonly version: number;
  readonly revision: number;
  readonly madeAtMs: number;
  readonly registryId: string;
  /** All of them. */
  readonly routes: Pick<ReadonlyMap<string, CompiledRoute>, 'values'>;
  readonly routesByHost: ReadonlyMap<string, RouteTable>;
  readonly routesByEnvironment: ReadonlyMap<Environment, RouteTable>;
  /** Upstream of each host that is handed through. */
  readonly passages: ReadonlyMap<string, string>;
  readonly applicationsByClientId: Pick<ReadonlyMap<string, CompiledApplication>, 'get'>;
  /** By SHA-256, hex. */
  readonly apiKeys: ReadonlyMap<string, SnapshotApiKey>;
  readonly accounts: ReadonlyMap<string, SnapshotAccount>;
  readonly plans: ReadonlyMap<string, SnapshotPlan>;
  /** When each would have ended. */
  readonly deniedTokens: ReadonlyMap<string, number>;
  /** Ids of the keys that an issuer's JWTs may be signed with, by issuer id. */
  readonly keyIds: ReadonlyMap<string, ReadonlySet<string>>;
  readonly identityKey: { readonly kid: string; readonly privateKey: KeyObject };
};
