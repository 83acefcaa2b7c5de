/** Settings of an API that are changed by hand; its life and its contract have operations of their own. */
import { z } from 'zod';
import { apiSchema } from '#registry/declarations/schema.ts';

export const apiSettingsSchema = apiSchema.omit({
  slug: true,
  version: true,
  status: true,
  deprecated: true,
  sunset: true,
  successor: true,
  contract: true,
  profiles: true,
});

/** Names an API of the provider. */
export const apiField = z.string().min(3).max(100).describe('The API, as `slug@version`.');
