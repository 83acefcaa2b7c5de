/** What a snapshot is built from, read from the registry at one moment. */
import { asc, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
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
  readonly subscriptions: readonly Pick<
    Row<typeof tables.subscriptions>,
    'applicationId' | 'productId' | 'planId' | 'state' | 'requestedAt'
  >[];
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
        issuers: await tx.select().from(tables.issuers).where(eq(tables.issuers.enabled, true)),
        apis: await tx.select().from(tables.apis).orderBy(asc(tables.apis.addedAt)),
        deployments: await tx.select().from(tables.deployments),
        providers: await tx.select().from(tables.providers),
        termsVersions: await tx
          .select({
            id: tables.termsVersions.id,
            termsId: tables.termsVersions.termsId,
            effectiveAt: tables.termsVersions.effectiveAt,
          })
          .from(tables.termsVersions)
          .orderBy(asc(tables.termsVersions.effectiveAt)),
        applications: await tx
          .select({
            id: tables.applications.id,
            name: tables.applications.name,
            organisationId: tables.applications.organisationId,
            organisation: tables.organisations.slug,
            environment: tables.applications.environment,
            enabled: tables.applications.enabled,
            status: tables.applications.status,
            credentialId: tables.credentials.id,
            clientId: tables.credentials.clientId,
            javascriptOrigins: tables.credentials.javascriptOrigins,
          })
          .from(tables.applications)
          .innerJoin(tables.organisations, eq(tables.organisations.id, tables.applications.organisationId))
          .innerJoin(tables.credentials, eq(tables.credentials.applicationId, tables.applications.id))
          .where(isNull(tables.applications.deletedAt)),
        secrets: await tx
          .select({
            id: tables.secrets.id,
            credentialId: tables.secrets.credentialId,
            digest: tables.secrets.digest,
            expiresAt: tables.secrets.expiresAt,
          })
          .from(tables.secrets)
          .where(isNull(tables.secrets.withdrawnAt)),
        subscriptions: await tx
          .select({
            applicationId: tables.subscriptions.applicationId,
            productId: tables.subscriptions.productId,
            planId: tables.subscriptions.planId,
            state: tables.subscriptions.state,
            requestedAt: tables.subscriptions.requestedAt,
          })
          .from(tables.subscriptions),
        productApis: await tx.select().from(tables.productApis),
        consents: await tx
          .select({
            applicationId: tables.consents.applicationId,
            termsVersionId: tables.consents.termsVersionId,
          })
          .from(tables.consents),
        profiles: await tx
          .select({
            applicationId: tables.profileAssignments.applicationId,
            providerId: tables.profiles.providerId,
            apiSlug: tables.profiles.apiSlug,
            code: tables.profiles.code,
          })
          .from(tables.profileAssignments)
          .innerJoin(tables.profiles, eq(tables.profiles.id, tables.profileAssignments.profileId))
          .orderBy(asc(tables.profiles.code)),
        accounts: await tx
          .select({ id: tables.accounts.id, email: tables.accounts.email, active: tables.accounts.active })
          .from(tables.accounts),
        rights: await tx.select().from(tables.resourceRights),
        plans: await tx.select().from(tables.plans),
        deniedTokens: await tx
          .select({ key: tables.deniedTokens.key, expiresAt: tables.deniedTokens.expiresAt })
          .from(tables.deniedTokens)
          .where(gt(tables.deniedTokens.expiresAt, now)),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
