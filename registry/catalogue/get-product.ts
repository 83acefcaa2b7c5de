import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { products } from '#database/tables.ts';
import { productReference, readProducts } from '#registry/catalogue/products.ts';
import { productSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { isId, referenceSchema } from '#registry/reference.ts';
import { productNotFound } from '#registry/subscriptions/refusals.ts';

/**
 * Gives one product on offer with its APIs and plans.
 *
 * @throws Problem `product.not_found` (404)
 */
export const getProduct = operation({
  name: 'product.get',
  summary: 'Gives one product of the catalogue with its APIs and plans.',
  http: { method: 'get', path: '/products/{product}' },
  input: z.strictObject({ product: referenceSchema.describe('Its id, or `provider/slug`.') }),
  output: productSchema,
  authorise: mayBrowse,
  perform: async (work, _granted, { product }) => {
    const named = isId(product) ? eq(products.id, product) : eq(productReference, product);
    const [found] = await readProducts(work.tx, named, 1);
    if (found === undefined) throw productNotFound();
    return { result: found, audit: [] };
  },
});
