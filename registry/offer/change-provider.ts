import { z } from 'zod';
import { email, name, timeZone } from '#registry/declarations/schema.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Sets the names of a provider, where its consumers write to, and where its quotas' days begin and end. In another time
 * zone no quota is opened again: what was used of the day and the month under way goes along.
 */
export const changeProvider = offerOperation({
  name: 'provider.change',
  summary: 'Sets the names of a provider, where its consumers write to, and the time zone of its quotas.',
  http: { method: 'put', path: '/providers/{provider}' },
  input: z.strictObject({
    ...offerFields,
    name: name.describe('Name, as people see it.'),
    contact: email.describe('Where its consumers write to.'),
    timeZone: timeZone
      .optional()
      .describe('Time zone in which the days and months of its quotas begin and end. Left out: stays as it is.'),
  }),
  edit: (declared, { name: shown, contact, timeZone: zone }) => ({
    provider: { ...declared, name: shown, contact, timeZone: zone ?? declared.timeZone },
    place: [],
  }),
});
