/** Pages of lists by keyset: a page ends with a cursor, the next one begins after the row that it names. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

/** Fields that every list's input has. Numbers may come as text, from a query string. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
  after: z.string().max(2048).optional(),
};

/** Output of a list: its rows, and where the next page begins (null: this was the last). */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

const cursorSchema = z.strictObject({ key: z.string(), id: z.uuid() });

/** The sort key and the id of a page's last row. */
export type PageKey = z.infer<typeof cursorSchema>;

/** Reads the cursor of an input. @throws Problem `page.cursor_invalid` (422) */
export function readCursor(after: string | undefined): PageKey | undefined {
  if (after === undefined) return undefined;
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(after, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw cursorInvalid();
}

/** The refusal of a cursor that no page has given. */
export function cursorInvalid(): Problem {
  return new Problem('page.cursor_invalid', 422, {
    en: 'The page asked for does not exist: take "next" of the page before as it is.',
    fr: 'La page demandée n’existe pas : reprenez « next » de la page précédente tel quel.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes a page of `rows`, which were asked for with one row more than `limit`. */
export function makePage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => PageKey,
  present: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null;
  return { items: shown.map((row) => present(row)), next };
}
