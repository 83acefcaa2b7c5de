import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { memberships } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, lockOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { findMember, keepAnAdministrator, presentMember } from '#registry/organisations/members/find.ts';
import { memberSchema } from '#registry/organisations/members/schema.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Ends a membership. The account stays, and so do the applications that the person made: they are the organisation's.
 *
 * @throws Problem `organisation.not_found` (404), `member.not_found` (404), `organisation.last_administrator` (409)
 */
export const removeMember = operation({
  name: 'organisation.remove-member',
  summary: 'Takes a member out of an organisation.',
  http: { method: 'delete', path: '/organisations/{organisation}/members/{account}' },
  input: z.strictObject({ organisation: referenceSchema, account: referenceSchema }),
  output: memberSchema,
  authorise: async (work, { organisation }) =>
    mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { account }) => {
    await lockOrganisation(work.tx, subject.id);
    const member = await findMember(work.tx, subject.id, account);
    await keepAnAdministrator(work.tx, subject.id, member);
    await work.tx
      .delete(memberships)
      .where(and(eq(memberships.organisationId, subject.id), eq(memberships.accountId, member.accountId)));
    return {
      result: presentMember(member),
      audit: [
        { subjectType: 'membership', subjectId: `${member.accountId}/${subject.id}`, details: { removed: true } },
      ],
    };
  },
});
