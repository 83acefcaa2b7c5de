import { and, asc, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { selectApplications } from '#registry/applications/find.ts';
import { applicationSchema, environmentSchema, presentApplication } from '#registry/applications/schema.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { makePage, pageFields, pageSchema, readCursor, type PageKey } from '#registry/page.ts';
import { anyRole, mayActFor, mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

const sortSchema = z.enum(['name', 'newest']).default('name');

/**
 * Lists applications: an organisation's for its members, all of them for operators. `search` is looked for in name and
 * description.
 *
 * @throws Problem `organisation.not_found` (404), `page.cursor_invalid` (422)
 */
export const listApplications = operation({
  name: 'application.list',
  summary: 'Lists applications of an organisation, or all of them for operators.',
  http: { method: 'get', path: '/applications' },
  input: z.strictObject({
    organisation: referenceSchema.optional(),
    environment: environmentSchema.optional(),
    search: z.string().trim().max(200).optional(),
    sort: sortSchema,
    ...pageFields,
  }),
  output: pageSchema(applicationSchema),
  authorise: async (work, { organisation }) =>
    organisation === undefined
      ? mayOperate(work)
      : mayActFor(work, await findOrganisation(work.tx, organisation), anyRole, organisationNotFound()),
  perform: async (work, { subject }, { environment, search, sort, limit, after }) => {
    const text = sql`lower(${applications.name} || ' ' || ${applications.description})`;
    const rows = await selectApplications(work.tx)
      .where(
        and(
          isNull(applications.deletedAt),
          subject === null ? undefined : eq(applications.organisationId, subject.organisationId),
          environment === undefined ? undefined : eq(applications.environment, environment),
          search === undefined ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
          afterCursor(sort, readCursor(after)),
        ),
      )
      .orderBy(...(sort === 'name' ? [asc(applications.name), asc(applications.id)] : [desc(applications.id)]))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: row.application.name, id: row.application.id }),
      (row) => presentApplication({ ...row.application, credential: row.credential }),
    );
    return { result: page, audit: [] };
  },
});

/** Ids are UUIDv7: the newest has the greatest. */
function afterCursor(sort: z.infer<typeof sortSchema>, cursor: PageKey | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  if (sort === 'newest') return sql`${applications.id} < ${cursor.id}`;
  return sql`(${applications.name}, ${applications.id}) > (${cursor.key}, ${cursor.id}::uuid)`;
}
