import { and, eq, inArray, isNull } from 'drizzle-orm';
import { plans, productApis, products, providers, subscriptions } from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';
import { readQuotas } from '#registry/quotas/read.ts';
import { readLastSteps } from '#registry/subscriptions/last-step.ts';
import type { SubscriptionFacts } from '#registry/why/facts.ts';

/** Reads the subscriptions of an application to products that hold an API, each with the step that led to its state. */
export async function readSubscriptionFacts(
  work: Work,
  applicationId: string,
  apiId: string,
): Promise<SubscriptionFacts[]> {
  const rows = await work.tx
    .select({ subscription: subscriptions, product: products, plan: plans, timeZone: providers.timeZone })
    .from(subscriptions)
    .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .where(and(eq(subscriptions.applicationId, applicationId), eq(productApis.apiId, apiId)));
  const ids = rows.map(({ subscription }) => subscription.id);
  const last = await readLastSteps(work.tx, ids);
  const quotas = ids.length === 0 ? [] : await readQuotas(work.tx, inArray(subscriptions.id, ids), work.now);
  const open = await work.tx
    .select({ id: plans.id, productId: plans.productId })
    .from(plans)
    .where(
      and(
        isNull(plans.retiredAt),
        inArray(
          plans.productId,
          rows.map(({ product }) => product.id),
        ),
      ),
    );
  const windowsOf = new Map(quotas.map(({ subscription, windows }) => [subscription.id, windows]));
  return rows.map(({ subscription, product, plan, timeZone }) => ({
    id: subscription.id,
    state: subscription.state,
    requestedAt: subscription.requestedAt,
    since: last.get(subscription.id)?.decidedAt ?? subscription.requestedAt,
    reason: last.get(subscription.id)?.reason ?? '',
    withdrawn: last.get(subscription.id)?.withdrawn ?? false,
    product: { fr: product.nameFr, en: product.nameEn },
    plan: {
      ...plan,
      name: { fr: plan.nameFr, en: plan.nameEn },
      timeZone,
      hasOthers: open.some(({ productId, id }) => productId === product.id && id !== plan.id),
      windows: windowsOf.get(subscription.id) ?? [],
    },
  }));
}
