import { and, eq, or } from 'drizzle-orm';
import { applications, credentials, organisations, productApis, products, subscriptions } from '#database/tables.ts';
import type { ApplicationRow } from '#registry/applications/schema.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { Work } from '#registry/operation.ts';
import { isId } from '#registry/reference.ts';

/** The application that is asked about: a deleted one too, since that may be the answer. */
export type AskedApplication = ApplicationRow & { readonly credentialId: string; readonly organisation: string };

/** Finds it by id or client id. @throws Problem `application.not_found` (404) */
export async function readAskedApplication(work: Work, reference: string): Promise<AskedApplication> {
  if (!isId(reference)) throw applicationNotFound();
  const [row] = await work.tx
    .select({ application: applications, credentialId: credentials.id, organisation: organisations.name })
    .from(applications)
    .innerJoin(credentials, eq(credentials.applicationId, applications.id))
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .where(or(eq(applications.id, reference), eq(credentials.clientId, reference)));
  if (row === undefined) throw applicationNotFound();
  return { ...row.application, credentialId: row.credentialId, organisation: row.organisation };
}

/** True when the application has ever asked for a product of the provider: only then it exists for the provider. */
export async function hasAsked(work: Work, applicationId: string, providerId: string): Promise<boolean> {
  const rows = await work.tx
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .where(and(eq(subscriptions.applicationId, applicationId), eq(products.providerId, providerId)))
    .limit(1);
  return rows.length > 0;
}

/** True when the application has ever asked for a product that holds the API. */
export async function hasAskedForApi(work: Work, applicationId: string, apiId: string): Promise<boolean> {
  const rows = await work.tx
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
    .where(and(eq(subscriptions.applicationId, applicationId), eq(productApis.apiId, apiId)))
    .limit(1);
  return rows.length > 0;
}
