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
  const { organisationId, role, note } = await useCode(work, code);
  return [await addMember(work, accountId, organisationId, role), note];
}

/**
 * Counts a use of a join code. One statement counts and checks: two sign-ups cannot both take the last use.
 *
 * @throws Problem `organisation.code_refused` (422)
 */
export async function useCode(work: Work, code: string): Promise<UsedCode> {
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
  const { id, organisationId, role, uses } = accepted;
  return {
    organisationId,
    role,
    note: { subjectType: 'organisation_code', subjectId: id, details: { organisationId, uses } },
  };
}

type UsedCode = { readonly organisationId: string; readonly role: Role; readonly note: AuditNote };

/** Makes the account a member of the organisation. */
export async function addMember(work: Work, accountId: string, organisationId: string, role: Role): Promise<AuditNote> {
  await work.tx.insert(memberships).values({ accountId, organisationId, role, joinedAt: work.now });
  return { subjectType: 'membership', subjectId: `${accountId}/${organisationId}`, details: { role } };
}

function codeRefused(): Problem {
  const text = {
    en: 'This organisation code is not valid: wrong, expired or used up. Ask whoever invited you for another one.',
    fr: "Ce code d'organisation n'est pas valable : erroné, expiré ou épuisé. Demandez-en un autre à qui vous a invité.",
  };
  const faults = [{ path: 'organisationCode', message: text.en, fr: text.fr }];
  return new Problem('organisation.code_refused', 422, text, { faults });
}
