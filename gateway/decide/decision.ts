/** What the gateway decides about, and what it can decide. */
import type { RequestHead } from '#gateway/head/request-head.ts';
import type { Field } from '#gateway/head/fields.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import type { Counting } from '#gateway/usage/counts.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Environment, SnapshotAccount, SnapshotIssuer } from '#gateway/snapshot.ts';

export type Arrival = {
  readonly head: RequestHead;
  /** Environment of the listener, whose APIs answer to calls by address; null: only host names tell. */
  readonly environment: Environment | null;
};

/** A token that its issuer, or its signature, vouches for. Whether it still lives is asked at every request. */
export type VerifiedToken = {
  readonly issuerId: string;
  readonly clientId: string;
  /** The secret with which it was obtained; null for a client that has none. */
  readonly secretId: string | null;
  /** The account for which it speaks; null for a program. */
  readonly accountId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
  /** Key that signed it; null for opaque tokens. */
  readonly keyId: string | null;
  /** Names under which it may stand in the snapshot's `deniedTokens`. */
  readonly denialNames: readonly string[];
  /** Where it was last let through; null before. */
  passed: Passed | null;
};

/** That a token was let through at a route, by one revision of the snapshot. */
export type Passed = {
  /** Of the snapshot. */
  readonly version: number;
  readonly route: CompiledRoute;
  readonly caller: Caller;
  /** When the token, or the secret that it was obtained with, ends. */
  readonly untilMs: number;
};

export type TokenVerdict =
  | { readonly kind: 'verified'; readonly token: VerifiedToken }
  | { readonly kind: 'refused'; readonly reason: Extract<Reason, `token.${string}` | 'application.disabled'> }
  | { readonly kind: 'unverifiable'; readonly retryAfterSeconds: number };

/** Who calls: what the credential step establishes. */
export type Caller = {
  readonly application: CompiledApplication;
  readonly account: SnapshotAccount | null;
  /** The API key that it showed; null: it showed something else. */
  readonly apiKeyId: string | null;
  /** Null when no token was asked for, and scopes therefore say nothing. */
  readonly scopes: readonly string[] | null;
  /** The identity header that was made for it last. */
  identity: MadeIdentity | null;
  /** The limits under which it calls; undefined before anybody asked, null for none. */
  limit: ApplicationLimit | null | undefined;
  /** Where its calls are counted at the moment. */
  counting: Counting | null;
};

/** An identity header, with all that it was made from. */
export type MadeIdentity = {
  readonly route: CompiledRoute;
  readonly account: SnapshotAccount | null;
  readonly key: CompiledSnapshot['identityKey'];
  readonly header: string;
  /** Until when it is used again. */
  readonly untilMs: number;
};

export type Refusal = {
  readonly kind: 'refuse';
  readonly reason: Reason;
  /** Null before a route is found. */
  readonly route: CompiledRoute | null;
  /** Null before anybody is recognised. */
  readonly application: CompiledApplication | null;
  readonly allow?: readonly string[];
  readonly retryAfterSeconds?: number;
};

export type Forward = {
  readonly kind: 'forward';
  readonly route: CompiledRoute;
  readonly caller: Caller;
  /** Path below the base path, and the query without credentials: `/healthcheck?x=1`. */
  readonly target: string;
};

export type Decision =
  | Forward
  | Refusal
  /** The token is not known yet: have it verified, and decide again with the verdict. */
  | { readonly kind: 'verify'; readonly token: string; readonly issuer: SnapshotIssuer; readonly route: CompiledRoute }
  | { readonly kind: 'preflight'; readonly route: CompiledRoute; readonly fields: readonly Field[] };

/** Gives the verdict on a token when it is known; undefined when somebody has to be asked. */
export type KnownTokens = (token: string, issuer: SnapshotIssuer) => TokenVerdict | undefined;

/** A decision under way: what the steps before have established. */
export type Walk = {
  readonly arrival: Arrival;
  readonly snapshot: CompiledSnapshot;
  readonly nowMs: number;
  readonly knownTokens: KnownTokens;
  /** Established by the first step. */
  route: CompiledRoute | null;
  /** Established by the credential step, with the token where there is one and the time at which it ends. */
  caller: Caller | null;
  token: VerifiedToken | null;
  tokenUntilMs: number;
  /** True when the token was let through here before, and nothing has changed since. */
  hasPassed: boolean;
};

export function beginWalk(arrival: Arrival, snapshot: CompiledSnapshot, nowMs: number, knownTokens: KnownTokens): Walk {
  return {
    arrival,
    snapshot,
    nowMs,
    knownTokens,
    route: null,
    caller: null,
    token: null,
    tokenUntilMs: 0,
    hasPassed: false,
  };
}

/** A step ends the walk with a decision, or with null sends it on. */
export type Step = (walk: Walk) => Decision | null;

export function refuse(walk: Walk, reason: Reason, more: Pick<Refusal, 'allow' | 'retryAfterSeconds'> = {}): Refusal {
  return { kind: 'refuse', reason, route: walk.route, application: walk.caller?.application ?? null, ...more };
}

/** The route, which the first step has established for all others. */
export function routeOf(walk: Walk): CompiledRoute {
  if (walk.route === null) throw new Error('a step before the route asked for it');
  return walk.route;
}

/** The caller, whom the credential step has established for all later ones. */
export function callerOf(walk: Walk): Caller {
  if (walk.caller === null) throw new Error('a step before the credential asked for the caller');
  return walk.caller;
}
