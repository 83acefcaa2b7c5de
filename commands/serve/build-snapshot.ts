/** From the registry's rows to the gateways' snapshot: pure, one function a part of the snapshot. */
import { z } from 'zod';
import { defaultTimeZone } from '#base/time-zone.ts';
import type { RegistryRows } from '#commands/serve/registry-rows.ts';
import type {
  Snapshot,
  SnapshotAccount,
  SnapshotApplication,
  SnapshotIssuer,
  SnapshotRoute,
} from '#gateway/snapshot.ts';
import { addresses } from '#portal/addresses.ts';
import { answersAt } from '#registry/catalogue/answers.ts';
import { byOpening } from '#registry/subscriptions/opening.ts';
import { versionsThatCount } from '#registry/terms/in-force.ts';

/** What the registry does not know: this instance's own addresses and keys. */
export type InstanceFacts = {
  readonly nowMs: number;
  /** Address of the plain identity listener. */
  readonly identityUrl: string;
  /** Public address of the portal, without a slash at its end. */
  readonly portalUrl: string;
  /** Addresses of the services that this instance runs itself, by the name after `local:`. */
  readonly localUpstreams: ReadonlyMap<string, string>;
  readonly identityHeader: Snapshot['identityHeader'];
  /** Public keys by issuer id. */
  readonly issuerKeys: ReadonlyMap<string, SnapshotIssuer['keys']>;
};

/** Nobody listens here (discard, RFC 863): calls to a local service that this instance does not run end in a 503. */
const noUpstream = 'http://127.0.0.1:9';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const contractSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) });

/** The operations of an OpenAPI document; null without one. */
function operationsOf(contract: unknown): SnapshotRoute['operations'] {
  if (contract === null || contract === undefined) return null;
  const { paths } = contractSchema.parse(contract);
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.filter((method) => method in item).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** Ids of the versions of the terms that count as consent now. */
function acceptedTerms(rows: RegistryRows, termsId: string | null, nowMs: number): string[] {
  const versions = rows.termsVersions.filter((version) => version.termsId === termsId);
  return versionsThatCount(versions, nowMs).map((version) => version.id);
}

type ApiRow = RegistryRows['apis'][number];

/** How far `api` is on its way out; its successor is the one that answers in the same environment. */
function deprecationOf(
  api: ApiRow,
  environment: SnapshotRoute['environment'],
  addressOf: ReadonlyMap<string, string>,
  page: string,
): SnapshotRoute['deprecation'] {
  if (api.status !== 'deprecated') return null;
  return {
    deprecatedAtMs: api.deprecatedAt?.getTime() ?? null,
    sunsetAtMs: api.sunsetAt?.getTime() ?? null,
    successor: addressOf.get(`${api.providerId} ${api.successor} ${environment}`) ?? null,
    page,
  };
}

/** Public address of each API that answers, by `<provider id> <slug@version> <environment>`. */
function addressesOf(rows: RegistryRows, apis: readonly ApiRow[]): ReadonlyMap<string, string> {
  const names = new Map(apis.map(({ id, providerId, slug, version }) => [id, `${providerId} ${slug}@${version}`]));
  return new Map(
    rows.deployments.flatMap(({ apiId, environment, host, basePath }) => {
      const name = names.get(apiId);
      return name === undefined ? [] : [[`${name} ${environment}`, `https://${host}${basePath}`] as const];
    }),
  );
}

function localAddress(upstream: string, facts: InstanceFacts): string {
  if (!upstream.startsWith('local:')) return upstream;
  return facts.localUpstreams.get(upstream.slice('local:'.length)) ?? noUpstream;
}

function routesOf(rows: RegistryRows, facts: InstanceFacts): SnapshotRoute[] {
  const providers = new Map(rows.providers.map((provider) => [provider.id, provider]));
  const deploymentsOf = Map.groupBy(rows.deployments, (deployment) => deployment.apiId);
  const answering = rows.apis.filter((api) => answersAt(api, facts.nowMs));
  const addressOf = addressesOf(rows, answering);
  return answering.flatMap((api) => {
    const terms = acceptedTerms(rows, api.termsId, facts.nowMs);
    const operations = operationsOf(api.contract);
    const { slug: provider = '', contactEmail = '' } = providers.get(api.providerId) ?? {};
    const named = { provider, api: api.slug, version: api.version };
    const page = facts.portalUrl + addresses.apiVersion.to(named);
    const contact = api.administratorEmail || contactEmail;
    return (deploymentsOf.get(api.id) ?? []).map((deployment) => ({
      apiId: api.id,
      apiSlug: api.slug,
      apiVersion: api.version,
      providerId: api.providerId,
      environment: deployment.environment,
      host: deployment.host,
      basePath: deployment.basePath === '/' ? '' : deployment.basePath,
      upstream: localAddress(deployment.upstream, facts),
      upstreamAuthority: deployment.upstreamAuthority,
      dialect: api.dialect,
      credential: api.credential,
      issuerId: deployment.issuerId,
      requiredScopes: api.requiredScopes,
      cors: api.cors,
      webSocket: api.webSocket,
      acceptedTerms: terms,
      operations,
      contact,
      help: facts.portalUrl + addresses.apiWhy.to(named),
      deprecation: deprecationOf(api, deployment.environment, addressOf, page),
    }));
  });
}

/** Path of the introspection endpoint below an issuer's own, in each dialect. */
const introspectionPath = { piste: '/api/oauth/introspect', identityserver: '/connect/introspect' } as const;

function issuersOf(rows: RegistryRows, facts: InstanceFacts): Record<string, SnapshotIssuer> {
  return Object.fromEntries(
    rows.issuers.map((issuer) => {
      const basePath = new URL(issuer.url).pathname.replace(/\/+$/, '');
      return [
        issuer.id,
        {
          id: issuer.id,
          url: issuer.url,
          tokenFormat: issuer.tokenFormat,
          algorithm: issuer.signingAlgorithm,
          audience: `${issuer.url}/resources`,
          keys: [...(facts.issuerKeys.get(issuer.id) ?? [])],
          introspection: `${facts.identityUrl}/${issuer.slug}${basePath}${introspectionPath[issuer.dialect]}`,
        },
      ];
    }),
  );
}

function passagesOf(rows: RegistryRows, facts: InstanceFacts): Snapshot['passages'] {
  const hosts = new Set(rows.issuers.map((issuer) => new URL(issuer.url).host));
  return [...hosts].toSorted().map((host) => ({ host, upstream: facts.identityUrl }));
}

function subscriptionsOf(
  rows: RegistryRows,
  apisOf: ReadonlyMap<string, readonly { readonly apiId: string }[]>,
): ReadonlyMap<string, SnapshotApplication['subscriptions']> {
  const found = new Map<string, SnapshotApplication['subscriptions']>();
  for (const { applicationId, productId, state, planId } of rows.subscriptions.toSorted(byOpening)) {
    const byApi = found.get(applicationId) ?? {};
    for (const { apiId } of apisOf.get(productId) ?? []) byApi[apiId] = { state, planId };
    found.set(applicationId, byApi);
  }
  return found;
}

function profilesOf(rows: RegistryRows): ReadonlyMap<string, SnapshotApplication['profiles']> {
  const found = new Map<string, SnapshotApplication['profiles']>();
  for (const { applicationId, providerId, apiSlug, code } of rows.profiles) {
    const byApi = found.get(applicationId) ?? {};
    (byApi[`${providerId}/${apiSlug}`] ??= []).push(code);
    found.set(applicationId, byApi);
  }
  return found;
}

function applicationsOf(rows: RegistryRows, nowMs: number): Record<string, SnapshotApplication> {
  const live = rows.secrets.filter((secret) => secret.expiresAt === null || secret.expiresAt.getTime() > nowMs);
  const secretsOf = Map.groupBy(live, (secret) => secret.credentialId);
  const subscriptions = subscriptionsOf(
    rows,
    Map.groupBy(rows.productApis, (row) => row.productId),
  );
  const consentsOf = Map.groupBy(rows.consents, (consent) => consent.applicationId);
  const profiles = profilesOf(rows);
  return Object.fromEntries(
    rows.applications.map((application) => [
      application.id,
      {
        id: application.id,
        name: application.name,
        organisationId: application.organisationId,
        organisation: application.organisation,
        environment: application.environment,
        enabled: application.enabled && application.status === 'validated',
        clientId: application.clientId,
        secrets: (secretsOf.get(application.credentialId) ?? []).map((secret) => ({
          id: secret.id,
          digest: secret.digest.toString('hex'),
          expiresAtMs: secret.expiresAt?.getTime() ?? null,
        })),
        javascriptOrigins: [...application.javascriptOrigins],
        subscriptions: subscriptions.get(application.id) ?? {},
        consents: (consentsOf.get(application.id) ?? []).map((consent) => consent.termsVersionId),
        profiles: profiles.get(application.id) ?? {},
      },
    ]),
  );
}

function apiKeysOf(rows: RegistryRows, nowMs: number): Snapshot['apiKeys'] {
  const live = rows.apiKeys.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > nowMs);
  return Object.fromEntries(
    live.map(({ id, digest, clientId, expiresAt }) => [
      digest.toString('hex'),
      { id, clientId, expiresAtMs: expiresAt?.getTime() ?? null },
    ]),
  );
}

/** Accounts stand in the snapshot only where tokens can speak for them. */
function accountsOf(rows: RegistryRows): Record<string, SnapshotAccount> {
  if (!rows.issuers.some((issuer) => issuer.grants.includes('password'))) return {};
  const rightsOf = Map.groupBy(rows.rights, (right) => right.accountId);
  return Object.fromEntries(
    rows.accounts.map(({ id, email, active }) => {
      const rights: SnapshotAccount['rights'] = {};
      for (const right of rightsOf.get(id) ?? []) {
        const { resourceType, resourceId, mayRead, mayWrite } = right;
        (rights[right.providerId] ??= []).push({ type: resourceType, id: resourceId, read: mayRead, write: mayWrite });
      }
      return [id, { id, email, active, rights }];
    }),
  );
}

function plansOf(rows: RegistryRows): Snapshot['plans'] {
  const timeZoneOf = new Map(rows.providers.map(({ id, timeZone }) => [id, timeZone]));
  const providerOf = new Map(rows.products.map(({ id, providerId }) => [id, providerId]));
  return Object.fromEntries(
    rows.plans.map(({ id, slug, productId, per, atLimit, ratePerSecond, burst, quotaPerDay, quotaPerMonth }) => {
      const timeZone = timeZoneOf.get(providerOf.get(productId) ?? '') ?? defaultTimeZone;
      const limits = { ratePerSecond, burst, quotaPerDay, quotaPerMonth };
      return [id, { id, slug, productId, per, atLimit, timeZone, ...limits }];
    }),
  );
}

/** Builds the snapshot of `rows` for this instance. */
export function buildSnapshot(rows: RegistryRows, facts: InstanceFacts): Snapshot {
  return {
    revision: rows.revision,
    madeAtMs: facts.nowMs,
    registryId: rows.registryId,
    issuers: issuersOf(rows, facts),
    routes: routesOf(rows, facts),
    passages: passagesOf(rows, facts),
    applications: applicationsOf(rows, facts.nowMs),
    apiKeys: apiKeysOf(rows, facts.nowMs),
    accounts: accountsOf(rows),
    plans: plansOf(rows),
    deniedTokens: Object.fromEntries(rows.deniedTokens.map(({ key, expiresAt }) => [key, expiresAt.getTime()])),
    identityHeader: facts.identityHeader,
  };
}
