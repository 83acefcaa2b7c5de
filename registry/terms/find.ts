import { and, eq } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { apis, providers, terms, termsVersions } from '#database/tables.ts';
import { Problem } from '#base/problem.ts';
import { isId, notFound } from '#registry/reference.ts';

/**
 * Finds a version of terms, by id or `provider/terms/version`, that an API asks for.
 *
 * @throws Problem `terms.not_found` (404), `terms.not_asked` (409)
 */
export async function findTermsVersion(
  tx: Transaction,
  reference: string,
): Promise<{ readonly id: string; readonly termsId: string }> {
  const [provider = '', slug = '', version = ''] = reference.split('/', 3);
  const named = isId(reference)
    ? eq(termsVersions.id, reference)
    : and(eq(providers.slug, provider), eq(terms.slug, slug), eq(termsVersions.version, version));
  const rows = await tx
    .select({ id: termsVersions.id, termsId: termsVersions.termsId })
    .from(termsVersions)
    .innerJoin(terms, eq(terms.id, termsVersions.termsId))
    .innerJoin(providers, eq(providers.id, terms.providerId))
    .where(named);
  const found = rows[0];
  if (found === undefined) throw termsNotFound();
  if ((await tx.$count(apis, eq(apis.termsId, found.termsId))) === 0) throw termsNotAsked();
  return found;
}

function termsNotFound(): Problem {
  return notFound('terms.not_found', {
    en: 'There is no such version of these terms.',
    fr: "Cette version des conditions d'utilisation n'existe pas.",
  });
}

function termsNotAsked(): Problem {
  return new Problem('terms.not_asked', 409, {
    en: 'No API asks for these terms.',
    fr: "Aucune API ne demande ces conditions d'utilisation.",
  });
}
