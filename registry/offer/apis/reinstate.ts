import { z } from 'zod';
import { findApi, putApi } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { wrongLife } from '#registry/offer/refusals.ts';

/**
 * Takes the announced end of an API back.
 *
 * @throws Problem `api.not_found` (404), `api.state` (409) for one that is not deprecated
 */
export const reinstateApi = offerOperation({
  name: 'api.reinstate',
  summary: 'Takes the announced end of an API back.',
  http: { method: 'post', path: '/providers/{provider}/apis/{api}/reinstate' },
  input: z.strictObject({ ...offerFields, api: apiField }),
  edit: (declared, { api }) => {
    const { deprecated: _deprecated, sunset: _sunset, successor: _successor, ...entry } = findApi(declared, api);
    if (entry.status !== 'deprecated') throw wrongLife(entry.status ?? 'published');
    return putApi(declared, { ...entry, status: 'published' });
  },
});
