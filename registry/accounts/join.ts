import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { memberships, organisationCodes } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { Work } from '#registry/operation.ts';
import type { Role } from '#registry/permission.ts';

/**
 * Uses a join code: the account becomes a member of the code's organisation in the code's role.
 *
 * @throws Problem `organisation.code_refused` (422) when the code is unknown, expired or used up; which one is not said,
 *   so that codes cannot be probed
 */
export async function joinByCode(work: Work, accountId: string, code: string): Promise<readonly AuditNote[]> {
  // One statement counts and checks: two sign-ups cannot both take the last use.
  const used = await work.tx
    .update(organisationCodes)
    .set({ uses: sql`${organisationCodes.uses} + 1` })
    .where(
      and(
        eq(organisationCodes.code, code),
        or(isNull(organisationCodes.useLimit), lt(organisationCodes.uses, organisationCodes.useLimit)),
        or(isNull(organisationCodes.expiresAt), gt(organisationCodes.expiresAt, work.now)),
      ),
    )
    .returning();
  const accepted = used[0];
  if (accepted === undefined) throw codeRefused();
  const membership = await addMember(work, accountId, accepted.organisationId, accepted.role);
  const details = { organisationId: accepted.organisationId, uses: accepted.uses };
  return [membership, { subjectType: 'organisation_code', subjectId: accepted.id, details }];
}

/** Makes the account a member of the organisation. */
export async function addMember(work: Work, accountId: string, organisationId: string, role: Role): Promise<AuditNote> {
  await work.tx.insert(memberships).values({ accountId, organisationId, role, joinedAt: work.now });
  return { subjectType: 'membership', subjectId: `${accountId}/${organisationId}`, details: { role } };
}

function codeRefused(): Problem {
  return new Problem('organisation.code_refused', 422, {
    en: 'The organisation code is not valid (any more).',
    fr: "Le code d'organisation n'est pas ou plus valable.",
  });
}
