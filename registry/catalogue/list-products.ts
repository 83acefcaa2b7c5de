import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { products } from '#database/tables.ts';
import { productReference, readProducts } from '#registry/catalogue/products.ts';
import { productSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { readReferencePage } from '#registry/catalogue/reference-page.ts';
import { pageFields, pageSchema } from '#registry/page.ts';
import { mayBrowse } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Lists the products on offer, by name, with their plans.
 *
 * @throws Problem `provider.not_found` (404), `page.cursor_invalid` (422)
 */
export const listProducts = operation({
  name: 'product.list',
  summary: 'Lists the products of the catalogue with their APIs and plans.',
  http: { method: 'get', path: '/products' },
  input: z.strictObject({
    provider: referenceSchema.optional(),
    search: z.string().trim().max(200).optional(),
    ...pageFields,
  }),
  output: pageSchema(productSchema),
  authorise: mayBrowse,
  perform: async (work, _granted, { provider, search, ...asked }) => {
    const from = provider === undefined ? undefined : await findProvider(work.tx, provider);
    const text = sql`lower(concat_ws(' ', ${products.slug}, ${products.nameFr}, ${products.nameEn},
      ${products.descriptionFr}, ${products.descriptionEn}))`;
    const fitting = and(
      from === undefined ? undefined : eq(products.providerId, from.providerId),
      search === undefined ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
    );
    const page = await readReferencePage(asked, productReference, (beyond, rows) =>
      readProducts(work.tx, and(fitting, beyond), rows),
    );
    return { result: page, audit: [] };
  },
});
