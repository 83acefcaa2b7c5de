import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { providers, terms, termsVersions } from '#database/tables.ts';
import { termsSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { isId, notFound, referenceSchema } from '#registry/reference.ts';

/**
 * Gives terms with the texts of all their versions, oldest first.
 *
 * @throws Problem `terms.not_found` (404)
 */
export const getTerms = operation({
  name: 'terms.get',
  summary: 'Gives terms of use with the texts of all their versions.',
  http: { method: 'get', path: '/terms/{terms}' },
  input: z.strictObject({ terms: referenceSchema.describe('Their id, or `provider/slug`.') }),
  output: termsSchema,
  authorise: mayBrowse,
  perform: async (work, _granted, input) => {
    const [provider = '', slug = ''] = input.terms.split('/', 2);
    const named = isId(input.terms)
      ? eq(terms.id, input.terms)
      : and(eq(providers.slug, provider), eq(terms.slug, slug));
    const [found] = await work.tx
      .select({ terms, provider: providers.slug })
      .from(terms)
      .innerJoin(providers, eq(providers.id, terms.providerId))
      .where(named);
    if (found === undefined) {
      throw notFound('terms.not_found', {
        en: 'There are no such terms of use.',
        fr: "Ces conditions d'utilisation n'existent pas.",
      });
    }
    const versions = await work.tx
      .select()
      .from(termsVersions)
      .where(eq(termsVersions.termsId, found.terms.id))
      .orderBy(asc(termsVersions.effectiveAt), asc(termsVersions.version));
    const result = {
      reference: `${found.provider}/${found.terms.slug}`,
      retired: found.terms.retiredAt !== null,
      title: { fr: found.terms.titleFr, en: found.terms.titleEn },
      versions: versions.map(({ id, version, effectiveAt, textFr, textEn }) => ({
        id,
        version,
        effectiveAt: effectiveAt.toISOString(),
        text: { fr: textFr, en: textEn },
      })),
    };
    return { result, audit: [] };
  },
});
