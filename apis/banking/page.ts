/** Pages by keyset: `After` is where the last page ended. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

/** The part of a key that a page begins behind: what the rows are sorted by. */
export type Key = readonly (string | number)[];

export const pageQuery = {
  After: z.string().max(500).optional().openapi({ description: '`Next` of the page before.' }),
  Limit: z.coerce.number().int().min(1).max(limits.bankingPageRows).default(100),
};

export type Page<Item> = { readonly Items: Item[]; readonly Next: string | null };

/** @throws Problem `page.cursor_invalid` (422) */
export function readCursor<Schema extends z.ZodType>(
  after: string | undefined,
  schema: Schema,
): z.infer<Schema> | null {
  if (after === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(after, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Problem(
      'page.cursor_invalid',
      422,
      {
        en: 'The page asked for does not exist: take "Next" of the page before as it is.',
        fr: 'La page demandée n’existe pas : reprenez « Next » de la page précédente tel quel.',
      },
      { cause },
    );
  }
}

/** Makes a page of rows of which one more than `limit` was asked for. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { itemOf, keyOf }: { readonly itemOf: (row: Row) => Item; readonly keyOf: (row: Row) => Key },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null;
  return { Items: shown.map(itemOf), Next: next };
}
