import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Transaction } from '#database/database.ts';
import { environmentSchema } from '#registry/catalogue/schema.ts';
import { countFacets, readEntries, type EntryFilters } from '#registry/catalogue/search/entries.ts';
import {
  correctedSearch,
  readSearchWords,
  searchQueries,
  suggestedSearches,
  type SearchWord,
} from '#registry/catalogue/search/query.ts';
import { catalogueSearchSchema } from '#registry/catalogue/search/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';

const inputSchema = z.strictObject({
  search: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('Words to look for; accents, capitals and a typing error are forgiven.'),
  kind: z.enum(['api', 'product']).optional(),
  provider: z.string().trim().max(64).optional().describe('Slug of a provider.'),
  tag: z.array(z.string().trim().max(100)).max(10).default([]).describe('Tags that all must be there.'),
  environment: environmentSchema.optional(),
  type: z.string().trim().max(50).optional().describe('Style of API: `REST`.'),
  language: z.enum(['fr', 'en']).default('fr').describe('Language of the names that equally good finds are sorted by.'),
  facets: z.boolean().default(true).describe('False: what each filter would give is not counted.'),
  page: z.coerce.number().int().min(1).max(limits.searchPages).default(1),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(20).describe('Entries of one page.'),
});

type Input = z.output<typeof inputSchema>;
type Found = z.input<typeof catalogueSearchSchema>;

const noFacets: Found['facets'] = { kinds: [], providers: [], tags: [], environments: [], types: [] };

/**
 * Searches the catalogue: APIs (all versions of one together) and products, in both languages at once, the best first;
 * without words, by name.
 */
export const searchCatalogue = operation({
  name: 'catalogue.search',
  summary: 'Searches APIs and products by words and filters; forgives accents and typing errors.',
  http: { method: 'get', path: '/catalogue' },
  input: inputSchema,
  output: catalogueSearchSchema,
  authorise: mayBrowse,
  perform: async (work, _granted, input) => ({ result: await search(work.tx, input), audit: [] }),
});

async function search(tx: Transaction, input: Input): Promise<Found> {
  const words = input.search === undefined ? [] : await readSearchWords(tx, input.search);
  // Something was typed, but neither letter nor digit: nothing can hold it.
  if (words.length === 0 && (input.search ?? '') !== '') return nothing(input);
  const { all, exact } = searchQueries(words);
  const filters: EntryFilters = { ...input, tags: input.tag };
  const query = words.length === 0 ? null : all;
  const asked = { filters, query, exact: query === null ? null : exact, language: input.language };
  const { limit, page } = input;
  const { items, total } = await readEntries(tx, { ...asked, limit, offset: (page - 1) * limit });
  const facets = input.facets ? await countFacets(tx, filters, query) : noFacets;
  return {
    items,
    total,
    page,
    pages: Math.max(1, Math.ceil(total / limit)),
    facets,
    corrected: correctedSearch(words),
    ...(total > 0 || page > 1 ? { suggestions: [], nearby: [] } : await instead(tx, words, input.language)),
  };
}

/** What to offer when nothing was found: searches with nearer words, and what has any of the words, filters aside. */
async function instead(
  tx: Transaction,
  words: readonly SearchWord[],
  language: Input['language'],
): Promise<Pick<Found, 'suggestions' | 'nearby'>> {
  if (words.length === 0) return { suggestions: [], nearby: [] };
  const { any, exact } = searchQueries(words);
  const asked = { filters: { tags: [] }, query: any, exact, language, limit: limits.searchNearby, offset: 0 };
  const { items } = await readEntries(tx, asked);
  return { suggestions: suggestedSearches(words), nearby: items };
}

function nothing({ page }: Input): Found {
  return { items: [], total: 0, page, pages: 1, facets: noFacets, corrected: null, suggestions: [], nearby: [] };
}
