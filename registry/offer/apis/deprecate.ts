import { z } from 'zod';
import { apiName, moment } from '#registry/declarations/schema.ts';
import { findApi, putApi } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { endPassed, wrongLife } from '#registry/offer/refusals.ts';

/**
 * Announces the end of an API: its answers and its page say so from now on, and its subscribers are told by mail (see
 * `notices/`). Said again with other dates, those hold, and the subscribers hear of them.
 *
 * @throws Problem `api.not_found` (404), `api.state` (409) for drafts and retired ones, `api.sunset_passed` (422)
 */
export const deprecateApi = offerOperation({
  name: 'api.deprecate',
  summary: 'Announces the end of an API, with the day on which it stops to answer and what takes its place.',
  http: { method: 'post', path: '/providers/{provider}/apis/{api}/deprecate' },
  input: z.strictObject({
    ...offerFields,
    api: apiField,
    deprecated: moment.optional().describe('Since when, or from when on, it is deprecated. Left out: now.'),
    sunset: moment.optional().describe('When it stops to answer. Left out: no day is named yet.'),
    successor: apiName.optional().describe('Which API of the provider takes its place, as `slug@version`.'),
  }),
  edit: (declared, { api, deprecated, sunset, successor }, { now }) => {
    const entry = findApi(declared, api);
    if (entry.status !== 'published' && entry.status !== 'deprecated') throw wrongLife(entry.status ?? 'published');
    // To end it at once is another decision than to announce an end.
    if (sunset !== undefined && new Date(sunset) <= now) throw endPassed();
    const since = deprecated ?? entry.deprecated ?? now.toISOString();
    const { sunset: _sunset, successor: _successor, ...rest } = entry;
    const announced = {
      ...(sunset === undefined ? {} : { sunset }),
      ...(successor === undefined ? {} : { successor }),
    };
    return putApi(declared, { ...rest, status: 'deprecated', deprecated: since, ...announced });
  },
});
