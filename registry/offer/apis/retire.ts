import { z } from 'zod';
import { findApi, nameOfApi } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { wrongLife } from '#registry/offer/refusals.ts';

/**
 * Ends an API now: it answers no more, its addresses are free, and products do without it; one that held nothing else is
 * taken off the catalogue. Its page stays.
 *
 * @throws Problem `api.not_found` (404), `api.state` (409) for one that is retired
 */
export const retireApi = offerOperation({
  name: 'api.retire',
  summary: 'Ends an API now: it answers no more, its addresses are free.',
  http: { method: 'post', path: '/providers/{provider}/apis/{api}/retire' },
  input: z.strictObject({ ...offerFields, api: apiField }),
  edit: (declared, { api }) => {
    const entry = findApi(declared, api);
    if (entry.status === 'retired') throw wrongLife('retired');
    // What a declaration does not name any more is retired: the same here, in the APIs and in the products.
    const apis = (declared.apis ?? []).filter((one) => nameOfApi(one) !== api);
    const products = (declared.products ?? [])
      .map((product) => ({ ...product, apis: product.apis.filter((one) => one !== api) }))
      .filter((product) => product.apis.length > 0);
    return { provider: { ...declared, apis: handOver(apis, entry), products }, place: [] };
  },
});

type Entries = NonNullable<Parameters<typeof findApi>[0]['apis']>;

/** Profiles are written with the first version of an API: another version keeps them alive. */
function handOver(apis: Entries, retired: Entries[number]): Entries {
  const heir = apis.findIndex(({ slug }) => slug === retired.slug);
  return apis.map((entry, index) =>
    index === heir ? { ...entry, profiles: [...(entry.profiles ?? []), ...(retired.profiles ?? [])] } : entry,
  );
}
