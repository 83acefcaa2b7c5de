import { z } from 'zod';
import { code, slug } from '#registry/declarations/schema.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { ownerOfProfiles } from '#registry/offer/profiles/owner.ts';
import { profileNotFound } from '#registry/profiles/find.ts';

/**
 * Gives a business profile up: the API is told of it no more.
 *
 * @throws Problem `api.not_found` (404), `profile.not_found` (404)
 */
export const retireProfile = offerOperation({
  name: 'profile.retire',
  summary: 'Gives a business profile up: the API is told of it no more.',
  http: { method: 'delete', path: '/providers/{provider}/profiles/{api}/{profile}' },
  input: z.strictObject({ ...offerFields, api: slug, profile: code }),
  edit: (declared, { api, profile }) => {
    const { entry, replace } = ownerOfProfiles(declared, api);
    const profiles = entry.profiles?.filter((one) => one.code !== profile) ?? [];
    if (profiles.length === (entry.profiles?.length ?? 0)) throw profileNotFound();
    return replace(profiles);
  },
});
