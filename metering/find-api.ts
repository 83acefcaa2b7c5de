import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { apis, providers } from '#database/tables.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { isId } from '#registry/reference.ts';

/** An API, and whose administrators may read what is metered of it. */
export type MeteredApi = { readonly apiId: string; readonly providerOrganisationId: string; readonly draft: boolean };

/** Finds an API by its id, or `provider/slug@version`; retired ones and drafts too. @throws Problem `api.not_found` (404) */
export async function findMeteredApi(tx: Transaction, reference: string): Promise<MeteredApi> {
  const rows = await tx
    .select({
      apiId: apis.id,
      providerOrganisationId: providers.organisationId,
      draft: sql<boolean>`${apis.status} = 'draft'`,
    })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(isId(reference) ? eq(apis.id, reference) : eq(apiReference, reference));
  if (rows[0] === undefined) throw apiNotFound();
  return rows[0];
}
