import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { products } from '#database/tables.ts';
import { productReference, readProducts } from '#registry/catalogue/products.ts';
import { productSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
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
  perform: async (work, _granted, { provider, search, limit, after }) => {
    const cursor = readCursor(after);
    const from = provider === undefined ? undefined : await findProvider(work.tx, provider);
    const text = sql`lower(concat_ws(' ', ${products.slug}, ${products.nameFr}, ${products.nameEn},
      ${products.descriptionFr}, ${products.descriptionEn}))`;
    const where = and(
      from === undefined ? undefined : eq(products.providerId, from.providerId),
      search === undefined ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
      cursor === undefined ? undefined : sql`(${productReference}) collate "C" > ${cursor.key}`,
    );
    const rows = await readProducts(work.tx, where, limit + 1);
    const page = makePage(
      rows,
      limit,
      ({ reference, id }) => ({ key: reference, id }),
      (row) => row,
    );
    return { result: page, audit: [] };
  },
});
