/** Pages of lists whose order is the reference by which a thing is named: APIs, products. */
import { asc, sql, type SQL } from 'drizzle-orm';
import { makePage, readCursor } from '#registry/page.ts';

/** Letter by letter, whatever language the database sorts in: a cursor must mean the same on every server. */
function ordered(reference: SQL<string>): SQL {
  return sql`(${reference}) collate "C"`;
}

/** The order of such a list. */
export function byReference(reference: SQL<string>): SQL {
  return asc(ordered(reference));
}

type Asked = { readonly limit: number; readonly after?: string | undefined };

/**
 * Gives one page of a list in the order of `byReference`.
 *
 * @param read reads at most `rows` items beyond the cursor (undefined: from the beginning), in that order
 * @throws Problem `page.cursor_invalid` (422)
 */
export async function readReferencePage<Item extends { readonly id: string; readonly reference: string }>(
  { limit, after }: Asked,
  reference: SQL<string>,
  read: (beyond: SQL | undefined, rows: number) => Promise<readonly Item[]>,
): Promise<{ items: Item[]; next: string | null }> {
  const cursor = readCursor(after);
  const rows = await read(cursor === undefined ? undefined : sql`${ordered(reference)} > ${cursor.key}`, limit + 1);
  return makePage(
    rows,
    limit,
    (item) => ({ key: item.reference, id: item.id }),
    (item) => item,
  );
}
