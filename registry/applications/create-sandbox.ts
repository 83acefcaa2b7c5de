import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { memberships } from '#database/tables.ts';
import { lockAccount } from '#registry/accounts/find.ts';
import { madeApplicationSchema, makeApplication } from '#registry/applications/make.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Creates the sandbox application that an account gets at its activation, in the organisation that it joined first: name,
 * description and status are those of the PISTE guide.
 *
 * @throws Problem `account.not_found` (404), `account.no_organisation` (409), `application.name_taken` (409) when it has
 *   one already
 */
export const createSandboxApplication = operation({
  name: 'application.create-sandbox',
  summary: 'Creates the sandbox application that an account gets at its activation.',
  http: { method: 'post', path: '/accounts/{account}/sandbox-application' },
  input: z.strictObject({ account: referenceSchema }),
  output: madeApplicationSchema,
  authorise: mayOperate,
  perform: async (work, _granted, input) => {
    const account = await lockAccount(work.tx, input.account);
    return makeApplication(work, {
      organisationId: await firstOrganisation(work, account.id),
      name: `APP_SANDBOX_${account.email}`,
      description: 'SandBox Application',
      environment: 'sandbox',
      phone: '',
      email: account.email,
      // Who activated the account has shown that its address is theirs.
      emailVerifiedAt: account.active ? work.now : null,
      structure: '',
      responsible: account.name,
      enabled: true,
      picture: null,
      pictureType: null,
    });
  },
});

async function firstOrganisation(work: Work, accountId: string): Promise<string> {
  const rows = await work.tx
    .select({ organisationId: memberships.organisationId })
    .from(memberships)
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.joinedAt), asc(memberships.organisationId))
    .limit(1);
  const first = rows[0];
  if (first !== undefined) return first.organisationId;
  throw new Problem('account.no_organisation', 409, {
    en: 'This account belongs to no organisation, which an application needs.',
    fr: "Ce compte n'appartient à aucune organisation, or une application doit en avoir une.",
  });
}
