import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSnapshot, type InstanceFacts } from '#commands/serve/build-snapshot.ts';
import type { RegistryRows } from '#commands/serve/registry-rows.ts';
import { snapshotSchema } from '#gateway/snapshot.ts';

const nowMs = Date.parse('2026-06-01T00:00:00Z');
const day = (text: string) => new Date(`${text}T00:00:00Z`);

const facts: InstanceFacts = {
  nowMs,
  identityUrl: 'http://127.0.0.1:8001',
  portalUrl: 'https://portal.example.org',
  localUpstreams: new Map([['sne-cotation', 'http://127.0.0.1:8005']]),
  identityHeader: { kid: 'header', privateKeyPem: 'pem' },
  issuerKeys: new Map([['issuer', [{ kty: 'EC', kid: 'one' }]]]),
};

const api: RegistryRows['apis'][number] = {
  ...{ id: 'api', providerId: 'piste', slug: 'sne-cotation', version: '1.0', nameFr: 'S', nameEn: 'S' },
  ...{ descriptionFr: '', descriptionEn: '', status: 'published', type: 'REST', tags: [], dialect: 'piste' },
  ...{
    credential: 'token',
    requiredScopes: ['resource.READ'],
    cors: true,
    openData: false,
    webSocket: true,
    validationNeeded: true,
  },
  ...{ approverEmail: '', administratorEmail: 'api@example.org', termsId: 'terms', addedAt: day('2026-01-01') },
  contract: { openapi: '3.1.0', paths: { '/healthcheck': { get: {}, parameters: [] } } },
  ...{ draftContract: null, deprecatedAt: null, sunsetAt: null, successor: null },
};

const application: RegistryRows['applications'][number] = {
  ...{ id: 'application', name: 'One', organisationId: 'mtes', organisation: 'mtes', environment: 'sandbox' },
  ...{ enabled: true, status: 'validated', credentialId: 'credential', clientId: 'client', javascriptOrigins: ['*'] },
};

const rows: RegistryRows = {
  registryId: 'registry',
  revision: 7,
  issuers: [
    {
      ...{
        id: 'issuer',
        providerId: 'piste',
        slug: 'inqom-staging',
        environment: 'sandbox',
        dialect: 'identityserver',
      },
      ...{ url: 'https://auth.example.org/identity', tokenFormat: 'jwt', signingAlgorithm: 'ES256', scopes: [] },
      ...{ grants: ['password'], defaultScope: null, accessTokenSeconds: 3600, refreshTokenSeconds: 1 },
      ...{ keyRotationDays: 90, enabled: true, passwordGrantSunsetAt: null },
    },
  ],
  apis: [api],
  deployments: [
    {
      ...{ apiId: 'api', environment: 'sandbox', label: '', host: 'api.example.org', basePath: '/sne' },
      ...{ upstream: 'local:sne-cotation', upstreamAuthority: null, issuerId: 'issuer' },
    },
  ],
  providers: [
    {
      ...{ id: 'piste', organisationId: 'aife', slug: 'piste', nameFr: 'P', nameEn: 'P', declaredAt: null },
      ...{ contactEmail: 'piste@example.org', timeZone: 'Pacific/Noumea' },
    },
  ],
  termsVersions: [
    { id: 'old', termsId: 'terms', effectiveAt: day('2025-01-01') },
    { id: 'current', termsId: 'terms', effectiveAt: day('2026-01-01') },
    { id: 'announced', termsId: 'terms', effectiveAt: day('2026-12-01') },
    { id: 'elsewhere', termsId: 'others', effectiveAt: day('2026-01-01') },
  ],
  applications: [application],
  secrets: [
    { id: 'live', credentialId: 'credential', digest: Buffer.from('ab', 'hex'), expiresAt: null },
    { id: 'ends', credentialId: 'credential', digest: Buffer.from('cd', 'hex'), expiresAt: day('2026-07-01') },
    { id: 'ended', credentialId: 'credential', digest: Buffer.from('ef', 'hex'), expiresAt: day('2026-05-01') },
  ],
  apiKeys: [
    { id: 'a', digest: Buffer.from('0a', 'hex'), expiresAt: null, clientId: 'client' },
    { id: 'b', digest: Buffer.from('0b', 'hex'), expiresAt: day('2026-05-01'), clientId: 'client' },
  ],
  subscriptions: [],
  products: [{ id: 'small', providerId: 'piste' }],
  productApis: [
    { productId: 'small', apiId: 'api' },
    { productId: 'large', apiId: 'api' },
  ],
  consents: [{ applicationId: 'application', termsVersionId: 'current' }],
  profiles: [{ applicationId: 'application', providerId: 'piste', apiSlug: 'sne-cotation', code: 'EPCI' }],
  accounts: [{ id: 'account', email: 'a@example.org', active: true }],
  rights: [
    {
      ...{ accountId: 'account', providerId: 'piste', resourceType: 'dossier', resourceId: '42' },
      ...{ mayRead: true, mayWrite: false },
    },
  ],
  plans: [],
  deniedTokens: [{ key: 'jti:1', expiresAt: day('2026-06-02') }],
};

const subscription = (productId: string, state: RegistryRows['subscriptions'][number]['state'], on: string) => ({
  ...{ applicationId: 'application', productId, planId: `${productId}-plan`, state, requestedAt: day(on) },
});

test('what is built is a snapshot', () => {
  const snapshot = buildSnapshot(rows, facts);
  assert.deepEqual(snapshotSchema.parse(snapshot), snapshot);
  assert.equal(snapshot.revision, 7);
  assert.deepEqual(snapshot.deniedTokens, { 'jti:1': nowMs + 86_400_000 });
});

test('a plan goes out with its product, and the time zone of its provider', () => {
  const limits = {
    ...{ id: 'plan', slug: 'default', productId: 'small', per: 'organisation' as const, atLimit: 'flag' as const },
    ...{ ratePerSecond: 1, burst: 2, quotaPerDay: 3, quotaPerMonth: 4 },
  };
  const plan = { ...limits, nameFr: 'P', nameEn: 'P', approvalNeeded: false, retiredAt: null };
  assert.deepEqual(buildSnapshot({ ...rows, plans: [plan] }, facts).plans, {
    plan: { ...limits, timeZone: 'Pacific/Noumea' },
  });
});

test('API keys go out by their digests, expired ones not at all', () => {
  assert.deepEqual(buildSnapshot(rows, facts).apiKeys, { '0a': { id: 'a', clientId: 'client', expiresAtMs: null } });
});

test('a local service is named by its address; one that does not run here by an address that refuses', () => {
  assert.equal(buildSnapshot(rows, facts).routes[0]?.upstream, 'http://127.0.0.1:8005');
  const elsewhere = { ...facts, localUpstreams: new Map() };
  assert.equal(buildSnapshot(rows, elsewhere).routes[0]?.upstream, 'http://127.0.0.1:9');
});

test('only published and deprecated APIs have routes', () => {
  const routesWith = (status: typeof api.status) =>
    buildSnapshot({ ...rows, apis: [{ ...api, status }] }, facts).routes.length;
  assert.equal(routesWith('published'), 1);
  assert.equal(routesWith('deprecated'), 1);
  assert.equal(routesWith('draft'), 0);
  assert.equal(routesWith('retired'), 0);
});

test('the operations of a contract are its methods, not its other fields; without one everything is open', () => {
  assert.deepEqual(buildSnapshot(rows, facts).routes[0]?.operations, [{ method: 'GET', path: '/healthcheck' }]);
  const open = { ...rows, apis: [{ ...api, contract: null }] };
  assert.equal(buildSnapshot(open, facts).routes[0]?.operations, null);
});

test('the terms in force and those announced are accepted, older ones are not', () => {
  assert.deepEqual(buildSnapshot(rows, facts).routes[0]?.acceptedTerms, ['current', 'announced']);
  const before = { ...facts, nowMs: Date.parse('2024-01-01') };
  assert.deepEqual(buildSnapshot(rows, before).routes[0]?.acceptedTerms, []);
});

test('whom to ask is the administrator of the API, else its provider', () => {
  assert.equal(buildSnapshot(rows, facts).routes[0]?.contact, 'api@example.org');
  const without = { ...rows, apis: [{ ...api, administratorEmail: '' }] };
  assert.equal(buildSnapshot(without, facts).routes[0]?.contact, 'piste@example.org');
});

test('refusals of an API lead to the page of the portal that explains them', () => {
  const help = buildSnapshot(rows, facts).routes[0]?.help;
  assert.equal(help, 'https://portal.example.org/apis/piste/sne-cotation/1.0/why');
});

test('an issuer is asked at the plain identity listener, under its slug and its own path', () => {
  const issuer = buildSnapshot(rows, facts).issuers['issuer'];
  assert.equal(issuer?.introspection, 'http://127.0.0.1:8001/inqom-staging/identity/connect/introspect');
  assert.equal(issuer?.audience, 'https://auth.example.org/identity/resources');
  assert.deepEqual(issuer?.keys, [{ kty: 'EC', kid: 'one' }]);
  assert.deepEqual(buildSnapshot(rows, facts).passages, [
    { host: 'auth.example.org', upstream: 'http://127.0.0.1:8001' },
  ]);
});

test('an expired secret is left out; one that will expire says when', () => {
  const secrets = buildSnapshot(rows, facts).applications['application']?.secrets;
  assert.deepEqual(secrets, [
    { id: 'live', digest: 'ab', expiresAtMs: null },
    { id: 'ends', digest: 'cd', expiresAtMs: day('2026-07-01').getTime() },
  ]);
});

test('an application that nobody has validated is not enabled', () => {
  const enabledWith = (status: typeof application.status) =>
    buildSnapshot({ ...rows, applications: [{ ...application, status }] }, facts).applications['application']?.enabled;
  assert.equal(enabledWith('validated'), true);
  assert.equal(enabledWith('pending'), false);
});

test('of several subscriptions to one API the one that opens most counts', () => {
  const stateWith = (...subscriptions: RegistryRows['subscriptions']) =>
    buildSnapshot({ ...rows, subscriptions }, facts).applications['application']?.subscriptions['api'];
  const rejected = subscription('small', 'rejected', '2026-03-01');
  const approved = subscription('large', 'approved', '2026-01-01');
  const pending = subscription('small', 'pending', '2026-04-01');
  assert.equal(stateWith(), undefined);
  assert.deepEqual(stateWith(rejected, approved), { state: 'approved', planId: 'large-plan' });
  assert.deepEqual(stateWith(approved, pending), { state: 'approved', planId: 'large-plan' });
  assert.deepEqual(stateWith(pending, rejected), { state: 'pending', planId: 'small-plan' });
});

test('profiles and rights are found by provider', () => {
  const snapshot = buildSnapshot(rows, facts);
  assert.deepEqual(snapshot.applications['application']?.profiles, { 'piste/sne-cotation': ['EPCI'] });
  assert.deepEqual(snapshot.accounts['account']?.rights, {
    piste: [{ type: 'dossier', id: '42', read: true, write: false }],
  });
});

test('accounts are left out where no issuer knows the password grant', () => {
  const issuers = rows.issuers.map((issuer) => ({ ...issuer, grants: ['client_credentials'] }));
  assert.deepEqual(buildSnapshot({ ...rows, issuers }, facts).accounts, {});
});

test('an API on its way out tells when it ends and what takes its place, and answers no more from that moment', () => {
  const leaving = {
    ...api,
    status: 'deprecated',
    deprecatedAt: day('2026-05-01'),
    successor: 'sne-cotation@2.0',
  } as const;
  const next = { ...api, id: 'next', version: '2.0' };
  const deployment = rows.deployments[0];
  assert.ok(deployment !== undefined);
  const deployments = [deployment, { ...deployment, apiId: 'next', basePath: '/sne/v2' }];
  const routesAt = (sunset: string) => {
    const apis = [{ ...leaving, sunsetAt: day(sunset) }, next];
    return buildSnapshot({ ...rows, apis, deployments }, facts).routes;
  };
  const [old, successor] = routesAt('2026-06-02');
  assert.deepEqual(old?.deprecation, {
    deprecatedAtMs: day('2026-05-01').getTime(),
    sunsetAtMs: day('2026-06-02').getTime(),
    successor: 'https://api.example.org/sne/v2',
    page: 'https://portal.example.org/apis/piste/sne-cotation/1.0',
  });
  assert.equal(successor?.deprecation, null);
  assert.deepEqual(
    routesAt('2026-06-01').map((route) => route.apiId),
    ['next'],
  );
});
