/** Reads what exists into the flat form of declarations. */
import { eq, getTableColumns, inArray, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import * as tables from '#database/tables.ts';
import { thing, type DeploymentValues, type StoredThing, type Thing } from '#registry/declarations/thing.ts';

function stored(id: string, made: Thing): StoredThing {
  return { ...made, id };
}

/** Whose contracts are read: they are the bulk of what there is. */
export type WantedContracts = 'all' | 'none' | { readonly providerId: string };

/** What of it is read. */
export type WantedThings = {
  /** E-mail addresses of accounts that are wanted though they have no right on a provider's resource. */
  readonly accounts?: readonly string[];
  readonly contracts?: WantedContracts;
  /** The one provider whose things are wanted, with its organisation; without it all of them. */
  readonly providerId?: string;
};

/**
 * Gives every thing that a declaration can speak of, except accounts: of those only the ones that are named, and those that
 * have a right on a provider's resource. Contracts that are not wanted are null.
 */
export async function readCurrent(tx: Transaction, wanted: WantedThings = {}): Promise<StoredThing[]> {
  const { accounts = [], contracts = 'all', providerId } = wanted;
  return [
    ...(await readOrganisations(tx, providerId)),
    ...(await readProviders(tx, providerId)),
    ...(await readTerms(tx, providerId)),
    ...(await readApis(tx, contracts, providerId)),
    ...(await readProducts(tx, providerId)),
    ...(await readRights(tx, accounts, providerId)),
  ];
}

type Only = string | undefined;

/** Narrows a query in which the provider takes part to the one that is wanted. */
function ofOnly(only: Only): SQL | undefined {
  return only === undefined ? undefined : eq(tables.providers.id, only);
}

/** Narrows a query of organisations to the one behind the provider. */
function behindOnly(only: Only): SQL | undefined {
  if (only === undefined) return undefined;
  return sql`${tables.organisations.id} = (select organisation_id from ${tables.providers} where id = ${only})`;
}

async function readOrganisations(tx: Transaction, only: Only): Promise<StoredThing[]> {
  const organisations = await tx
    .select()
    .from(tables.organisations)
    .where(behindOnly(only))
    .orderBy(tables.organisations.slug);
  const codes = await tx
    .select({ code: tables.organisationCodes, organisation: tables.organisations.slug })
    .from(tables.organisationCodes)
    .innerJoin(tables.organisations, eq(tables.organisations.id, tables.organisationCodes.organisationId))
    .where(behindOnly(only))
    .orderBy(tables.organisationCodes.code);
  return [
    ...organisations.map(({ id, slug, name }) => stored(id, thing('organisation', { slug, name }))),
    ...codes.map(({ code: row, organisation }) => {
      const { code, role, useLimit: limit } = row;
      const values = { code, organisation, role, limit, expires: row.expiresAt?.toISOString() ?? null };
      return stored(row.id, thing('organisation-code', values));
    }),
  ];
}

async function readProviders(tx: Transaction, only: Only): Promise<StoredThing[]> {
  const providers = await tx
    .select({ row: tables.providers, organisation: tables.organisations.slug })
    .from(tables.providers)
    .innerJoin(tables.organisations, eq(tables.organisations.id, tables.providers.organisationId))
    .where(ofOnly(only))
    .orderBy(tables.providers.slug);
  const issuers = await tx
    .select({ row: tables.issuers, provider: tables.providers.slug })
    .from(tables.issuers)
    .innerJoin(tables.providers, eq(tables.providers.id, tables.issuers.providerId))
    .where(ofOnly(only))
    .orderBy(tables.issuers.slug);
  return [
    ...providers.map(({ row, organisation }) => {
      const { slug, nameFr, nameEn, contactEmail: contact, timeZone } = row;
      return stored(row.id, thing('provider', { slug, organisation, nameFr, nameEn, contact, timeZone }));
    }),
    ...issuers.map(({ row, provider }) => stored(row.id, issuerOf(row, provider))),
  ];
}

function issuerOf(row: typeof tables.issuers.$inferSelect, provider: string): Thing {
  return thing('issuer', {
    slug: row.slug,
    provider,
    environment: row.environment,
    url: row.url,
    dialect: row.dialect,
    tokenFormat: row.tokenFormat,
    algorithm: row.signingAlgorithm,
    accessTokenSeconds: row.accessTokenSeconds,
    refreshTokenSeconds: row.refreshTokenSeconds,
    keyRotationDays: row.keyRotationDays,
    grants: row.grants,
    scopes: row.scopes,
    defaultScope: row.defaultScope,
    enabled: row.enabled,
    passwordSunset: row.passwordGrantSunsetAt?.toISOString() ?? null,
  });
}

async function readTerms(tx: Transaction, only: Only): Promise<StoredThing[]> {
  const terms = await tx
    .select({ row: tables.terms, provider: tables.providers.slug })
    .from(tables.terms)
    .innerJoin(tables.providers, eq(tables.providers.id, tables.terms.providerId))
    .where(ofOnly(only))
    .orderBy(tables.providers.slug, tables.terms.slug);
  const versions = await tx
    .select({ row: tables.termsVersions, terms: tables.terms.slug, provider: tables.providers.slug })
    .from(tables.termsVersions)
    .innerJoin(tables.terms, eq(tables.terms.id, tables.termsVersions.termsId))
    .innerJoin(tables.providers, eq(tables.providers.id, tables.terms.providerId))
    .where(ofOnly(only))
    .orderBy(tables.termsVersions.effectiveAt, tables.termsVersions.version);
  return [
    ...terms.map(({ row: { id, slug, titleFr, titleEn, retiredAt }, provider }) =>
      stored(id, thing('terms', { provider, slug, titleFr, titleEn, retired: retiredAt !== null })),
    ),
    ...versions.map(({ row, terms: slug, provider }) => {
      const { version, textFr, textEn } = row;
      const effective = row.effectiveAt.toISOString();
      return stored(row.id, thing('terms-version', { provider, terms: slug, version, effective, textFr, textEn }));
    }),
  ];
}

async function readApis(tx: Transaction, contracts: WantedContracts, only: Only): Promise<StoredThing[]> {
  const { contract: _contract, draftContract: _draft, ...columns } = getTableColumns(tables.apis);
  const apis = await tx
    .select({
      row: columns,
      contract: contractColumn(contracts),
      provider: tables.providers.slug,
      terms: tables.terms.slug,
    })
    .from(tables.apis)
    .innerJoin(tables.providers, eq(tables.providers.id, tables.apis.providerId))
    .leftJoin(tables.terms, eq(tables.terms.id, tables.apis.termsId))
    .where(ofOnly(only))
    .orderBy(tables.providers.slug, tables.apis.slug, tables.apis.version);
  const deployments = new Map<string, DeploymentValues>();
  const rows = await tx
    .select({ row: tables.deployments, issuer: tables.issuers.slug })
    .from(tables.deployments)
    .innerJoin(tables.apis, eq(tables.apis.id, tables.deployments.apiId))
    .leftJoin(tables.issuers, eq(tables.issuers.id, tables.deployments.issuerId))
    .where(only === undefined ? undefined : eq(tables.apis.providerId, only));
  for (const { row, issuer } of rows) {
    const { label, host, basePath, upstream, upstreamAuthority } = row;
    const values = { label, host, basePath, upstream, upstreamAuthority, issuer };
    deployments.set(`${row.apiId} ${row.environment}`, values);
  }
  const profiles = await tx
    .select({ row: tables.profiles, provider: tables.providers.slug })
    .from(tables.profiles)
    .innerJoin(tables.providers, eq(tables.providers.id, tables.profiles.providerId))
    .where(ofOnly(only))
    .orderBy(tables.profiles.code);
  return [
    ...apis.map(({ row, contract, provider, terms }) =>
      stored(row.id, apiOf({ ...row, contract }, provider, terms, deployments)),
    ),
    ...profiles.map(({ row, provider }) => {
      const { apiSlug: api, code, nameFr, nameEn } = row;
      return stored(row.id, thing('profile', { provider, api, code, nameFr, nameEn, retired: row.retiredAt !== null }));
    }),
  ];
}

function contractColumn(contracts: WantedContracts): SQL<unknown> {
  if (contracts === 'all') return sql`${tables.apis.contract}`;
  if (contracts === 'none') return sql`null`;
  return sql`case when ${tables.apis.providerId} = ${contracts.providerId} then ${tables.apis.contract} end`;
}

function apiOf(
  row: Omit<typeof tables.apis.$inferSelect, 'draftContract'>,
  provider: string,
  terms: string | null,
  deployments: ReadonlyMap<string, DeploymentValues>,
): Thing {
  const { slug, version, nameFr, nameEn, descriptionFr, descriptionEn, status, type, tags, dialect, credential, cors } =
    row;
  return thing('api', {
    ...{ provider, slug, version, nameFr, nameEn, descriptionFr, descriptionEn, status, type, tags, dialect },
    deprecated: row.deprecatedAt?.toISOString() ?? null,
    sunset: row.sunsetAt?.toISOString() ?? null,
    successor: row.successor,
    credential,
    scopes: row.requiredScopes,
    cors,
    webSocket: row.webSocket,
    openData: row.openData,
    validationNeeded: row.validationNeeded,
    approver: row.approverEmail,
    administrator: row.administratorEmail,
    terms,
    contract: row.contract ?? null,
    sandbox: deployments.get(`${row.id} sandbox`) ?? null,
    production: deployments.get(`${row.id} production`) ?? null,
  });
}

async function readProducts(tx: Transaction, only: Only): Promise<StoredThing[]> {
  const products = await tx
    .select({ row: tables.products, provider: tables.providers.slug })
    .from(tables.products)
    .innerJoin(tables.providers, eq(tables.providers.id, tables.products.providerId))
    .where(ofOnly(only))
    .orderBy(tables.providers.slug, tables.products.slug);
  const held = await tx
    .select({ productId: tables.productApis.productId, slug: tables.apis.slug, version: tables.apis.version })
    .from(tables.productApis)
    .innerJoin(tables.apis, eq(tables.apis.id, tables.productApis.apiId))
    .innerJoin(tables.products, eq(tables.products.id, tables.productApis.productId))
    .where(only === undefined ? undefined : eq(tables.products.providerId, only));
  const heldBy = Map.groupBy(held, ({ productId }) => productId);
  const plans = await tx
    .select({ row: tables.plans, product: tables.products.slug, provider: tables.providers.slug })
    .from(tables.plans)
    .innerJoin(tables.products, eq(tables.products.id, tables.plans.productId))
    .innerJoin(tables.providers, eq(tables.providers.id, tables.products.providerId))
    .where(ofOnly(only))
    .orderBy(tables.plans.slug);
  return [
    ...products.map(({ row, provider }) => {
      const { slug, nameFr, nameEn, descriptionFr, descriptionEn } = row;
      const apis = (heldBy.get(row.id) ?? []).map((api) => `${api.slug}@${api.version}`).sort();
      const values = { provider, slug, nameFr, nameEn, descriptionFr, descriptionEn, apis };
      return stored(row.id, thing('product', { ...values, retired: row.retiredAt !== null }));
    }),
    ...plans.map(({ row, product, provider }) => {
      const {
        slug,
        nameFr,
        nameEn,
        ratePerSecond: rate,
        burst,
        quotaPerDay: quotaDay,
        quotaPerMonth: quotaMonth,
        per,
        atLimit,
      } = row;
      const values = { provider, product, slug, nameFr, nameEn, rate, burst, quotaDay, quotaMonth, per, atLimit };
      const ends = { approval: row.approvalNeeded, retired: row.retiredAt !== null };
      return stored(row.id, thing('plan', { ...values, ...ends }));
    }),
  ];
}

async function readRights(tx: Transaction, named: readonly string[], only: Only): Promise<StoredThing[]> {
  const rights = await tx
    .select({ row: tables.resourceRights, account: tables.accounts, provider: tables.providers.slug })
    .from(tables.resourceRights)
    .innerJoin(tables.accounts, eq(tables.accounts.id, tables.resourceRights.accountId))
    .innerJoin(tables.providers, eq(tables.providers.id, tables.resourceRights.providerId))
    .where(ofOnly(only))
    .orderBy(tables.resourceRights.resourceType, tables.resourceRights.resourceId, tables.accounts.email);
  const others =
    named.length === 0
      ? []
      : await tx
          .select()
          .from(tables.accounts)
          .where(inArray(tables.accounts.email, [...named]));
  const accounts = new Map([...rights.map(({ account }) => account), ...others].map((row) => [row.id, row]));
  return [
    ...[...accounts.values()].map(({ id, email, name }) => stored(id, thing('account', { email, name }))),
    ...rights.map(({ row, account, provider }) => {
      const { resourceType: type, resourceId: id, mayRead: read, mayWrite: write } = row;
      return stored(account.id, thing('right', { provider, account: account.email, type, id, read, write }));
    }),
  ];
}
