import { z } from 'zod';
import { productSchema, slug } from '#registry/declarations/schema.ts';
import { putProduct } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Sets a product, or adds it: its texts, its APIs and, when `plans` is given, its plans, all of them. Plans that are left
 * out are closed to new subscriptions; those who have one keep it. A new product needs a plan.
 */
export const writeProduct = offerOperation({
  name: 'product.write',
  summary: 'Sets a product and its APIs, or adds it; with plans also those, all of them.',
  http: { method: 'put', path: '/providers/{provider}/products/{product}' },
  input: z.strictObject({
    ...offerFields,
    product: slug.describe('Readable name of the product within the provider.'),
    ...productSchema.omit({ slug: true, plans: true }).shape,
    plans: productSchema.shape.plans.optional().describe('Its plans, all of them. Left out: they stay as they are.'),
  }),
  edit: (declared, { product, name, description, apis, plans }) => {
    const before = declared.products?.find((entry) => entry.slug === product);
    return putProduct(declared, { slug: product, name, description, apis, plans: plans ?? before?.plans ?? [] });
  },
});
