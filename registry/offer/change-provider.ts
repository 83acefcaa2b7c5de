import { z } from 'zod';
import { email, name } from '#registry/declarations/schema.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/** Sets the names of a provider and where its consumers write to. */
export const changeProvider = offerOperation({
  name: 'provider.change',
  summary: 'Sets the names of a provider and where its consumers write to.',
  http: { method: 'put', path: '/providers/{provider}' },
  input: z.strictObject({
    ...offerFields,
    name: name.describe('Name, as people see it.'),
    contact: email.describe('Where its consumers write to.'),
  }),
  edit: (declared, { name: shown, contact }) => ({
    provider: { ...declared, name: shown, contact },
    place: [],
  }),
});
