import { z } from 'zod';
import { readProvider } from '#registry/catalogue/provider-of.ts';
import { providerSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Gives one provider.
 *
 * @throws Problem `provider.not_found` (404)
 */
export const getProvider = operation({
  name: 'provider.get',
  summary: 'Gives one provider of the catalogue.',
  http: { method: 'get', path: '/providers/{provider}' },
  input: z.strictObject({ provider: referenceSchema.describe('Its id or slug.') }),
  output: providerSchema,
  authorise: mayBrowse,
  perform: async ({ tx }, _granted, { provider }) => ({ result: await readProvider(tx, provider), audit: [] }),
});
