import type { ProviderInput } from '#registry/declarations/compose.ts';
import { findApi, nameOfApi, putApi, type ApiEntry, type ProfileEntry } from '#registry/offer/entries.ts';
import type { Revision } from '#registry/offer/revise.ts';

type Owner = { readonly entry: ApiEntry; readonly replace: (profiles: ProfileEntry[]) => Revision };

/** The version of the API `slug` under which the profiles of all of them stand. @throws Problem `api.not_found` (404) */
export function ownerOfProfiles(declared: ProviderInput, slug: string): Owner {
  const versions = declared.apis?.filter((entry) => entry.slug === slug) ?? [];
  const holder = versions.find(({ profiles = [] }) => profiles.length > 0) ?? versions[0];
  const entry = findApi(declared, holder === undefined ? '' : nameOfApi(holder));
  return { entry, replace: (profiles) => putApi(declared, { ...entry, profiles }) };
}
