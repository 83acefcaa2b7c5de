import { and, asc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, memberships } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

const memberSchema = z.object({
  accountId: z.string(),
  email: z.string(),
  name: z.string(),
  active: z.boolean(),
  role: z.enum(['developer', 'administrator']),
  joinedAt: z.iso.datetime(),
});

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
      .select({
        accountId: accounts.id,
        email: accounts.email,
        name: accounts.name,
        active: accounts.active,
        role: memberships.role,
        joinedAt: memberships.joinedAt,
      })
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
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: row.email, id: row.accountId }),
      (row) => ({ ...row, joinedAt: row.joinedAt.toISOString() }),
    );
    return { result: page, audit: [] };
  },
});
