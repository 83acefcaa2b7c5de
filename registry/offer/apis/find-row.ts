import { and, eq } from 'drizzle-orm';
import { apis } from '#database/tables.ts';
import { notFound } from '#registry/reference.ts';
import type { Work } from '#registry/operation.ts';
import type { FoundProvider } from '#registry/providers/find.ts';

/** Finds an API of the provider by `slug@version`, in whatever state. @throws Problem `api.not_found` (404) */
export async function findApiRow(
  work: Work,
  { providerId }: FoundProvider,
  name: string,
): Promise<typeof apis.$inferSelect> {
  const [slug = '', version = ''] = name.split('@', 2);
  const [row] = await work.tx
    .select()
    .from(apis)
    .where(and(eq(apis.providerId, providerId), eq(apis.slug, slug), eq(apis.version, version)));
  if (row === undefined)
    throw notFound('api.not_found', { en: 'There is no such API.', fr: "Cette API n'existe pas." });
  return row;
}
