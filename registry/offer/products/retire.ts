import { z } from 'zod';
import { slug } from '#registry/declarations/schema.ts';
import { findProductEntry } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Takes a product off the catalogue. Subscriptions to it go on; written again, it is offered again.
 *
 * @throws Problem `product.not_found` (404)
 */
export const retireProduct = offerOperation({
  name: 'product.retire',
  summary: 'Takes a product off the catalogue; subscriptions to it go on.',
  http: { method: 'delete', path: '/providers/{provider}/products/{product}' },
  input: z.strictObject({ ...offerFields, product: slug }),
  edit: (declared, { product }) => {
    findProductEntry(declared, product);
    const products = declared.products?.filter((entry) => entry.slug !== product);
    return { provider: { ...declared, products }, place: [] };
  },
});
