import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/**
 * Text as people look for it and sort it: without accents, in lower case. Marks are taken off before the case, because
 * the database's locale knows the case of unaccented letters alone for sure.
 */
export function plainText(text: SQLWrapper): SQL<string> {
  return sql<string>`lower(regexp_replace(normalize(${text}, NFD), '[\u0300-\u036f]', '', 'g'))`;
}
