import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Transaction } from '#database/database.ts';
import { apis, productApis, products, providers, subscriptions } from '#database/tables.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { byReference } from '#registry/catalogue/reference-page.ts';
import { productReference } from '#registry/catalogue/products.ts';
import { notFound, referenceSchema } from '#registry/reference.ts';
import { readOffers, type HeldApi } from '#registry/selection/offers.ts';
import { planSelection, type LiveSubscription, type SelectionPlan } from '#registry/selection/plan.ts';

const ticksSchema = z
  .array(referenceSchema)
  .max(limits.selectedApis)
  .default([])
  .describe('APIs as `provider/slug@version`.');

/** Ticks by their difference: what a page does not show stays as it is. */
export const selectionFields = { application: referenceSchema, add: ticksSchema, remove: ticksSchema };

type Ticks = { readonly add: readonly string[]; readonly remove: readonly string[] };

/**
 * Reads what a selection is planned from, and plans it.
 *
 * @throws Problem `api.not_found` (404)
 */
export async function readSelection(
  tx: Transaction,
  application: FoundApplication,
  ticks: Ticks,
  now: Date,
): Promise<SelectionPlan> {
  const add = await findTicked(tx, ticks.add);
  const remove = await findTicked(tx, ticks.remove);
  const live = await readLive(tx, application.id);
  const ids = add.map(({ id }) => id);
  return planSelection({ add, remove, live, offers: await readOffers(tx, application.environment, ids, now) });
}

async function findTicked(tx: Transaction, references: readonly string[]): Promise<HeldApi[]> {
  const wanted = [...new Set(references)];
  if (wanted.length === 0) return [];
  const found = await tx
    .select({ id: apis.id, reference: apiReference, termsId: apis.termsId, status: apis.status })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(inArray(apiReference, wanted))
    .orderBy(byReference(apiReference));
  if (found.length < wanted.length) {
    throw notFound('api.not_found', { en: 'There is no such API.', fr: "Cette API n'existe pas." });
  }
  return found;
}

/** The subscriptions of an application that have not ended, with the APIs that they are for. */
export async function readLive(tx: Transaction, applicationId: string): Promise<LiveSubscription[]> {
  const rows = await tx
    .select({
      id: subscriptions.id,
      state: subscriptions.state,
      product: productReference,
      nameFr: products.nameFr,
      nameEn: products.nameEn,
      apiId: apis.id,
      termsId: apis.termsId,
      api: sql<string>`(${apiReference})`,
    })
    .from(subscriptions)
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .leftJoin(productApis, eq(productApis.productId, products.id))
    .leftJoin(apis, eq(apis.id, productApis.apiId))
    .where(
      and(
        eq(subscriptions.applicationId, applicationId),
        inArray(subscriptions.state, ['pending', 'approved', 'suspended']),
      ),
    );
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((ofOne) => {
    const [first] = ofOne;
    if (first === undefined || first.state === 'rejected' || first.state === 'revoked') return [];
    const held = ofOne.flatMap(({ apiId, api, termsId }) =>
      apiId === null ? [] : [{ id: apiId, reference: api, termsId }],
    );
    return [
      {
        id: first.id,
        state: first.state,
        product: first.product,
        name: { fr: first.nameFr, en: first.nameEn },
        apis: held,
      },
    ];
  });
}
