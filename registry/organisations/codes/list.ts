import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { organisationCodes } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { codeSchema, presentCode } from '#registry/organisations/codes/schema.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Lists an organisation's join codes, newest first, for its administrators and operators.
 *
 * @throws Problem `organisation.not_found` (404), `page.cursor_invalid` (422)
 */
export const listCodes = operation({
  name: 'organisation.codes',
  summary: "Lists an organisation's join codes.",
  http: { method: 'get', path: '/organisations/{organisation}/codes' },
  input: z.strictObject({ organisation: referenceSchema, ...pageFields }),
  output: pageSchema(codeSchema),
  authorise: async (work, { organisation }) =>
    mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { limit, after }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select()
      .from(organisationCodes)
      .where(
        and(
          eq(organisationCodes.organisationId, subject.id),
          cursor === undefined ? undefined : lt(organisationCodes.id, cursor.id),
        ),
      )
      .orderBy(desc(organisationCodes.id))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: '', id: row.id }),
      (row) => presentCode(row, work.now),
    );
    return { result: page, audit: [] };
  },
});
