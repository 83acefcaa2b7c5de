import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { apis, providers } from '#database/tables.ts';
import { apiReference, readApiSummaries } from '#registry/catalogue/apis.ts';
import { apiSummarySchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { readReferencePage } from '#registry/catalogue/reference-page.ts';
import { pageFields, pageSchema } from '#registry/page.ts';
import { mayBrowse } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Lists the APIs that answer, by name, each version apart.
 *
 * @throws Problem `provider.not_found` (404), `page.cursor_invalid` (422)
 */
export const listApis = operation({
  name: 'api.list',
  summary: 'Lists the APIs of the catalogue, each version apart.',
  http: { method: 'get', path: '/apis' },
  input: z.strictObject({
    provider: referenceSchema.optional(),
    search: z.string().trim().max(200).optional(),
    tag: z.string().trim().max(50).optional(),
    ...pageFields,
  }),
  output: pageSchema(apiSummarySchema),
  authorise: mayBrowse,
  perform: async (work, _granted, { provider, search, tag, ...asked }) => {
    const from = provider === undefined ? undefined : await findProvider(work.tx, provider);
    const text = sql`lower(concat_ws(' ', ${apis.slug}, ${apis.nameFr}, ${apis.nameEn}, ${apis.descriptionFr},
      ${apis.descriptionEn}, ${providers.nameFr}, ${providers.nameEn}, array_to_string(${apis.tags}, ' ')))`;
    const fitting = and(
      inArray(apis.status, ['published', 'deprecated']),
      from === undefined ? undefined : eq(apis.providerId, from.providerId),
      search === undefined ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
      tag === undefined ? undefined : sql`${tag} = any(${apis.tags})`,
    );
    const page = await readReferencePage(asked, apiReference, (beyond, rows) =>
      readApiSummaries(work.tx, and(fitting, beyond), rows),
    );
    return { result: page, audit: [] };
  },
});
