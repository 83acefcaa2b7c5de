import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { Problem } from '#base/problem.ts';
import { accounts, organisations } from '#database/tables.ts';
import { addMember, joinByCode } from '#registry/accounts/join.ts';
import {
  accountSchema,
  emailSchema,
  newPasswordSchema,
  presentAccount,
  type AccountRow,
} from '#registry/accounts/schema.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { operation, type Work } from '#registry/operation.ts';
import { denied, mayOperate } from '#registry/permission.ts';

/**
 * Creates an account; sign-up does it as the system. With an organisation code the account joins that organisation;
 * without one it gets an organisation of its own, because an application must belong to one.
 *
 * @throws Problem `account.email_taken` (409), `organisation.code_refused` (422), `password.busy` (503)
 */
export const createAccount = operation({
  name: 'account.create',
  summary: 'Creates an account, in the organisation of a join code or in one of its own.',
  http: { method: 'post', path: '/accounts' },
  input: z.strictObject({
    name: z.string().trim().min(1).max(200),
    email: emailSchema,
    password: newPasswordSchema.optional(),
    organisationCode: z.string().trim().min(1).max(64).optional(),
    active: z.boolean().default(false),
    operator: z.boolean().default(false),
  }),
  output: accountSchema,
  authorise: async (work, input) => {
    // The system acts for people who sign up: none of them may become an operator that way.
    if (input.operator && work.actor.kind === 'system') throw denied('the system makes no operators');
    return mayOperate(work);
  },
  perform: async (work, _granted, input) => {
    const passwordHash = input.password === undefined ? null : await work.passwords.hash(input.password);
    const row: AccountRow = {
      id: newId(work.now.getTime()),
      email: input.email,
      name: input.name,
      passwordHash,
      active: input.active,
      operator: input.operator,
      activateBefore: null,
      createdAt: work.now,
    };
    const inserted = await work.tx.insert(accounts).values(row).onConflictDoNothing().returning({ id: accounts.id });
    if (inserted.length === 0) throw emailTaken();
    const joined =
      input.organisationCode === undefined
        ? await makePersonalOrganisation(work, row)
        : await joinByCode(work, row.id, input.organisationCode);
    const details = { email: row.email, active: row.active, operator: row.operator };
    return {
      result: presentAccount(row),
      audit: [{ subjectType: 'account', subjectId: row.id, details }, ...joined],
    };
  },
});

async function makePersonalOrganisation(work: Work, account: AccountRow): Promise<readonly AuditNote[]> {
  const id = newId(work.now.getTime());
  const slug = `personal-${id.slice(-12)}`;
  await work.tx.insert(organisations).values({ id, slug, name: account.name, createdAt: work.now });
  const membership = await addMember(work, account.id, id, 'administrator');
  return [{ subjectType: 'organisation', subjectId: id, details: { slug } }, membership];
}

function emailTaken(): Problem {
  return new Problem('account.email_taken', 409, {
    en: 'There is an account with this e-mail address already.',
    fr: 'Un compte existe déjà avec cette adresse électronique.',
  });
}
