import { z } from 'zod';
import { findApi, putApi } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { apiField, apiSettingsSchema } from '#registry/offer/apis/settings.ts';

/**
 * Sets the texts and settings of an API, all of them: what is left out gets its default. Its contract, its state and its
 * profiles stay as they are.
 *
 * @throws Problem `api.not_found` (404)
 */
export const changeApi = offerOperation({
  name: 'api.change',
  summary: 'Sets the texts and settings of an API, all of them; contract, state and profiles stay.',
  http: { method: 'put', path: '/providers/{provider}/apis/{api}' },
  input: z.strictObject({ ...offerFields, api: apiField, ...apiSettingsSchema.shape }),
  edit: (declared, { provider: _provider, dryRun: _dryRun, api, ...settings }) => {
    const { slug, version, status, deprecated, sunset, successor, contract, profiles } = findApi(declared, api);
    const kept = { slug, version, status, deprecated, sunset, successor, contract, profiles };
    return putApi(declared, { ...kept, ...settings });
  },
});
