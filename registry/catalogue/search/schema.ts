/** What a search of the catalogue gives. */
import { z } from 'zod';
import { environmentSchema, localisedSchema } from '#registry/catalogue/schema.ts';

/** One thing found: an API with all its versions together, or a product. */
export const catalogueEntrySchema = z.object({
  kind: z.enum(['api', 'product']),
  /** `provider/slug`; with `@version` it names a version of an API. */
  reference: z.string(),
  provider: z.object({ slug: z.string(), name: localisedSchema }),
  slug: z.string(),
  name: localisedSchema,
  description: localisedSchema,
  tags: z.array(z.string()),
  environments: z.array(environmentSchema),
  types: z.array(z.string()),
  /** An API's versions that answer, the newest first; none for a product. */
  versions: z.array(z.string()),
  /** A product's APIs as `slug@version`; none for an API. */
  apis: z.array(z.string()),
  /** True: it is going to end; no version of it is published any more. */
  deprecated: z.boolean(),
});

export type CatalogueEntry = z.output<typeof catalogueEntrySchema>;

const facetSchema = z.array(z.object({ value: z.string(), label: localisedSchema, count: z.number().int() }));

/** How many would be found for each value of a filter, the others as they are. */
export const catalogueFacetsSchema = z.object({
  kinds: facetSchema,
  providers: facetSchema,
  tags: facetSchema,
  environments: facetSchema,
  types: facetSchema,
});

export const catalogueSearchSchema = z.object({
  items: z.array(catalogueEntrySchema),
  total: z.number().int(),
  page: z.number().int(),
  /** At least 1. */
  pages: z.number().int(),
  facets: catalogueFacetsSchema,
  /** What was searched when a word seems to have a typing error; null: what was asked. */
  corrected: z.string().nullable(),
  /** When nothing was found: other searches to try, and entries that have some of the words. */
  suggestions: z.array(z.string()),
  nearby: z.array(catalogueEntrySchema),
});
