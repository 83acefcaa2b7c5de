/** APIs as the catalogue shows them. */
import { and, asc, eq, getTableColumns, isNull, sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, deployments, issuers, productApis, products, profiles, providers, terms } from '#database/tables.ts';
import { byReference } from '#registry/catalogue/reference-page.ts';
import type { apiFactsSchema, apiSchema, apiSummarySchema } from '#registry/catalogue/schema.ts';

type Environment = 'sandbox' | 'production';

/** `piste/sne-cotation@1.0`: the order of lists, and how an API is named. */
export const apiReference = sql<string>`${providers.slug} || '/' || ${apis.slug} || '@' || ${apis.version}`;

const environmentsOfApi = sql<Environment[]>`array(
  select ${deployments.environment} from ${deployments} where ${deployments.apiId} = ${apis.id} order by 1 desc)`;

/** The columns of a summary; the contract, which may be large, is not among them. */
const summaryColumns = {
  id: apis.id,
  reference: apiReference,
  provider: providers.slug,
  slug: apis.slug,
  version: apis.version,
  nameFr: apis.nameFr,
  nameEn: apis.nameEn,
  descriptionFr: apis.descriptionFr,
  descriptionEn: apis.descriptionEn,
  status: apis.status,
  deprecatedAt: apis.deprecatedAt,
  sunsetAt: apis.sunsetAt,
  successor: sql<string | null>`${providers.slug} || '/' || ${apis.successor}`,
  type: apis.type,
  tags: apis.tags,
  validationNeeded: apis.validationNeeded,
  addedAt: apis.addedAt,
  environments: environmentsOfApi,
};

/** Reads the summaries of the APIs that fit `where`, by reference. */
export async function readApiSummaries(tx: Transaction, where: SQL | undefined, limit: number): Promise<ApiSummary[]> {
  const rows = await tx
    .select(summaryColumns)
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(where)
    .orderBy(byReference(apiReference))
    .limit(limit);
  return rows.map(({ nameFr, nameEn, descriptionFr, descriptionEn, addedAt, deprecatedAt, sunsetAt, ...row }) => ({
    ...row,
    deprecatedAt: deprecatedAt?.toISOString() ?? null,
    sunsetAt: sunsetAt?.toISOString() ?? null,
    name: { fr: nameFr, en: nameEn },
    description: { fr: descriptionFr, en: descriptionEn },
    addedAt: addedAt.toISOString(),
  }));
}

type ApiSummary = z.input<typeof apiSummarySchema>;

/** Adds to `summary` all but the contract, which may be large. */
export async function readApiFacts(tx: Transaction, summary: ApiSummary): Promise<ApiFacts> {
  const { contract, ...columns } = getTableColumns(apis);
  const [row] = await tx
    .select({ api: columns, hasContract: sql<boolean>`${contract} is not null`, terms: terms.slug })
    .from(apis)
    .leftJoin(terms, eq(terms.id, apis.termsId))
    .where(eq(apis.id, summary.id));
  if (row === undefined) throw new Error(`the API ${summary.id} went away inside a transaction`);
  const { api } = row;
  return {
    ...summary,
    hasContract: row.hasContract,
    dialect: api.dialect,
    credential: api.credential,
    requiredScopes: api.requiredScopes,
    cors: api.cors,
    webSocket: api.webSocket,
    openData: api.openData,
    approver: api.approverEmail,
    administrator: api.administratorEmail,
    terms: row.terms === null ? null : `${summary.provider}/${row.terms}`,
    deployments: await readDeployments(tx, api.id),
    profiles: await readProfiles(tx, api.providerId, api.slug),
    products: await readProductReferences(tx, summary),
  };
}

type ApiFacts = z.input<typeof apiFactsSchema>;

/** Adds to `summary` all that everybody may know. */
export async function readApiDetails(tx: Transaction, summary: ApiSummary): Promise<z.input<typeof apiSchema>> {
  const [row] = await tx.select({ contract: apis.contract }).from(apis).where(eq(apis.id, summary.id));
  return { ...(await readApiFacts(tx, summary)), contract: row?.contract ?? null };
}

async function readDeployments(tx: Transaction, apiId: string): Promise<z.input<typeof apiSchema>['deployments']> {
  const { environment, label, host, basePath } = deployments;
  return tx
    .select({ environment, label, host, basePath, issuer: issuers.slug, issuerUrl: issuers.url })
    .from(deployments)
    .leftJoin(issuers, eq(issuers.id, deployments.issuerId))
    .where(eq(deployments.apiId, apiId))
    .orderBy(sql`${deployments.environment} desc`);
}

async function readProfiles(
  tx: Transaction,
  providerId: string,
  apiSlug: string,
): Promise<z.input<typeof apiSchema>['profiles']> {
  const rows = await tx
    .select()
    .from(profiles)
    .where(and(eq(profiles.providerId, providerId), eq(profiles.apiSlug, apiSlug), isNull(profiles.retiredAt)))
    .orderBy(asc(profiles.code));
  return rows.map(({ code, nameFr, nameEn }) => ({ code, name: { fr: nameFr, en: nameEn } }));
}

async function readProductReferences(tx: Transaction, api: ApiSummary): Promise<string[]> {
  const rows = await tx
    .select({ slug: products.slug })
    .from(productApis)
    .innerJoin(products, eq(products.id, productApis.productId))
    .where(and(eq(productApis.apiId, api.id), sql`${products.retiredAt} is null`))
    .orderBy(asc(products.slug));
  return rows.map(({ slug }) => `${api.provider}/${slug}`);
}
