import { and, eq, like, notExists, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { applications, memberships, organisationCodes, organisations, providers } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { Work } from '#registry/operation.ts';

const others = alias(memberships, 'others');

/** Nobody but the account belongs to the organisation of a `memberships` row. */
export function belongsToNobodyElse(tx: Work['tx']): SQL {
  return notExists(
    tx
      .select({ one: sql`1` })
      .from(others)
      .where(
        and(
          eq(others.organisationId, memberships.organisationId),
          sql`${others.accountId} <> ${memberships.accountId}`,
        ),
      ),
  );
}

/**
 * Removes the organisation that was made for an account at sign-up, if it never came to anything: no other member, no
 * application (not even a deleted one), no provider, no code.
 */
export async function removeEmptyOrganisations(work: Work, accountId: string): Promise<readonly AuditNote[]> {
  const { tx } = work;
  const has = (table: typeof applications | typeof providers | typeof organisationCodes) =>
    tx
      .select({ one: sql`1` })
      .from(table)
      .where(eq(table.organisationId, organisations.id));
  const empty = await tx
    .select({ id: organisations.id, slug: organisations.slug })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(
      and(
        eq(memberships.accountId, accountId),
        like(organisations.slug, 'personal-%'),
        belongsToNobodyElse(tx),
        notExists(has(applications)),
        notExists(has(providers)),
        notExists(has(organisationCodes)),
      ),
    );
  const notes: AuditNote[] = [];
  for (const { id, slug } of empty) {
    await tx.delete(memberships).where(eq(memberships.organisationId, id));
    await tx.delete(organisations).where(eq(organisations.id, id));
    notes.push({ subjectType: 'organisation', subjectId: id, details: { slug, removed: true } });
  }
  return notes;
}
