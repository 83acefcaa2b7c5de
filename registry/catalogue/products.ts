/** Products as the catalogue shows them. */
import { and, asc, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, plans, productApis, products, providers } from '#database/tables.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { byReference } from '#registry/catalogue/reference-page.ts';
import type { productSchema } from '#registry/catalogue/schema.ts';

/** `banque-de-france/webstat-fr`: the order of lists, and how a product is named. */
export const productReference = sql<string>`${providers.slug} || '/' || ${products.slug}`;

type Product = z.input<typeof productSchema>;

/** Reads the products on offer that fit `where`, with their APIs and open plans, by reference. */
export async function readProducts(tx: Transaction, where: SQL | undefined, limit: number): Promise<Product[]> {
  const rows = await tx
    .select({ product: products, provider: providers.slug, reference: productReference })
    .from(products)
    .innerJoin(providers, eq(providers.id, products.providerId))
    .where(and(where, isNull(products.retiredAt)))
    .orderBy(byReference(productReference))
    .limit(limit);
  const ids = rows.map(({ product }) => product.id);
  if (ids.length === 0) return [];
  const held = await tx
    .select({ productId: productApis.productId, reference: apiReference, validationNeeded: apis.validationNeeded })
    .from(productApis)
    .innerJoin(apis, eq(apis.id, productApis.apiId))
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(and(inArray(productApis.productId, ids), ne(apis.status, 'retired'), ne(apis.status, 'draft')))
    .orderBy(asc(apiReference));
  const open = await selectOpenPlans(tx, ids);
  return rows.map(({ product, provider, reference }) => ({
    id: product.id,
    reference,
    provider,
    slug: product.slug,
    name: { fr: product.nameFr, en: product.nameEn },
    description: { fr: product.descriptionFr, en: product.descriptionEn },
    validationNeeded: held.some((api) => api.productId === product.id && api.validationNeeded),
    apis: held.filter(({ productId }) => productId === product.id).map((api) => api.reference),
    plans: open.filter(({ productId }) => productId === product.id).map(presentPlan),
  }));
}

async function selectOpenPlans(tx: Transaction, productIds: readonly string[]) {
  return tx
    .select()
    .from(plans)
    .where(and(inArray(plans.productId, [...productIds]), isNull(plans.retiredAt)))
    .orderBy(asc(plans.ratePerSecond), asc(plans.slug));
}

/** Gives the plans of products that are open to new subscriptions, as the catalogue shows them. */
export async function readOpenPlans(tx: Transaction, productIds: readonly string[]): Promise<Product['plans']> {
  return (await selectOpenPlans(tx, productIds)).map(presentPlan);
}

function presentPlan(plan: typeof plans.$inferSelect): Product['plans'][number] {
  const { id, slug, nameFr: fr, nameEn: en, approvalNeeded } = plan;
  const { ratePerSecond, burst, quotaPerDay, quotaPerMonth, per, atLimit } = plan;
  const most = { ratePerSecond, burst, quotaPerDay, quotaPerMonth, per, atLimit };
  return { id, slug, name: { fr, en }, ...most, approvalNeeded };
}
