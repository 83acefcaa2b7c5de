/** Finding and replacing entries of a provider's description, each with its place for the faults. */
import type { ProviderInput } from '#registry/declarations/compose.ts';
import type { Revision } from '#registry/offer/revise.ts';
import { notFound } from '#registry/reference.ts';

export type ApiEntry = NonNullable<ProviderInput['apis']>[number];
export type ProductEntry = NonNullable<ProviderInput['products']>[number];
export type PlanEntry = ProductEntry['plans'][number];
export type TermsEntry = NonNullable<ProviderInput['terms']>[number];
export type ProfileEntry = NonNullable<ApiEntry['profiles']>[number];

/** `slug@version` */
export function nameOfApi({ slug, version }: Pick<ApiEntry, 'slug' | 'version'>): string {
  return `${slug}@${version}`;
}

/** The entry of `list` that `is` the one; its index is -1 and the list as it was when there is none. */
export function indexIn<Entry>(list: readonly Entry[] | undefined, is: (entry: Entry) => boolean): number {
  return list?.findIndex(is) ?? -1;
}

/** Gives `list` with `entry` at `index`, or at the end for -1, and where it stands now. */
export function put<Entry>(
  list: readonly Entry[] | undefined,
  index: number,
  entry: Entry,
): { readonly list: Entry[]; readonly at: number } {
  const all = [...(list ?? [])];
  if (index === -1) return { list: [...all, entry], at: all.length };
  all[index] = entry;
  return { list: all, at: index };
}

/** The API `name` (`slug@version`). @throws Problem `api.not_found` (404) */
export function findApi(declared: ProviderInput, name: string): ApiEntry {
  const found = declared.apis?.find((entry) => nameOfApi(entry) === name);
  if (found === undefined) {
    throw notFound('api.not_found', { en: 'There is no such API.', fr: "Cette API n'existe pas." });
  }
  return found;
}

/** The description with `entry` in the place of the API of its name, or added. */
export function putApi(declared: ProviderInput, entry: ApiEntry): Revision {
  const index = indexIn(declared.apis, (one) => nameOfApi(one) === nameOfApi(entry));
  const { list, at } = put(declared.apis, index, entry);
  return { provider: { ...declared, apis: list }, place: ['apis', at] };
}

/** The product `slug`. @throws Problem `product.not_found` (404) */
export function findProductEntry(declared: ProviderInput, slug: string): ProductEntry {
  const found = declared.products?.find((entry) => entry.slug === slug);
  if (found === undefined) {
    throw notFound('product.not_found', { en: 'There is no such product.', fr: "Ce produit n'existe pas." });
  }
  return found;
}

export function putProduct(declared: ProviderInput, entry: ProductEntry): Revision {
  const index = indexIn(declared.products, ({ slug }) => slug === entry.slug);
  const { list, at } = put(declared.products, index, entry);
  return { provider: { ...declared, products: list }, place: ['products', at] };
}

/** The terms `slug`. @throws Problem `terms.not_found` (404) */
export function findTermsEntry(declared: ProviderInput, slug: string): TermsEntry {
  const found = declared.terms?.find((entry) => entry.slug === slug);
  if (found === undefined) {
    throw notFound('terms.not_found', { en: 'There are no such terms.', fr: "Ces conditions n'existent pas." });
  }
  return found;
}

export function putTerms(declared: ProviderInput, entry: TermsEntry): Revision {
  const index = indexIn(declared.terms, ({ slug }) => slug === entry.slug);
  const { list, at } = put(declared.terms, index, entry);
  return { provider: { ...declared, terms: list }, place: ['terms', at] };
}
