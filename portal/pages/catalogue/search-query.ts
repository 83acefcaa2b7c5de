/** The search that an address asks for, and the addresses of searches beside it. */
import type { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import type { Visit } from '#portal/visit/visit.ts';
import { parseInput } from '#registry/operation.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';

export type CatalogueSearch = z.output<typeof searchCatalogue.input>;

const oneEach = ['search', 'kind', 'provider', 'environment', 'type', 'page'] as const;

/** Reads the search; what the address holds besides is left aside, what is odd in it counts as absent. */
export function readSearch({ url, language }: Visit): CatalogueSearch {
  const given: Record<string, unknown> = { language, tag: url.searchParams.getAll('tag').slice(0, 10) };
  for (const name of oneEach) {
    const value = url.searchParams.get(name);
    if (value !== null && value !== '') given[name] = value.slice(0, 200);
  }
  const parsed = searchCatalogue.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const odd = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  return parseInput(
    searchCatalogue.input,
    Object.fromEntries(Object.entries(given).filter(([name]) => !odd.has(name))),
  );
}

type Changes = Partial<Pick<CatalogueSearch, 'search' | 'kind' | 'provider' | 'environment' | 'type' | 'tag' | 'page'>>;

/** The address of `search` with `changes`; any change but that of the page leads to the first page. */
export function searchAddress(search: CatalogueSearch, changes: Changes): string {
  const { search: words, kind, provider, environment, type, tag, page } = { ...search, page: 1, ...changes };
  const address = addresses.catalogue.to({
    search: words,
    kind,
    provider,
    environment,
    type,
    page: page === 1 ? '' : page,
  });
  const tags = tag.map((one) => `tag=${encodeURIComponent(one)}`).join('&');
  return tags === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${tags}`;
}
