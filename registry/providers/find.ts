import { eq } from 'drizzle-orm';
import type { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { providers } from '#database/tables.ts';
import { isId, notFound } from '#registry/reference.ts';

/** A provider as its permission wants it. Providers are public: their names stand in the catalogue. */
export type FoundProvider = { readonly providerId: string; readonly providerOrganisationId: string };

/** Finds a provider by id or slug. @throws Problem `provider.not_found` (404) */
export async function findProvider(tx: Transaction, reference: string): Promise<FoundProvider> {
  const named = isId(reference) ? eq(providers.id, reference) : eq(providers.slug, reference);
  const rows = await tx
    .select({ providerId: providers.id, providerOrganisationId: providers.organisationId })
    .from(providers)
    .where(named);
  const provider = rows[0];
  if (provider === undefined) throw providerNotFound();
  return provider;
}

function providerNotFound(): Problem {
  return notFound('provider.not_found', { en: 'There is no such provider.', fr: "Ce fournisseur n'existe pas." });
}
