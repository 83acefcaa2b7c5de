/** The rows that a search finds, and how many there are of each kind, provider, tag… */
import { and, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Transaction } from '#database/database.ts';
import { catalogueEntries, providers } from '#database/tables.ts';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';
import type { catalogueEntrySchema, catalogueFacetsSchema } from '#registry/catalogue/search/schema.ts';

/** What narrows a search. A filter that is left out lets everything pass. */
export type EntryFilters = {
  readonly kind?: 'api' | 'product' | undefined;
  readonly provider?: string | undefined;
  /** All of them must be there. */
  readonly tags: readonly string[];
  readonly environment?: 'sandbox' | 'production' | undefined;
  readonly type?: string | undefined;
};

type Facet = 'kind' | 'provider' | 'environment' | 'type';

/** The condition of all filters but `except`: a facet shows what choosing another of its values would give. */
function narrowed(filters: EntryFilters, except?: Facet): SQL {
  const { kind, provider, tags, environment, type } = filters;
  const all = and(
    kind === undefined || except === 'kind' ? undefined : eq(catalogueEntries.kind, kind),
    provider === undefined || except === 'provider' ? undefined : eq(providers.slug, provider),
    tags.length === 0 ? undefined : sql`${catalogueEntries.tags} @> ${sql.param(tags)}::text[]`,
    environment === undefined || except === 'environment'
      ? undefined
      : sql`${environment} = any(${catalogueEntries.environments})`,
    type === undefined || except === 'type' ? undefined : sql`${type} = any(${catalogueEntries.types})`,
  );
  return all ?? sql`true`;
}

/** True for entries that the `tsquery` text finds; null: for all. */
function found(query: string | null): SQL {
  return query === null ? sql`true` : sql`${searched} @@ ${query}::tsquery`;
}

/** All columns but the document, which is large and only searched. */
const { document: searched, ...shownColumns } = getTableColumns(catalogueEntries);

type Asked = {
  readonly filters: EntryFilters;
  /** Text of a `tsquery`; null: no words were asked for. */
  readonly query: string | null;
  /** Words as typed, which weigh more than their other readings; null as above. */
  readonly exact: string | null;
  readonly language: 'fr' | 'en';
  readonly limit: number;
  readonly offset: number;
};

/** Gives a page of the entries that fit, the best first, and how many fit in all. */
export async function readEntries(
  tx: Transaction,
  { filters, query, exact, language, limit, offset }: Asked,
): Promise<{ items: z.input<typeof catalogueEntrySchema>[]; total: number }> {
  // Weights of operations, descriptions, tags and names.
  const rank =
    query === null || exact === null
      ? sql<number>`0::real`
      : sql<number>`ts_rank('{0.1,0.2,0.5,1}', ${searched}, ${query}::tsquery)
          + 2 * ts_rank('{0.1,0.2,0.5,1}', ${searched}, ${exact}::tsquery)`;
  const name = language === 'fr' ? catalogueEntries.nameFr : catalogueEntries.nameEn;
  const rows = await tx
    .select({
      entry: shownColumns,
      provider: { slug: providers.slug, nameFr: providers.nameFr, nameEn: providers.nameEn },
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(catalogueEntries)
    .innerJoin(providers, eq(providers.id, catalogueEntries.providerId))
    .where(and(found(query), narrowed(filters)))
    .orderBy(
      sql`${rank} desc, ${catalogueEntries.deprecated}, lower(${name}), ${providers.slug},
        ${catalogueEntries.kind} desc, ${catalogueEntries.slug}`,
    )
    .limit(limit)
    .offset(offset);
  return { items: rows.map(({ entry, provider }) => present(entry, provider)), total: rows[0]?.total ?? 0 };
}

type ProviderRow = { readonly slug: string; readonly nameFr: string; readonly nameEn: string };
type EntryRow = Omit<typeof catalogueEntries.$inferSelect, 'document'>;

function present(entry: EntryRow, provider: ProviderRow): z.input<typeof catalogueEntrySchema> {
  const { kind, slug, tags, environments, types, deprecated } = entry;
  return {
    kind,
    reference: `${provider.slug}/${slug}`,
    provider: { slug: provider.slug, name: { fr: provider.nameFr, en: provider.nameEn } },
    slug,
    name: { fr: entry.nameFr, en: entry.nameEn },
    description: { fr: entry.descriptionFr, en: entry.descriptionEn },
    tags,
    environments: z.array(z.enum(['sandbox', 'production'])).parse(environments),
    types,
    versions: kind === 'api' ? entry.versions.toSorted((a, b) => compareVersions(b, a)) : [],
    apis: kind === 'product' ? entry.versions : [],
    deprecated,
  };
}

const facetRowSchema = z.array(
  z.object({
    facet: z.enum(['kind', 'provider', 'tag', 'environment', 'type']),
    value: z.string(),
    fr: z.string(),
    en: z.string(),
    count: z.number(),
  }),
);

/** Counts what fits by each facet, in one statement; the most frequent first. */
export async function countFacets(
  tx: Transaction,
  filters: EntryFilters,
  query: string | null,
): Promise<z.input<typeof catalogueFacetsSchema>> {
  const { kind, tags, environments, types } = catalogueEntries;
  const entries = sql`found as catalogue_entries join ${providers} on ${providers.id} = ${catalogueEntries.providerId}`;
  const fitting = (except?: Facet): SQL => narrowed(filters, except);
  // The words are looked for once; what they find goes by the names of the tables, as `narrowed` expects.
  const rows = await tx.execute(sql`
    with found as materialized (
      select kind, provider_id, tags, environments, types from ${catalogueEntries} where ${found(query)})
    select 'kind' as facet, ${kind} as value, ${kind} as fr, ${kind} as en, count(*)::int as count
      from ${entries}
      where ${fitting('kind')} group by ${kind}
    union all
    select 'provider', ${providers.slug}, ${providers.nameFr}, ${providers.nameEn}, count(*)::int
      from ${entries}
      where ${fitting('provider')} group by ${providers.id}
    union all
    (select 'tag', tag, tag, tag, count(*)::int
      from ${entries},
        unnest(${tags}) as tag
      where ${fitting()} group by tag order by count(*) desc, tag limit ${limits.searchTags})
    union all
    select 'environment', environment, environment, environment, count(*)::int
      from ${entries},
        unnest(${environments}) as environment
      where ${fitting('environment')} group by environment
    union all
    select 'type', type, type, type, count(*)::int
      from ${entries},
        unnest(${types}) as type
      where ${fitting('type')} group by type
    order by count desc, value`);
  const counted = facetRowSchema.parse(rows.rows);
  const of = (facet: string): { value: string; label: { fr: string; en: string }; count: number }[] =>
    counted
      .filter((row) => row.facet === facet)
      .map(({ value, fr, en, count }) => ({ value, label: { fr, en }, count }));
  return {
    kinds: of('kind'),
    providers: of('provider'),
    tags: of('tag'),
    environments: of('environment'),
    types: of('type'),
  };
}
