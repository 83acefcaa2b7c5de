import { z } from 'zod';
import { slug, termsSchema } from '#registry/declarations/schema.ts';
import { putTerms } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/** Sets the title of terms, or adds terms; new ones need their first version. */
export const writeTerms = offerOperation({
  name: 'terms.write',
  summary: 'Sets the title of terms, or adds terms with their first version.',
  http: { method: 'put', path: '/providers/{provider}/terms/{terms}' },
  input: z.strictObject({
    ...offerFields,
    terms: slug.describe('Readable name of the terms within the provider.'),
    title: termsSchema.shape.title,
    versions: termsSchema.shape.versions.optional().describe('The first version, when the terms are new.'),
  }),
  edit: (declared, { terms, title, versions }) => {
    const before = declared.terms?.find((entry) => entry.slug === terms);
    return putTerms(declared, { slug: terms, title, versions: before?.versions ?? versions ?? [] });
  },
});
