/** The snapshot prepared for decisions: every question of a step is one look-up here. Made once for each snapshot. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type {
  Environment,
  Snapshot,
  SnapshotAccount,
  SnapshotApplication,
  SnapshotIssuer,
  SnapshotRoute,
} from '#gateway/snapshot.ts';
import { compileContract, type Contract } from '#gateway/decide/contract.ts';

export type CompiledRoute = SnapshotRoute & {
  readonly issuer: SnapshotIssuer | null;
  /** Null: no contract, everything is forwarded. */
  readonly contract: Contract | null;
  /** Origins that the applications approved for this API declare; may hold `*`. */
  readonly origins: ReadonlySet<string>;
};

export type CompiledApplication = SnapshotApplication & {
  /** Its secrets by id, each as the bytes of its SHA-256. */
  readonly secretsById: ReadonlyMap<string, CompiledSecret>;
  readonly consented: ReadonlySet<string>;
  /** Its Javascript origins; may hold `*`. */
  readonly origins: ReadonlySet<string>;
};

export type CompiledSecret = { readonly digest: Buffer; readonly expiresAtMs: number };

/** Routes of one host or one environment by base path. */
export type RouteTable = ReadonlyMap<string, CompiledRoute>;

export type CompiledSnapshot = {
  readonly revision: number;
  readonly madeAtMs: number;
  readonly registryId: string;
  readonly routesByHost: ReadonlyMap<string, RouteTable>;
  readonly routesByEnvironment: ReadonlyMap<Environment, RouteTable>;
  /** Upstream of each host that is handed through. */
  readonly passages: ReadonlyMap<string, string>;
  readonly applicationsByClientId: ReadonlyMap<string, CompiledApplication>;
  readonly accounts: ReadonlyMap<string, SnapshotAccount>;
  readonly deniedTokens: ReadonlySet<string>;
  /** Ids of the keys that an issuer's JWTs may be signed with, by issuer id. */
  readonly keyIds: ReadonlyMap<string, ReadonlySet<string>>;
  readonly identityKey: { readonly kid: string; readonly privateKey: KeyObject };
};

/**
 * Compiles a snapshot. Of two routes with the same base path in one environment, the first answers to calls by address;
 * by host name both do.
 *
 * @throws Error when the identity header's key is no P-256 private key
 */
export function compileSnapshot(snapshot: Snapshot): CompiledSnapshot {
  const applications = Object.values(snapshot.applications).map(compileApplication);
  const routes = snapshot.routes.map((route) => compileRoute(route, snapshot, applications));
  return {
    revision: snapshot.revision,
    madeAtMs: snapshot.madeAtMs,
    registryId: snapshot.registryId,
    routesByHost: tabulate(routes, (route) => route.host.toLowerCase()),
    routesByEnvironment: tabulate(routes, (route) => route.environment),
    passages: new Map(snapshot.passages.map(({ host, upstream }) => [host.toLowerCase(), upstream])),
    applicationsByClientId: new Map(applications.map((application) => [application.clientId, application])),
    accounts: new Map(Object.entries(snapshot.accounts)),
    deniedTokens: new Set(Object.keys(snapshot.deniedTokens)),
    keyIds: new Map(
      Object.values(snapshot.issuers).map((issuer) => [issuer.id, new Set(issuer.keys.map((key) => key.kid))]),
    ),
    identityKey: {
      kid: snapshot.identityHeader.kid,
      privateKey: readIdentityKey(snapshot.identityHeader.privateKeyPem),
    },
  };
}

function readIdentityKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the identity header needs a P-256 key');
  return key;
}

function compileApplication(application: SnapshotApplication): CompiledApplication {
  return {
    ...application,
    secretsById: new Map(
      application.secrets.map((secret) => [
        secret.id,
        { digest: Buffer.from(secret.digest, 'hex'), expiresAtMs: secret.expiresAtMs ?? Number.POSITIVE_INFINITY },
      ]),
    ),
    consented: new Set(application.consents),
    origins: new Set(application.javascriptOrigins),
  };
}

function compileRoute(
  route: SnapshotRoute,
  snapshot: Snapshot,
  applications: readonly CompiledApplication[],
): CompiledRoute {
  return {
    ...route,
    issuer: route.issuerId === null ? null : (snapshot.issuers[route.issuerId] ?? null),
    contract: route.operations === null ? null : compileContract(route.operations),
    origins: new Set(route.cors ? originsFor(route, applications) : []),
  };
}

function originsFor(route: SnapshotRoute, applications: readonly CompiledApplication[]): string[] {
  return applications
    .filter((application) => application.enabled && application.environment === route.environment)
    .filter((application) => application.subscriptions[route.apiId]?.state === 'approved')
    .flatMap((application) => application.javascriptOrigins);
}

function tabulate<Key>(
  routes: readonly CompiledRoute[],
  keyOf: (route: CompiledRoute) => Key,
): ReadonlyMap<Key, RouteTable> {
  const tables = new Map<Key, Map<string, CompiledRoute>>();
  for (const route of routes) {
    const table = tables.get(keyOf(route)) ?? new Map<string, CompiledRoute>();
    if (!table.has(route.basePath)) table.set(route.basePath, route);
    tables.set(keyOf(route), table);
  }
  return tables;
}
