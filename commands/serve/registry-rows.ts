/** What a snapshot is built from, read from the registry at one moment. */
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { Database, Transaction } from '#database/database.ts';
import * as tables from '#database/tables.ts';

type Row<Table extends { readonly $inferSelect: unknown }> = Table['$inferSelect'];

export type RegistryRows = {
  readonly registryId: string;
  readonly revision: number;
  readonly issuers: readonly Row<typeof tables.issuers>[];
  readonly apis: readonly Row<typeof tables.apis>[];
  readonly deployments: readonly Row<typeof tables.deployments>[];
  readonly providers: readonly Row<typeof tables.providers>[];
  readonly termsVersions: readonly Pick<Row<typeof tables.termsVersions>, 'id' | 'termsId' | 'effectiveAt'>[];
  readonly applications: readonly (Pick<
    Row<typeof tables.applications>,
    'id' | 'name' | 'organisationId' | 'environment' | 'enabled' | 'status'
  > & {
    readonly organisation: string;
    readonly credentialId: string;
    readonly clientId: string;
    readonly javascriptOrigins: readonly string[];
  })[];
  readonly secrets: readonly Pick<Row<typeof tables.secrets>, 'id' | 'credentialId' | 'digest' | 'expiresAt'>[];
  readonly apiKeys: readonly (Pick<Row<typeof tables.apiKeys>, 'id' | 'digest' | 'expiresAt'> & {
    readonly clientId: string;
  })[];
  readonly subscriptions: readonly Pick<
    Row<typeof tables.subscriptions>,
    'applicationId' | 'productId' | 'planId' | 'state' | 'requestedAt'
  >[];
  readonly products: readonly Pick<Row<typeof tables.products>, 'id' | 'providerId'>[];
  readonly productApis: readonly Row<typeof tables.productApis>[];
  readonly consents: readonly Pick<Row<typeof tables.consents>, 'applicationId' | 'termsVersionId'>[];
  readonly profiles: readonly {
    readonly applicationId: string;
    readonly providerId: string;
    readonly apiSlug: string;
    readonly code: string;
  }[];
  readonly accounts: readonly Pick<Row<typeof tables.accounts>, 'id' | 'email' | 'active'>[];
  readonly rights: readonly Row<typeof tables.resourceRights>[];
  readonly plans: readonly Row<typeof tables.plans>[];
  readonly deniedTokens: readonly Pick<Row<typeof tables.deniedTokens>, 'key' | 'expiresAt'>[];
};

/** Reads them all in one transaction that sees one state of the registry. Secrets come as digests, never opened. */
export async function readRegistryRows(database: Database, now: Date): Promise<RegistryRows> {
  return database.query.transaction(
    async (tx) => {
      const [revision] = await tx.select().from(tables.registryRevision);
      if (revision === undefined) throw new Error('the registry has no revision');
      return {
        registryId: revision.registryId,
        revision: revision.revision,
        ...(await readOffer(tx)),
        ...(await readApplications(tx)),
        ...(await readPeople(tx, now)),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** What providers offer. */
async function readOffer(tx: Transaction) {
  const { id, termsId, effectiveAt } = tables.termsVersions;
  const { products } = tables;
  return {
    issuers: await tx.select().from(tables.issuers).where(eq(tables.issuers.enabled, true)),
    apis: await tx.select().from(tables.apis).orderBy(asc(tables.apis.addedAt)),
    deployments: await tx.select().from(tables.deployments),
    providers: await tx.select().from(tables.providers),
    termsVersions: await tx
      .select({ id, termsId, effectiveAt })
      .from(tables.termsVersions)
      .orderBy(asc(tables.termsVersions.effectiveAt)),
    products: await tx.select({ id: products.id, providerId: products.providerId }).from(products),
    productApis: await tx.select().from(tables.productApis),
    plans: await tx.select().from(tables.plans),
  };
}

/** Applications and what hangs on them. */
async function readApplications(tx: Transaction) {
  const { apiKeys, applications, credentials, organisations, secrets, subscriptions, consents } = tables;
  const { profileAssignments, profiles } = tables;
  return {
    applications: await tx
      .select({
        id: applications.id,
        name: applications.name,
        organisationId: applications.organisationId,
        organisation: organisations.slug,
        environment: applications.environment,
        enabled: applications.enabled,
        status: applications.status,
        credentialId: credentials.id,
        clientId: credentials.clientId,
        javascriptOrigins: credentials.javascriptOrigins,
      })
      .from(applications)
      .innerJoin(organisations, eq(organisations.id, applications.organisationId))
      .innerJoin(credentials, eq(credentials.applicationId, applications.id))
      .where(isNull(applications.deletedAt)),
    secrets: await tx
      .select({
        id: secrets.id,
        credentialId: secrets.credentialId,
        digest: secrets.digest,
        expiresAt: secrets.expiresAt,
      })
      .from(secrets)
      .where(isNull(secrets.withdrawnAt)),
    apiKeys: await tx
      .select({ id: apiKeys.id, digest: apiKeys.digest, expiresAt: apiKeys.expiresAt, clientId: credentials.clientId })
      .from(apiKeys)
      .innerJoin(credentials, eq(credentials.applicationId, apiKeys.applicationId))
      .innerJoin(applications, eq(applications.id, apiKeys.applicationId))
      .where(and(isNull(apiKeys.withdrawnAt), isNull(applications.deletedAt))),
    subscriptions: await tx.select().from(subscriptions),
    consents: await tx
      .select({ applicationId: consents.applicationId, termsVersionId: consents.termsVersionId })
      .from(consents),
    profiles: await tx
      .select({
        applicationId: profileAssignments.applicationId,
        providerId: profiles.providerId,
        apiSlug: profiles.apiSlug,
        code: profiles.code,
      })
      .from(profileAssignments)
      .innerJoin(profiles, and(eq(profiles.id, profileAssignments.profileId), isNull(profiles.retiredAt)))
      .orderBy(asc(profiles.code)),
  };
}

/** Accounts that tokens may speak for, their rights, and tokens that must be refused. */
async function readPeople(tx: Transaction, now: Date) {
  const { accounts, deniedTokens } = tables;
  return {
    accounts: await tx.select({ id: accounts.id, email: accounts.email, active: accounts.active }).from(accounts),
    rights: await tx.select().from(tables.resourceRights),
    deniedTokens: await tx
      .select({ key: deniedTokens.key, expiresAt: deniedTokens.expiresAt })
      .from(deniedTokens)
      .where(gt(deniedTokens.expiresAt, now)),
  };
}
