import { eq } from 'drizzle-orm';
import type { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { organisations } from '#database/tables.ts';
import type { OrganisationRow } from '#registry/organisations/schema.ts';
import { isId, notFound } from '#registry/reference.ts';

export function organisationNotFound(): Problem {
  return notFound('organisation.not_found', {
    en: 'There is no such organisation.',
    fr: "Cette organisation n'existe pas.",
  });
}

/**
 * Finds an organisation by id or slug; `organisationId` is there for the permission.
 *
 * @throws Problem `organisation.not_found` (404)
 */
export async function findOrganisation(
  tx: Transaction,
  reference: string,
): Promise<OrganisationRow & { readonly organisationId: string }> {
  const named = isId(reference) ? eq(organisations.id, reference) : eq(organisations.slug, reference);
  const rows = await tx.select().from(organisations).where(named);
  const organisation = rows[0];
  if (organisation === undefined) throw organisationNotFound();
  return { ...organisation, organisationId: organisation.id };
}

/** Locks an organisation's row: what is unique or counted within it is changed by one operation at a time. */
export async function lockOrganisation(tx: Transaction, organisationId: string): Promise<void> {
  await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(eq(organisations.id, organisationId))
    .for('no key update');
}
