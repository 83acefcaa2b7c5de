import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { applicationColumns, joinApplication } from '#registry/applications/find.ts';
import { applicationSchema, environmentSchema, presentApplication } from '#registry/applications/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { makePage, pageFields, pageSchema, readCursor, type PageKey } from '#registry/page.ts';
import { anyRole, mayActFor, maySeeOwn } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { plainText } from '#registry/sort-text.ts';

type Asked = { readonly organisationId: string; readonly organisationIds: readonly string[] | null };

const sortSchema = z.enum(['name', 'newest', 'oldest', 'environment']).default('name');
type Sort = z.output<typeof sortSchema>;

const listInput = z.strictObject({
  organisation: referenceSchema.optional().describe("One organisation's; left out: all that the caller may see."),
  mine: z.boolean().default(false).describe("`true`: those of the caller's own organisations, for operators too."),
  environment: environmentSchema.optional(),
  search: z.string().trim().max(200).optional().describe('Looked for in name and description, whatever the accents.'),
  sort: sortSchema,
  ...pageFields,
});

/**
 * Lists applications: an organisation's for its members; without one those of all organisations that the actor belongs
 * to, for operators all there are.
 *
 * @throws Problem `organisation.not_found` (404), `page.cursor_invalid` (422)
 */
export const listApplications = operation({
  name: 'application.list',
  summary: 'Lists the applications that the caller may see.',
  http: { method: 'get', path: '/applications' },
  input: listInput,
  output: pageSchema(applicationSchema),
  authorise: async (work, { organisation, mine }) => {
    if (organisation === undefined) return maySeeOwn(work, (organisationIds) => ({ organisationIds }), !mine);
    const found = await findOrganisation(work.tx, organisation);
    const asked: Asked & { readonly organisationId: string } = {
      organisationId: found.id,
      organisationIds: [found.id],
    };
    return mayActFor(work, asked, anyRole, organisationNotFound());
  },
  perform: async (work, { subject: { organisationIds } }, { environment, search, sort, limit, after }) => {
    const text = plainText(sql`${applications.name} || ' ' || ${applications.description}`);
    const rows = await selectSorted(work, sort)
      .where(
        and(
          isNull(applications.deletedAt),
          organisationIds === null ? undefined : inArray(applications.organisationId, [...organisationIds]),
          environment === undefined ? undefined : eq(applications.environment, environment),
          search === undefined ? undefined : sql`position(${plainText(sql`${search}::text`)} in ${text}) > 0`,
          afterCursor(sort, readCursor(after)),
        ),
      )
      .orderBy(...orders[sort])
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      ({ key, application }) => ({ key, id: application.id }),
      ({ application, ...joined }) => presentApplication({ ...application, ...joined }),
    );
    return { result: page, audit: [] };
  },
});

/** What each order sorts by before the id. Ids are UUIDv7: the newest has the greatest, and needs nothing else. */
const nameKey = plainText(applications.name);
const keys: Readonly<Record<Sort, SQL<string>>> = {
  name: nameKey,
  environment: sql<string>`${applications.environment} || ' ' || ${nameKey}`,
  newest: sql<string>`''`,
  oldest: sql<string>`''`,
};
const orders: Readonly<Record<Sort, readonly SQL[]>> = {
  name: [asc(keys.name), asc(applications.id)],
  environment: [asc(keys.environment), asc(applications.id)],
  newest: [desc(applications.id)],
  oldest: [asc(applications.id)],
};

function selectSorted(work: Work, sort: Sort) {
  return joinApplication(
    work.tx
      .select({ ...applicationColumns, key: keys[sort] })
      .from(applications)
      .$dynamic(),
  );
}

function afterCursor(sort: Sort, cursor: PageKey | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  if (sort === 'newest') return sql`${applications.id} < ${cursor.id}`;
  return sql`(${keys[sort]}, ${applications.id}) > (${cursor.key}, ${cursor.id}::uuid)`;
}
