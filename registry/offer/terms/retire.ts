import { z } from 'zod';
import { slug } from '#registry/declarations/schema.ts';
import { findTermsEntry } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Gives terms up: consents to them stay. APIs that ask for them must ask for others first, or for none.
 *
 * @throws Problem `terms.not_found` (404)
 */
export const retireTerms = offerOperation({
  name: 'terms.retire',
  summary: 'Gives terms up that no API asks for; consents to them stay.',
  http: { method: 'delete', path: '/providers/{provider}/terms/{terms}' },
  input: z.strictObject({ ...offerFields, terms: slug }),
  edit: (declared, { terms }) => {
    findTermsEntry(declared, terms);
    return {
      provider: { ...declared, terms: declared.terms?.filter((entry) => entry.slug !== terms) },
      place: [],
    };
  },
});
