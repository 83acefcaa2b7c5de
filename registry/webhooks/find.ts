import { and, eq } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { webhookDeliveries, webhooks } from '#database/tables.ts';
import { mayChangeApplication, readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { Work } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { isId, notFound } from '#registry/reference.ts';
import type { WebhookRow } from '#registry/webhooks/schema.ts';

type Named = { readonly application: string };

/** Members of the application's organisation see its webhooks. @throws Problem `application.not_found` (404) */
export async function maySeeWebhooks(work: Work, { application }: Named) {
  return mayActFor(work, await readApplication(work.tx, application), anyRole, applicationNotFound());
}

/** And change them. @throws Problem `application.not_found` (404) */
export function mayChangeWebhooks(work: Work, { application }: Named) {
  return mayChangeApplication(work, application, anyRole);
}

/** Finds a webhook of an application by its id. @throws Problem `webhook.not_found` (404) */
export async function findWebhook(tx: Transaction, applicationId: string, reference: string): Promise<WebhookRow> {
  const named = and(eq(webhooks.id, reference), eq(webhooks.applicationId, applicationId));
  const [row] = isId(reference) ? await tx.select().from(webhooks).where(named) : [];
  if (row !== undefined) return row;
  throw notFound('webhook.not_found', {
    en: 'This application has no such webhook.',
    fr: "Cette application n'a pas ce webhook.",
  });
}

/** The same, and locks it: a delivery that ends meanwhile waits. */
export async function lockWebhook(tx: Transaction, applicationId: string, reference: string): Promise<WebhookRow> {
  const { id } = await findWebhook(tx, applicationId, reference);
  await tx.select({ id: webhooks.id }).from(webhooks).where(eq(webhooks.id, id)).for('update');
  return findWebhook(tx, applicationId, id);
}

/** Finds a delivery to a webhook by its id. @throws Problem `delivery.not_found` (404) */
export async function findDelivery(tx: Transaction, webhookId: string, reference: string) {
  const named = and(eq(webhookDeliveries.id, reference), eq(webhookDeliveries.webhookId, webhookId));
  const [row] = isId(reference) ? await tx.select().from(webhookDeliveries).where(named) : [];
  if (row !== undefined) return row;
  throw notFound('delivery.not_found', {
    en: 'There is no such delivery, or no longer.',
    fr: "Cet envoi n'existe pas, ou plus.",
  });
}
