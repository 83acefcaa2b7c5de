/** What a tick at an API asks for: the product that offers it, under the plan that needs no choice. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { LocalisedText } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { apis, deployments, plans, productApis, products, providers } from '#database/tables.ts';
import { answersAt } from '#registry/catalogue/answers.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { productReference } from '#registry/catalogue/products.ts';
import type { PlanRow, ProductRow } from '#registry/subscriptions/offer.ts';

type Environment = 'sandbox' | 'production';

export type HeldApi = { readonly id: string; readonly reference: string; readonly termsId: string | null };

/** A product that can be had in an environment. */
export type Offer = {
  readonly product: ProductRow;
  /** `provider/slug`. */
  readonly reference: string;
  readonly name: LocalisedText;
  readonly apis: readonly HeldApi[];
  /** The plan that a tick means: the one called `default`, else the only one; null: people must choose. */
  readonly plan: PlanRow | null;
  /** True: somebody has to approve. */
  readonly approvalNeeded: boolean;
  /** Who does. */
  readonly approvers: readonly string[];
};

/** Reads the products that hold one of `apiIds` and can be had in `environment`: all their APIs answer there. */
export async function readOffers(
  tx: Transaction,
  environment: Environment,
  apiIds: readonly string[],
  now: Date,
): Promise<Offer[]> {
  if (apiIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ product: products, reference: productReference, contact: providers.contactEmail })
    .from(productApis)
    .innerJoin(products, eq(products.id, productApis.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .where(and(inArray(productApis.apiId, [...apiIds]), isNull(products.retiredAt)));
  const ids = rows.map(({ product }) => product.id);
  if (ids.length === 0) return [];
  const held = Map.groupBy(await readHeld(tx, ids, environment, now), ({ productId }) => productId);
  const open = await tx
    .select()
    .from(plans)
    .where(and(inArray(plans.productId, ids), isNull(plans.retiredAt)))
    .orderBy(asc(plans.slug));
  return rows.flatMap(({ product, reference, contact }) => {
    const ofProduct = held.get(product.id) ?? [];
    if (!ofProduct.every((api) => api.answers)) return [];
    const plan = onlyPlan(open.filter(({ productId }) => productId === product.id));
    const approvers = ofProduct.map((api) => api.approverEmail).filter((mail) => mail !== '');
    return {
      product,
      reference,
      name: { fr: product.nameFr, en: product.nameEn },
      apis: ofProduct,
      plan,
      approvalNeeded: plan?.approvalNeeded === true || ofProduct.some((api) => api.validationNeeded),
      approvers: approvers.length > 0 ? [...new Set(approvers)] : [contact],
    };
  });
}

async function readHeld(tx: Transaction, productIds: readonly string[], environment: Environment, now: Date) {
  const rows = await tx
    .select({
      productId: productApis.productId,
      id: apis.id,
      reference: apiReference,
      termsId: apis.termsId,
      status: apis.status,
      sunsetAt: apis.sunsetAt,
      validationNeeded: apis.validationNeeded,
      approverEmail: apis.approverEmail,
      deployedIn: deployments.environment,
    })
    .from(productApis)
    .innerJoin(apis, eq(apis.id, productApis.apiId))
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .leftJoin(deployments, and(eq(deployments.apiId, apis.id), eq(deployments.environment, environment)))
    .where(inArray(productApis.productId, [...productIds]))
    .orderBy(asc(apiReference));
  return rows.map(({ status, sunsetAt, deployedIn, ...row }) => ({
    ...row,
    answers: answersAt({ status, sunsetAt }, now.getTime()) && deployedIn !== null,
  }));
}

function onlyPlan(open: readonly PlanRow[]): PlanRow | null {
  return open.find(({ slug }) => slug === 'default') ?? (open.length === 1 ? (open[0] ?? null) : null);
}

/** The offer that a tick at an API means: one whose plan needs no choice, with as little else in it as there is. */
export function offerFor(apiId: string, offers: readonly Offer[]): Offer | undefined {
  return offers
    .filter((offer) => offer.apis.some(({ id }) => id === apiId))
    .toSorted(
      (one, other) =>
        Number(one.plan === null) - Number(other.plan === null) ||
        one.apis.length - other.apis.length ||
        (one.reference < other.reference ? -1 : 1),
    )[0];
}
