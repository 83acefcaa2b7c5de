import { and, eq, isNull, or } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { apis, deployments, plans, productApis, products, providers } from '#database/tables.ts';
import { answersAt } from '#registry/catalogue/answers.ts';
import { isId } from '#registry/reference.ts';
import {
  planNotFound,
  productNotFound,
  productNotOffered,
  wrongEnvironment,
} from '#registry/subscriptions/refusals.ts';

export type ProductRow = typeof products.$inferSelect;
export type PlanRow = typeof plans.$inferSelect;

/** Finds a product by id or `provider/product`. @throws Problem `product.not_found` (404) */
export async function findProduct(tx: Transaction, reference: string): Promise<ProductRow> {
  const [provider = '', slug = ''] = reference.split('/', 2);
  const named = isId(reference)
    ? eq(products.id, reference)
    : and(eq(providers.slug, provider), eq(products.slug, slug));
  const rows = await tx
    .select({ product: products })
    .from(products)
    .innerJoin(providers, eq(providers.id, products.providerId))
    .where(named);
  const product = rows[0]?.product;
  if (product === undefined) throw productNotFound();
  return product;
}

/**
 * Finds a plan of the product, by id or slug, that is open, or is `presentId`.
 *
 * @throws Problem `plan.not_found` (404)
 */
export async function findOpenPlan(
  tx: Transaction,
  productId: string,
  reference: string,
  presentId?: string,
): Promise<PlanRow> {
  const named = isId(reference) ? eq(plans.id, reference) : eq(plans.slug, reference);
  const open = isNull(plans.retiredAt);
  const rows = await tx
    .select()
    .from(plans)
    .where(
      and(named, eq(plans.productId, productId), presentId === undefined ? open : or(open, eq(plans.id, presentId))),
    );
  const plan = rows[0];
  if (plan === undefined) throw planNotFound();
  return plan;
}

/**
 * Checks that the product may be subscribed to in an environment: it is in the catalogue, and each of its APIs answers
 * and is deployed there. Tells whether one of its APIs asks for validation.
 *
 * @throws Problem `subscription.not_offered` (409), `subscription.environment` (409)
 */
export async function demandOffer(
  tx: Transaction,
  product: ProductRow,
  environment: 'sandbox' | 'production',
  now: Date,
): Promise<{ readonly validationNeeded: boolean }> {
  if (product.retiredAt !== null) throw productNotOffered();
  const offered = await tx
    .select({
      status: apis.status,
      sunsetAt: apis.sunsetAt,
      validationNeeded: apis.validationNeeded,
      deployedIn: deployments.environment,
    })
    .from(productApis)
    .innerJoin(apis, eq(apis.id, productApis.apiId))
    .leftJoin(deployments, and(eq(deployments.apiId, apis.id), eq(deployments.environment, environment)))
    .where(eq(productApis.productId, product.id));
  const answers = offered.every((api) => answersAt(api, now.getTime()));
  if (offered.length === 0 || !answers) throw productNotOffered();
  if (offered.some((api) => api.deployedIn === null)) throw wrongEnvironment();
  return { validationNeeded: offered.some((api) => api.validationNeeded) };
}
