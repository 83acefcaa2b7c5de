import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { apis } from '#database/tables.ts';
import { apiReference, readApiDetails, readApiSummaries } from '#registry/catalogue/apis.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { apiSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { isId, referenceSchema } from '#registry/reference.ts';

/**
 * Gives one API with its addresses, profiles and contract; a retired one too, a draft never.
 *
 * @throws Problem `api.not_found` (404)
 */
export const getApi = operation({
  name: 'api.get',
  summary: 'Gives one API of the catalogue with its addresses, business profiles and contract.',
  http: { method: 'get', path: '/apis/{api}' },
  input: z.strictObject({ api: referenceSchema.describe('Its id, or `provider/slug@version`.') }),
  output: apiSchema,
  authorise: mayBrowse,
  perform: async (work, _granted, { api }) => {
    const named = isId(api) ? eq(apis.id, api) : eq(apiReference, api);
    const [summary] = await readApiSummaries(work.tx, and(named, ne(apis.status, 'draft')), 1);
    if (summary === undefined) {
      throw apiNotFound();
    }
    return { result: await readApiDetails(work.tx, summary), audit: [] };
  },
});
