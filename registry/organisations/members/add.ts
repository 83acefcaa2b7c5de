import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { memberships } from '#database/tables.ts';
import { readAccount } from '#registry/accounts/find.ts';
import { addMember as makeMember } from '#registry/accounts/join.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, lockOrganisation } from '#registry/organisations/find.ts';
import { findMember, presentMember } from '#registry/organisations/members/find.ts';
import { memberSchema, roleSchema } from '#registry/organisations/members/schema.ts';
import { mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Makes an account a member of an organisation. For operators: administrators invite with a code, so that nobody becomes a
 * member without wanting it, and nobody can ask whether an address has an account.
 *
 * @throws Problem `organisation.not_found` (404), `account.not_found` (404), `member.exists` (409)
 */
export const addMember = operation({
  name: 'organisation.add-member',
  summary: 'Makes an account a member of an organisation.',
  http: { method: 'post', path: '/organisations/{organisation}/members' },
  input: z.strictObject({ organisation: referenceSchema, account: referenceSchema, role: roleSchema }),
  output: memberSchema,
  authorise: mayOperate,
  perform: async (work, _granted, { organisation, account: reference, role }) => {
    const { id } = await findOrganisation(work.tx, organisation);
    const account = await readAccount(work.tx, reference);
    await lockOrganisation(work.tx, id);
    const own = and(eq(memberships.organisationId, id), eq(memberships.accountId, account.id));
    if ((await work.tx.$count(memberships, own)) > 0) throw memberExists();
    const note = await makeMember(work, account.id, id, role);
    return { result: presentMember(await findMember(work.tx, id, account.id)), audit: [note] };
  },
});

function memberExists(): Problem {
  return new Problem('member.exists', 409, {
    en: 'This account is a member of the organisation already.',
    fr: "Ce compte est déjà membre de l'organisation.",
  });
}
