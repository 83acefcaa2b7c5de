import { eq } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { applications, products, providers, subscriptions } from '#database/tables.ts';
import { isId } from '#registry/reference.ts';
import { subscriptionNotFound } from '#registry/subscriptions/refusals.ts';
import type { SubscriptionRow } from '#registry/subscriptions/schema.ts';

/** A subscription with the organisations on both of its sides. */
export type FoundSubscription = SubscriptionRow & {
  /** The consumer's organisation. */
  readonly organisationId: string;
  readonly providerOrganisationId: string;
};

/** Subscriptions joined with both of their sides. */
export function selectSubscriptions(tx: Transaction) {
  return tx
    .select({
      subscription: subscriptions,
      organisationId: applications.organisationId,
      providerOrganisationId: providers.organisationId,
    })
    .from(subscriptions)
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId));
}

/** Finds a subscription by id. @throws Problem `subscription.not_found` (404) */
export async function readSubscription(tx: Transaction, reference: string): Promise<FoundSubscription> {
  if (!isId(reference)) throw subscriptionNotFound();
  return found(await selectSubscriptions(tx).where(eq(subscriptions.id, reference)));
}

/** The same, and locks it, so that of two decisions the second sees the first. */
export async function lockSubscription(tx: Transaction, reference: string): Promise<FoundSubscription> {
  if (!isId(reference)) throw subscriptionNotFound();
  const locked = selectSubscriptions(tx).where(eq(subscriptions.id, reference));
  return found(await locked.for('no key update', { of: subscriptions }));
}

function found(rows: Awaited<ReturnType<typeof selectSubscriptions>>): FoundSubscription {
  const row = rows[0];
  if (row === undefined) throw subscriptionNotFound();
  const { subscription, organisationId, providerOrganisationId } = row;
  return { ...subscription, organisationId, providerOrganisationId };
}
