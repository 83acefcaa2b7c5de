import { z } from 'zod';
import { planSchema, slug } from '#registry/declarations/schema.ts';
import { findProductEntry, indexIn, put, putProduct } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Sets a plan of a product, or adds it. New limits hold for all who use it, from the next moment on; what they have used
 * of them stays counted.
 *
 * @throws Problem `product.not_found` (404)
 */
export const writePlan = offerOperation({
  name: 'plan.write',
  summary: 'Sets a plan of a product, or adds it; new limits hold for all who use it.',
  http: { method: 'put', path: '/providers/{provider}/products/{product}/plans/{plan}' },
  input: z.strictObject({
    ...offerFields,
    product: slug,
    plan: slug.describe('Readable name of the plan within the product.'),
    ...planSchema.omit({ slug: true }).shape,
  }),
  edit: (declared, { provider: _provider, dryRun: _dryRun, product, plan, ...settings }) => {
    const entry = findProductEntry(declared, product);
    const index = indexIn(entry.plans, (one) => one.slug === plan);
    const { list, at } = put(entry.plans, index, { slug: plan, ...settings });
    const { provider, place } = putProduct(declared, { ...entry, plans: list });
    return { provider, place: [...place, 'plans', at] };
  },
});
