/**
 * Who may do what. Each function checks one right and returns the proof that an operation's `perform` demands, with the
 * row it was checked on. Nothing else in the house makes a `Permission`.
 */
import { and, eq } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { accounts, memberships } from '#database/tables.ts';
import type { Permission, Work } from '#registry/operation.ts';

/** The refusal of an actor who has not the right; tells nothing about the thing itself. */
export function denied(internal: string): Problem {
  return new Problem(
    'permission.denied',
    403,
    { en: 'You are not allowed to do this.', fr: "Vous n'avez pas le droit de faire cela." },
    { internal },
  );
}

function grant<Name extends string, Subject>(_name: Name, subject: Subject): Permission<Name, Subject> {
  // The brand exists in types alone: this is the one place that may assert it.
  return { subject } as Permission<Name, Subject>;
}

/** True for this instance's own hands and for accounts with the operator's flag. */
async function operates(work: Work): Promise<boolean> {
  if (work.actor.kind !== 'account') return true;
  const rows = await work.tx
    .select({ operator: accounts.operator, active: accounts.active })
    .from(accounts)
    .where(eq(accounts.id, work.actor.accountId));
  return rows[0]?.operator === true && rows[0].active;
}

/** True when the actor is an active member of the organisation in one of `roles`. */
async function belongs(work: Work, organisationId: string, roles: readonly string[]): Promise<boolean> {
  if (work.actor.kind !== 'account') return false;
  const rows = await work.tx
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        eq(memberships.accountId, work.actor.accountId),
        eq(memberships.organisationId, organisationId),
        eq(accounts.active, true),
      ),
    );
  const role = rows[0]?.role;
  return role !== undefined && roles.includes(role);
}

/** May administer the whole instance. @throws Problem `permission.denied` (403) */
export async function mayOperate(work: Work): Promise<Permission<'operate', null>> {
  if (await operates(work)) return grant('operate', null);
  throw denied('not an operator');
}

/**
 * May act for the organisation that owns `subject`, in one of `roles` (operators always may).
 *
 * @throws Problem `permission.denied` (403)
 */
export async function mayActFor<Subject extends { readonly organisationId: string }>(
  work: Work,
  subject: Subject,
  roles: readonly ('developer' | 'administrator')[],
): Promise<Permission<'act-for-organisation', Subject>> {
  if ((await operates(work)) || (await belongs(work, subject.organisationId, roles))) {
    return grant('act-for-organisation', subject);
  }
  throw denied(`neither operator nor ${roles.join(' or ')} of ${subject.organisationId}`);
}
