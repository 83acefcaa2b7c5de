import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { accounts, memberships } from '#database/tables.ts';
import type { memberSchema } from '#registry/organisations/members/schema.ts';
import type { Role } from '#registry/permission.ts';
import { isId, notFound } from '#registry/reference.ts';

export type MemberRow = {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly active: boolean;
  readonly role: Role;
  readonly joinedAt: Date;
};

/** What a list or a change shows of a member. */
export const memberColumns = {
  accountId: accounts.id,
  email: accounts.email,
  name: accounts.name,
  active: accounts.active,
  role: memberships.role,
  joinedAt: memberships.joinedAt,
};

export function presentMember(row: MemberRow): z.input<typeof memberSchema> {
  return { ...row, joinedAt: row.joinedAt.toISOString() };
}

/**
 * Finds a member of an organisation by the account's id or e-mail address.
 *
 * @throws Problem `member.not_found` (404)
 */
export async function findMember(tx: Transaction, organisationId: string, account: string): Promise<MemberRow> {
  const rows = await tx
    .select(memberColumns)
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        eq(memberships.organisationId, organisationId),
        isId(account) ? eq(accounts.id, account) : eq(accounts.email, account.toLowerCase()),
      ),
    );
  const member = rows[0];
  if (member !== undefined) return member;
  throw notFound('member.not_found', {
    en: 'The organisation has no such member.',
    fr: "L'organisation n'a pas ce membre.",
  });
}

/**
 * Refuses to take the last administrator away: nobody could let people in or decide any more. The organisation's row must
 * be locked, so that two do not take each other away.
 *
 * @throws Problem `organisation.last_administrator` (409)
 */
export async function keepAnAdministrator(tx: Transaction, organisationId: string, member: MemberRow): Promise<void> {
  if (member.role !== 'administrator') return;
  const administrators = await tx.$count(
    memberships,
    and(eq(memberships.organisationId, organisationId), eq(memberships.role, 'administrator')),
  );
  if (administrators > 1) return;
  throw new Problem('organisation.last_administrator', 409, {
    en: 'This is the last administrator of the organisation: make somebody else one first.',
    fr: "C'est le dernier administrateur de l'organisation : nommez-en d'abord un autre.",
  });
}
