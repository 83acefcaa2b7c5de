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

/** May see what is public: the catalogue. Everybody may. */
export async function mayBrowse(): Promise<Permission<'browse', null>> {
  return grant('browse', null);
}

/** True for this instance's own hands and for accounts with the operator's flag. */
export async function operates(work: Work): Promise<boolean> {
  if (work.actor.kind !== 'account') return true;
  const rows = await work.tx
    .select({ operator: accounts.operator, active: accounts.active })
    .from(accounts)
    .where(eq(accounts.id, work.actor.accountId));
  return rows[0]?.operator === true && rows[0].active;
}

/** The actor's role in the organisation; undefined: no active member of it. */
export async function roleIn(work: Work, organisationId: string): Promise<Role | undefined> {
  if (work.actor.kind !== 'account') return undefined;
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
  return rows[0]?.role;
}

export type Role = 'developer' | 'administrator';

/** Any member. */
export const anyRole: readonly Role[] = ['developer', 'administrator'];

/** May administer the whole instance. @throws Problem `permission.denied` (403) */
export async function mayOperate(work: Work): Promise<Permission<'operate', null>> {
  if (await operates(work)) return grant('operate', null);
  throw denied('not an operator');
}

/**
 * May see what the organisations have that the actor is an active member of; this instance's own hands what all have, and
 * so do operators who ask for `all`.
 *
 * @param subjectOf makes the permission's subject from the ids of these organisations; null: of all
 * @throws Problem `permission.denied` (403) to accounts that are not active
 */
export async function maySeeOwn<Subject>(
  work: Work,
  subjectOf: (organisationIds: readonly string[] | null) => Subject,
  all = false,
): Promise<Permission<'see-own', Subject>> {
  const accountId = work.actor.kind === 'account' ? work.actor.accountId : null;
  if (accountId === null || (all && (await operates(work)))) return grant('see-own', subjectOf(null));
  const rows = await work.tx
    .select({ organisationId: memberships.organisationId })
    .from(accounts)
    .leftJoin(memberships, eq(memberships.accountId, accounts.id))
    .where(and(eq(accounts.id, accountId), eq(accounts.active, true)));
  if (rows.length === 0) throw denied('no active account');
  return grant('see-own', subjectOf(rows.flatMap(({ organisationId }) => organisationId ?? [])));
}

/**
 * May act for the organisation that owns `subject`, in one of `roles` (operators always may).
 *
 * @param hidden what an actor from outside the organisation is told instead: that there is no such thing
 * @throws Problem `permission.denied` (403), or `hidden`
 */
export async function mayActFor<Subject extends { readonly organisationId: string }>(
  work: Work,
  subject: Subject,
  roles: readonly Role[],
  hidden?: Problem,
): Promise<Permission<'act-for-organisation', Subject>> {
  await demandSide(work, [{ organisationId: subject.organisationId, roles }], hidden);
  return grant('act-for-organisation', subject);
}

/**
 * May decide for the provider behind `subject`: its organisation's administrators and operators.
 *
 * @param hidden as for `mayActFor`
 * @throws Problem `permission.denied` (403), or `hidden`
 */
export async function mayDecideFor<Subject extends { readonly providerOrganisationId: string }>(
  work: Work,
  subject: Subject,
  hidden?: Problem,
): Promise<Permission<'decide-for-provider', Subject>> {
  await demandSide(work, [{ organisationId: subject.providerOrganisationId, roles: ['administrator'] }], hidden);
  return grant('decide-for-provider', subject);
}

/**
 * May see what stands between a consumer and a provider: members of the consumer's organisation, the provider's
 * administrators, and operators. Null: there is nobody on that side.
 *
 * @throws `hidden` to everybody else
 */
export async function maySeeBetween<
  Subject extends { readonly organisationId: string | null; readonly providerOrganisationId: string | null },
>(work: Work, subject: Subject, hidden: Problem): Promise<Permission<'see-between', Subject>> {
  const sides = [
    { organisationId: subject.organisationId, roles: anyRole },
    { organisationId: subject.providerOrganisationId, roles: ['administrator'] as const },
  ];
  const standing = sides.flatMap(({ organisationId, roles }) =>
    organisationId === null ? [] : [{ organisationId, roles }],
  );
  await demandSide(work, standing, hidden);
  return grant('see-between', subject);
}

/** May follow a link that was mailed: having its token, by which `subject` was found, is the right itself. */
export async function mayFollow<Subject>(subject: Subject): Promise<Permission<'follow-link', Subject>> {
  return grant('follow-link', subject);
}

/**
 * May act on the account `subject`: the person itself while active, and operators.
 *
 * @throws `hidden` to everybody else
 */
export async function mayActAs<Subject extends { readonly id: string; readonly active: boolean }>(
  work: Work,
  subject: Subject,
  hidden: Problem,
): Promise<Permission<'act-as-account', Subject>> {
  const self = work.actor.kind === 'account' && work.actor.accountId === subject.id && subject.active;
  if (self || (await operates(work))) return grant('act-as-account', subject);
  throw hidden;
}

type Side = { readonly organisationId: string; readonly roles: readonly Role[] };

/** Lets operators and those with a fitting role on one of `sides` pass; tells outsiders `hidden`, members the truth. */
async function demandSide(work: Work, sides: readonly Side[], hidden: Problem | undefined): Promise<void> {
  if (await operates(work)) return;
  let member = false;
  for (const side of sides) {
    const role = await roleIn(work, side.organisationId);
    if (role !== undefined && side.roles.includes(role)) return;
    member ||= role !== undefined;
  }
  if (hidden !== undefined && !member) throw hidden;
  throw denied(`neither operator nor in a fitting role of ${sides.map((side) => side.organisationId).join(', ')}`);
}
