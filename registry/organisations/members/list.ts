import { and, asc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, memberships } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { memberColumns, presentMember } from '#registry/organisations/members/find.ts';
import { memberSchema } from '#registry/organisations/members/schema.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Lists an organisation's members, for its administrators and operators. @throws Problem `organisation.not_found` (404) */
export const listMembers = operation({
  name: 'organisation.members',
  summary: "Lists an organisation's members.",
  http: { method: 'get', path: '/organisations/{organisation}/members' },
  input: z.strictObject({ organisation: referenceSchema, ...pageFields }),
  output: pageSchema(memberSchema),
  authorise: async (work, input) =>
    mayActFor(work, await findOrganisation(work.tx, input.organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { limit, after }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select(memberColumns)
      .from(memberships)
      .innerJoin(accounts, eq(accounts.id, memberships.accountId))
      .where(
        and(
          eq(memberships.organisationId, subject.id),
          cursor === undefined ? undefined : gt(accounts.email, cursor.key),
        ),
      )
      .orderBy(asc(accounts.email))
      .limit(limit + 1);
    return {
      result: makePage(rows, limit, (row) => ({ key: row.email, id: row.accountId }), presentMember),
      audit: [],
    };
  },
});
