import { z } from 'zod';
import { code, name, slug } from '#registry/declarations/schema.ts';
import { indexIn, put } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { ownerOfProfiles } from '#registry/offer/profiles/owner.ts';

/**
 * Sets a business profile of an API, or adds it; one that was given up is given again, with those who had it.
 *
 * @throws Problem `api.not_found` (404)
 */
export const writeProfile = offerOperation({
  name: 'profile.write',
  summary: 'Sets a business profile of an API (all its versions), or adds it.',
  http: { method: 'put', path: '/providers/{provider}/profiles/{api}/{profile}' },
  input: z.strictObject({
    ...offerFields,
    api: slug.describe('The API, all its versions: its slug.'),
    profile: code.describe('What the API sees: `EPCI`.'),
    name: name.describe('Name, as people see it.'),
  }),
  edit: (declared, { api, profile, name: shown }) => {
    const { entry, replace } = ownerOfProfiles(declared, api);
    const index = indexIn(entry.profiles, (one) => one.code === profile);
    const { list, at } = put(entry.profiles, index, { code: profile, name: shown });
    const { provider, place } = replace(list);
    return { provider, place: [...place, 'profiles', at] };
  },
});
