import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { organisations, providers } from '#database/tables.ts';
import type { providerSchema } from '#registry/catalogue/schema.ts';
import { findProvider } from '#registry/providers/find.ts';

/** Gives a provider by id or slug. @throws Problem `provider.not_found` (404) */
export async function readProvider(tx: Transaction, reference: string): Promise<z.input<typeof providerSchema>> {
  const { providerId } = await findProvider(tx, reference);
  const [row] = await tx
    .select({ provider: providers, organisation: organisations.slug })
    .from(providers)
    .innerJoin(organisations, eq(organisations.id, providers.organisationId))
    .where(eq(providers.id, providerId));
  if (row === undefined) throw new Error(`the provider ${providerId} went away inside a transaction`);
  const { id, slug, nameFr: fr, nameEn: en, contactEmail: contact, timeZone } = row.provider;
  return { id, slug, name: { fr, en }, organisation: row.organisation, contact, timeZone };
}
