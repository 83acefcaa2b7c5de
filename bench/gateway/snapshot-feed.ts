/**
 * How a gateway learns the world: all that the benchmark knows of snapshots and of the stream that brings them stands
 * here. It is written line by line, so that a million applications need no more memory here than ten.
 */
import { generateKeyPairSync } from 'node:crypto';
import { beginLine, commitLine, heartbeatLine, recordsOf, type RecordPut } from '#gateway/snapshot-records.ts';
import type { Snapshot, SnapshotApplication, SnapshotIssuer, SnapshotRoute } from '#gateway/snapshot.ts';
import {
  apiHost,
  basePathOf,
  clientIdOf,
  jwtIssuer,
  passageHost,
  routesOf,
  scope,
  type World,
} from '#bench/gateway/world.ts';

/** Where the control process streams snapshots, and where the issuer is asked about tokens. */
export const snapshotPath = '/gateway/v1/snapshots';
export const introspectionPath = '/introspect';
/** Where gateways hand their usage over. */
export const usagePath = '/gateway/v1/usage';
export const heartbeat = `${heartbeatLine}\n`;

const planId = 'plan-wide';
const termsId = 'terms-1';
const jwtApiId = 'api-jwt';

/** The whole snapshot as lines; `control` is the address of the process that is asked about opaque tokens. */
export function* snapshotLines(world: World, control: string): Generator<string> {
  const snapshot = snapshotWithoutApplications(world, control);
  yield `${beginLine(snapshot, null)}\n`;
  for (const record of recordsOf(snapshot)) yield `${JSON.stringify(record)}\n`;
  for (let number = 0; number < world.applications; number += 1) {
    const value = applicationAt(number, world);
    const record: RecordPut = { type: 'put', table: 'applications', key: value.clientId, value };
    yield `${JSON.stringify(record)}\n`;
  }
  yield `${commitLine}\n`;
}

function snapshotWithoutApplications(world: World, control: string): Snapshot {
  const routes = Array.from({ length: world.routes }, (_, number) => routeAt(number, world));
  const jwtRoute = { ...routeAt(0, world), apiId: jwtApiId, apiSlug: 'jwt', basePath: '/jwt', issuerId: 'jwt' };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    revision: 1,
    madeAtMs: Date.now(),
    registryId: 'bench',
    issuers: { opaque: issuer('opaque', world, control), jwt: issuer('jwt', world, control) },
    routes: [...routes, jwtRoute],
    passages: [{ host: passageHost, upstream: world.upstream }],
    applications: {},
    accounts: {},
    // Everything is counted and nothing is refused.
    plans: {
      [planId]: {
        id: planId,
        slug: 'wide',
        productId: 'product',
        per: 'application',
        atLimit: 'refuse',
        timeZone: 'Europe/Paris',
        ratePerSecond: 1_000_000,
        burst: 1_000_000,
        quotaPerDay: 1_000_000_000,
        quotaPerMonth: 2_000_000_000,
      },
    },
    apiKeys: {},
    deniedTokens: {},
    identityHeader: {
      kid: 'bench-identity',
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}

function issuer(tokenFormat: 'opaque' | 'jwt', world: World, control: string): SnapshotIssuer {
  return {
    id: tokenFormat,
    url: jwtIssuer.url,
    tokenFormat,
    algorithm: 'ES256',
    audience: jwtIssuer.audience,
    keys: tokenFormat === 'jwt' ? [world.jwtKey] : [],
    introspection: `${control}${introspectionPath}`,
  };
}

function routeAt(number: number, world: World): SnapshotRoute {
  return {
    apiId: `api-${number}`,
    apiSlug: `bench-${number}`,
    apiVersion: '1.0',
    providerId: 'bench',
    environment: 'production',
    host: apiHost,
    basePath: basePathOf(number),
    upstream: world.upstream,
    upstreamAuthority: null,
    dialect: 'problem',
    credential: 'token',
    issuerId: 'opaque',
    requiredScopes: [scope],
    cors: false,
    webSocket: false,
    acceptedTerms: [termsId],
    operations: ['/json', '/64k', '/1m'].map((path) => ({ method: 'GET', path })),
    contact: 'bench@bench.example',
    deprecation: null,
  };
}

function applicationAt(number: number, world: World): SnapshotApplication {
  const approved = { state: 'approved', planId } as const;
  const apis = [jwtApiId, ...routesOf(number, world).map((route) => `api-${route}`)];
  return {
    id: `application-${number}`,
    name: `Application ${number}`,
    organisationId: `organisation-${number % 1000}`,
    organisation: `Organisation ${number % 1000}`,
    environment: 'production',
    enabled: true,
    clientId: clientIdOf(number),
    secrets: [],
    javascriptOrigins: [],
    subscriptions: Object.fromEntries(apis.map((apiId) => [apiId, approved])),
    consents: [termsId],
    profiles: {},
  };
}
