import { and, asc, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { organisations } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { organisationSchema, presentOrganisation } from '#registry/organisations/schema.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayOperate } from '#registry/permission.ts';

/** Lists organisations by slug, for operators; a person's own stand with `account.get`. */
export const listOrganisations = operation({
  name: 'organisation.list',
  summary: 'Lists organisations by short name.',
  http: { method: 'get', path: '/organisations' },
  input: z.strictObject({ search: z.string().trim().max(200).optional(), ...pageFields }),
  output: pageSchema(organisationSchema),
  authorise: mayOperate,
  perform: async (work, _granted, { search, limit, after }) => {
    const cursor = readCursor(after);
    const text = sql`lower(${organisations.name} || ' ' || ${organisations.slug})`;
    const rows = await work.tx
      .select()
      .from(organisations)
      .where(
        and(
          cursor === undefined ? undefined : gt(organisations.slug, cursor.key),
          search === undefined ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
        ),
      )
      .orderBy(asc(organisations.slug))
      .limit(limit + 1);
    return { result: makePage(rows, limit, (row) => ({ key: row.slug, id: row.id }), presentOrganisation), audit: [] };
  },
});
