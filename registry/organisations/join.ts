import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { memberships, organisations } from '#database/tables.ts';
import { accountNotFound, readAccount } from '#registry/accounts/find.ts';
import { addMember, useCode } from '#registry/accounts/join.ts';
import { operation } from '#registry/operation.ts';
import { mayActAs } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Makes an account a member of the organisation of a join code, as at sign-up.
 *
 * @throws Problem `account.not_found` (404), `organisation.code_refused` (422), `organisation.already_member` (409)
 */
export const joinOrganisation = operation({
  name: 'organisation.join',
  summary: 'Makes an account a member of the organisation of a join code.',
  http: { method: 'post', path: '/accounts/{account}/organisations' },
  input: z.strictObject({ account: referenceSchema, organisationCode: z.string().trim().min(1).max(64) }),
  output: z.object({ slug: z.string(), name: z.string(), role: z.enum(['developer', 'administrator']) }),
  authorise: async (work, input) => mayActAs(work, await readAccount(work.tx, input.account), accountNotFound()),
  perform: async (work, { subject: account }, input) => {
    const { organisationId, role, note } = await useCode(work, input.organisationCode);
    const member = and(eq(memberships.accountId, account.id), eq(memberships.organisationId, organisationId));
    if ((await work.tx.$count(memberships, member)) > 0) throw alreadyMember();
    const membership = await addMember(work, account.id, organisationId, role);
    const [organisation] = await work.tx
      .select({ slug: organisations.slug, name: organisations.name })
      .from(organisations)
      .where(eq(organisations.id, organisationId));
    if (organisation === undefined) throw new Error('a code opens no organisation');
    return { result: { ...organisation, role }, audit: [membership, note] };
  },
});

function alreadyMember(): Problem {
  const text = {
    en: 'This account is a member of that organisation already.',
    fr: 'Ce compte est déjà membre de cette organisation.',
  };
  const faults = [{ path: 'organisationCode', message: text.en, fr: text.fr }];
  return new Problem('organisation.already_member', 409, text, { faults });
}
