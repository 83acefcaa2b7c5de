import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { memberships } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, lockOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { findMember, keepAnAdministrator, presentMember } from '#registry/organisations/members/find.ts';
import { memberSchema, roleSchema } from '#registry/organisations/members/schema.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Gives a member another role.
 *
 * @throws Problem `organisation.not_found` (404), `member.not_found` (404), `organisation.last_administrator` (409)
 */
export const changeMember = operation({
  name: 'organisation.change-member',
  summary: 'Gives a member of an organisation another role.',
  http: { method: 'patch', path: '/organisations/{organisation}/members/{account}' },
  input: z.strictObject({ organisation: referenceSchema, account: referenceSchema, role: roleSchema }),
  output: memberSchema,
  authorise: async (work, { organisation }) =>
    mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { account, role }) => {
    await lockOrganisation(work.tx, subject.id);
    const member = await findMember(work.tx, subject.id, account);
    if (member.role === role) return { result: presentMember(member), audit: [] };
    await keepAnAdministrator(work.tx, subject.id, member);
    await work.tx
      .update(memberships)
      .set({ role })
      .where(and(eq(memberships.organisationId, subject.id), eq(memberships.accountId, member.accountId)));
    const subjectId = `${member.accountId}/${subject.id}`;
    return {
      result: presentMember({ ...member, role }),
      audit: [{ subjectType: 'membership', subjectId, details: { role } }],
    };
  },
});
