import { asc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { organisations, providers } from '#database/tables.ts';
import { providerSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayBrowse } from '#registry/permission.ts';

/**
 * Lists the providers by slug.
 *
 * @throws Problem `page.cursor_invalid` (422)
 */
export const listProviders = operation({
  name: 'provider.list',
  summary: 'Lists the providers of the catalogue.',
  http: { method: 'get', path: '/providers' },
  input: z.strictObject(pageFields),
  output: pageSchema(providerSchema),
  authorise: mayBrowse,
  perform: async (work, _granted, { limit, after }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select({ provider: providers, organisation: organisations.slug })
      .from(providers)
      .innerJoin(organisations, eq(organisations.id, providers.organisationId))
      .where(cursor === undefined ? undefined : gt(providers.slug, cursor.key))
      .orderBy(asc(providers.slug))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      ({ provider }) => ({ key: provider.slug, id: provider.id }),
      ({ provider: { id, slug, nameFr: fr, nameEn: en, contactEmail: contact, timeZone }, organisation }) => ({
        id,
        slug,
        name: { fr, en },
        organisation,
        contact,
        timeZone,
      }),
    );
    return { result: page, audit: [] };
  },
});
