import { z } from 'zod';
import { slug } from '#registry/declarations/schema.ts';
import { findProductEntry, putProduct } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { notFound } from '#registry/reference.ts';

/**
 * Closes a plan to new subscriptions; those who have one keep it. The last plan of a product cannot be closed.
 *
 * @throws Problem `product.not_found` (404), `plan.not_found` (404)
 */
export const retirePlan = offerOperation({
  name: 'plan.retire',
  summary: 'Closes a plan to new subscriptions; those who have one keep it.',
  http: { method: 'delete', path: '/providers/{provider}/products/{product}/plans/{plan}' },
  input: z.strictObject({ ...offerFields, product: slug, plan: slug }),
  edit: (declared, { product, plan }) => {
    const entry = findProductEntry(declared, product);
    const plans = entry.plans.filter((one) => one.slug !== plan);
    if (plans.length === entry.plans.length) {
      throw notFound('plan.not_found', { en: 'The product has no such plan.', fr: "Le produit n'a pas ce plan." });
    }
    return putProduct(declared, { ...entry, plans });
  },
});
