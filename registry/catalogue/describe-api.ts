import { and, desc, eq, inArray, ne, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, issuers, products, providers, terms, termsVersions } from '#database/tables.ts';
import { readApiFacts, readApiSummaries } from '#registry/catalogue/apis.ts';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';
import { readProducts } from '#registry/catalogue/products.ts';
import { readProvider } from '#registry/catalogue/provider-of.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import {
  apiFactsSchema,
  apiSummarySchema,
  environmentSchema,
  localisedSchema,
  productSchema,
  providerSchema,
} from '#registry/catalogue/schema.ts';
import { publicTokenUrl } from '#registry/issuers/addresses.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';

const issuerOfApiSchema = z.object({
  environment: environmentSchema,
  slug: z.string(),
  url: z.string(),
  dialect: z.enum(['piste', 'identityserver']),
  /** Its public token endpoint. */
  tokenUrl: z.string(),
  grants: z.array(z.string()),
});

const descriptionSchema = z.object({
  api: apiFactsSchema,
  provider: providerSchema,
  /** Its versions that are no drafts, this one among them, the newest first. */
  versions: z.array(apiSummarySchema),
  /** Products on offer that hold this version. */
  products: z.array(productSchema),
  /** Authorization servers whose tokens open it. */
  issuers: z.array(issuerOfApiSchema),
  /** Terms to accept, and the version in force; null: none. */
  terms: z.object({ reference: z.string(), title: localisedSchema, version: z.string().nullable() }).nullable(),
});

/**
 * Gives one version of an API with all that its page shows; a retired one too, a draft never. Without a version: the
 * newest published one.
 *
 * @throws Problem `api.not_found` (404)
 */
export const describeApi = operation({
  name: 'api.describe',
  summary: 'Gives an API with its versions side by side, its products, authorization servers and terms.',
  http: { method: 'get', path: '/apis/{provider}/{api}/overview' },
  input: z.strictObject({
    provider: z.string().trim().max(64).describe('Slug of its provider.'),
    api: z.string().trim().max(64).describe('Its slug.'),
    version: z.string().trim().max(32).optional().describe('Left out: the newest that is published.'),
  }),
  output: descriptionSchema,
  authorise: mayBrowse,
  perform: async ({ tx, now }, _granted, asked) => {
    const named = and(eq(providers.slug, asked.provider), eq(apis.slug, asked.api), ne(apis.status, 'draft'));
    const found = await readApiSummaries(tx, named, 1_000);
    const versions = found.toSorted((a, b) => compareVersions(b.version, a.version));
    const summary =
      asked.version === undefined
        ? (versions.find(({ status }) => status === 'published') ?? versions[0])
        : versions.find(({ version }) => version === asked.version);
    if (summary === undefined) throw apiNotFound();
    const api = await readApiFacts(tx, summary);
    const result = {
      api,
      provider: await readProvider(tx, summary.provider),
      versions,
      products: await readHolding(tx, api.products),
      issuers: await readIssuers(tx, api.deployments),
      terms: api.terms === null ? null : await readTermsInForce(tx, api.terms, now),
    };
    return { result, audit: [] };
  },
});

type Description = z.input<typeof descriptionSchema>;

async function readHolding(tx: Transaction, references: readonly string[]): Promise<Description['products']> {
  if (references.length === 0) return [];
  const [provider = ''] = references[0]?.split('/') ?? [];
  const slugs = references.map((reference) => reference.slice(provider.length + 1));
  return readProducts(tx, and(eq(providers.slug, provider), inArray(products.slug, slugs)), references.length);
}

async function readIssuers(
  tx: Transaction,
  deployments: Description['api']['deployments'],
): Promise<Description['issuers']> {
  const slugs = deployments.flatMap(({ issuer }) => (issuer === null ? [] : [issuer]));
  if (slugs.length === 0) return [];
  const rows = await tx.select().from(issuers).where(inArray(issuers.slug, slugs)).orderBy(desc(issuers.environment));
  return rows.map((issuer) => {
    const { environment, slug, url, dialect, grants } = issuer;
    return { environment, slug, url, dialect, tokenUrl: publicTokenUrl(issuer), grants };
  });
}

async function readTermsInForce(tx: Transaction, reference: string, now: Date): Promise<Description['terms']> {
  const [provider = '', slug = ''] = reference.split('/', 2);
  const [row] = await tx
    .select({ fr: terms.titleFr, en: terms.titleEn, version: termsVersions.version })
    .from(terms)
    .innerJoin(providers, eq(providers.id, terms.providerId))
    .leftJoin(termsVersions, and(eq(termsVersions.termsId, terms.id), lte(termsVersions.effectiveAt, now)))
    .where(and(eq(providers.slug, provider), eq(terms.slug, slug)))
    .orderBy(desc(termsVersions.effectiveAt))
    .limit(1);
  return row === undefined ? null : { reference, title: { fr: row.fr, en: row.en }, version: row.version };
}
