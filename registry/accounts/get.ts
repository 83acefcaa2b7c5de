import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { memberships, organisations } from '#database/tables.ts';
import { accountNotFound, readAccount } from '#registry/accounts/find.ts';
import { accountSchema, presentAccount } from '#registry/accounts/schema.ts';
import { oneAccountInput } from '#registry/accounts/switch.ts';
import { operation } from '#registry/operation.ts';
import { mayActAs } from '#registry/permission.ts';

const membershipSchema = z.object({
  organisationId: z.string(),
  slug: z.string(),
  name: z.string(),
  role: z.enum(['developer', 'administrator']),
});

/** Gives an account with its memberships: to the person itself and to operators. @throws Problem `account.not_found` (404) */
export const getAccount = operation({
  name: 'account.get',
  summary: 'Gives an account and the organisations that it belongs to.',
  http: { method: 'get', path: '/accounts/{account}' },
  input: oneAccountInput,
  output: accountSchema.extend({ memberships: z.array(membershipSchema) }),
  authorise: async (work, input) => mayActAs(work, await readAccount(work.tx, input.account), accountNotFound()),
  perform: async (work, { subject: account }) => {
    const rows = await work.tx
      .select({
        organisationId: organisations.id,
        slug: organisations.slug,
        name: organisations.name,
        role: memberships.role,
      })
      .from(memberships)
      .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
      .where(eq(memberships.accountId, account.id))
      .orderBy(asc(organisations.slug));
    return { result: { ...presentAccount(account), memberships: rows }, audit: [] };
  },
});
