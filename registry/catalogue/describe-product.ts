import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { apis, products, providers } from '#database/tables.ts';
import { readApiSummaries } from '#registry/catalogue/apis.ts';
import { readProducts } from '#registry/catalogue/products.ts';
import { readProvider } from '#registry/catalogue/provider-of.ts';
import { apiSummarySchema, productSchema, providerSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { productNotFound } from '#registry/subscriptions/refusals.ts';

/**
 * Gives one product on offer with all that its page shows.
 *
 * @throws Problem `product.not_found` (404)
 */
export const describeProduct = operation({
  name: 'product.describe',
  summary: 'Gives a product with its APIs, its plans and its provider.',
  http: { method: 'get', path: '/products/{provider}/{product}/overview' },
  input: z.strictObject({
    provider: z.string().trim().max(64).describe('Slug of its provider.'),
    product: z.string().trim().max(64).describe('Its slug.'),
  }),
  output: z.object({ product: productSchema, provider: providerSchema, apis: z.array(apiSummarySchema) }),
  authorise: mayBrowse,
  perform: async ({ tx }, _granted, asked) => {
    const named = and(eq(providers.slug, asked.provider), eq(products.slug, asked.product));
    const [product] = await readProducts(tx, named, 1);
    if (product === undefined) throw productNotFound();
    // A product holds APIs of its own provider alone.
    const slugs = product.apis.map((reference) => reference.slice(product.provider.length + 1).replace(/@[^@]*$/, ''));
    const offered = await readApiSummaries(
      tx,
      and(eq(providers.slug, asked.provider), inArray(apis.slug, slugs)),
      1_000,
    );
    const held = offered.filter(({ reference }) => product.apis.includes(reference));
    return { result: { product, provider: await readProvider(tx, product.provider), apis: held }, audit: [] };
  },
});
