/** A small snapshot for the gateway's tests: one API of each dialect, and an application that may use them all. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Snapshot, SnapshotApplication, SnapshotIssuer, SnapshotRoute } from '#gateway/snapshot.ts';

export const sampleSecret = 'a secret of the sample application';
export const identityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const issuerKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const sampleIssuer: SnapshotIssuer = {
  id: 'piste-production',
  url: 'https://oauth.piste.example',
  tokenFormat: 'opaque',
  algorithm: 'ES256',
  audience: 'https://oauth.piste.example/resources',
  keys: [],
  introspection: 'http://127.0.0.1:1/introspect',
};

export const sampleRoute: SnapshotRoute = {
  apiId: 'api-sne',
  apiSlug: 'sne-cotation',
  apiVersion: '1.0',
  providerId: 'mtes',
  environment: 'production',
  host: 'api.piste.example',
  basePath: '/mtes/sne-cotation/v1.0',
  upstream: 'http://127.0.0.1:1',
  upstreamAuthority: null,
  dialect: 'piste',
  credential: 'token',
  issuerId: sampleIssuer.id,
  requiredScopes: ['openid'],
  cors: true,
  webSocket: false,
  acceptedTerms: ['terms-2', 'terms-3'],
  operations: [
    { method: 'GET', path: '/healthcheck' },
    { method: 'POST', path: '/dossiers/{id}/pieces' },
  ],
  contact: 'admin@mtes.example',
  deprecation: null,
};

export const sampleJwtIssuer: SnapshotIssuer = {
  ...sampleIssuer,
  id: 'inqom-production',
  url: 'https://auth.inqom.example/identity',
  tokenFormat: 'jwt',
  audience: 'https://auth.inqom.example/identity/resources',
  keys: [publicJwk(issuerKeys.publicKey, 'key-1')],
};

export const sampleApplication: SnapshotApplication = {
  id: 'app-1',
  name: 'Cotation',
  organisationId: 'org-1',
  organisation: 'MTES',
  environment: 'production',
  enabled: true,
  clientId: '5a1e0000-0000-4000-8000-000000000001',
  secrets: [{ id: 'secret-1', digest: createHash('sha256').update(sampleSecret).digest('hex'), expiresAtMs: null }],
  javascriptOrigins: ['https://app.example'],
  subscriptions: {
    'api-sne': { state: 'approved', planId: 'plan' },
    'api-webstat': { state: 'approved', planId: 'plan' },
    'api-banking': { state: 'approved', planId: 'plan' },
    'api-keyed': { state: 'approved', planId: 'plan' },
  },
  consents: ['terms-2'],
  profiles: { 'mtes/sne-cotation': ['INSTRUCTEUR'] },
};

export const webstatRoute: SnapshotRoute = {
  ...sampleRoute,
  apiId: 'api-webstat',
  apiSlug: 'webstat-fr',
  providerId: 'bdf',
  host: 'api.webstat.example',
  basePath: '/webstat-fr/v1',
  dialect: 'ibm',
  credential: 'client-id-and-secret',
  issuerId: null,
  requiredScopes: [],
  acceptedTerms: [],
  operations: null,
  cors: false,
};

export const bankingRoute: SnapshotRoute = {
  ...webstatRoute,
  apiId: 'api-banking',
  apiSlug: 'banking',
  providerId: 'inqom',
  host: 'api.inqom.example',
  basePath: '/api/app/banking',
  dialect: 'problem',
  credential: 'token',
  issuerId: sampleJwtIssuer.id,
  requiredScopes: ['apidata'],
};

function publicJwk(key: KeyObject, kid: string): SnapshotIssuer['keys'][number] {
  const { kty = '', ...rest } = key.export({ format: 'jwk' });
  return { ...rest, kty, kid };
}

export const sampleApiKey = 'an API key of the sample application';

export const keyRoute: SnapshotRoute = {
  ...webstatRoute,
  apiId: 'api-keyed',
  apiSlug: 'keyed',
  host: 'api.keyed.example',
  basePath: '/keyed/v1',
  dialect: 'problem',
  credential: 'api-key',
};

/** The sample, with what a test changes in it. */
export function sampleSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    madeAtMs: 0,
    registryId: 'registry-1',
    issuers: { [sampleIssuer.id]: sampleIssuer, [sampleJwtIssuer.id]: sampleJwtIssuer },
    routes: [sampleRoute, webstatRoute, bankingRoute, keyRoute],
    passages: [],
    applications: { [sampleApplication.id]: sampleApplication },
    apiKeys: {
      [createHash('sha256').update(sampleApiKey).digest('hex')]: {
        id: '0199a3f2-6d1c-7c55-9d0e-3f8a2b7c1d4e',
        clientId: sampleApplication.clientId,
        expiresAtMs: null,
      },
    },
    accounts: {
      'account-1': {
        id: 'account-1',
        email: 'user@example.org',
        active: true,
        rights: { inqom: [{ type: 'dossier', id: '42', read: true, write: false }] },
      },
    },
    plans: {},
    deniedTokens: {},
    identityHeader: {
      kid: 'identity-1',
      privateKeyPem: identityKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    ...changes,
  };
}

/** A snapshot in which the sample application, or the SNE route, is changed. */
export function changedSnapshot(
  application: Partial<SnapshotApplication>,
  route: Partial<SnapshotRoute> = {},
): Snapshot {
  return sampleSnapshot({
    applications: { [sampleApplication.id]: { ...sampleApplication, ...application } },
    routes: [{ ...sampleRoute, ...route }, webstatRoute, bankingRoute, keyRoute],
  });
}
