/**
 * The comments of `tables.ts`, in the database too: who looks at it with `psql` (`\d+ accounts`) reads the same sentences.
 * They are taken from the file itself at each migration, so there is no second copy that could grow old.
 */
import { readFileSync } from 'node:fs';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import * as tables from '#database/tables.ts';

/** Comment of a table (`column` null) or of one of its columns. */
export type SchemaComment = { readonly table: string; readonly column: string | null; readonly text: string };

/** One declaration with the doc comment right above it: `export const x = pgTable(` or `x: text('x')…`. */
const commented = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:export const (\w+) = pgTable\b|(\w+):)/g;

/** Reads the comments of all tables and columns out of the text of `tables.ts`. */
export function schemaComments(
  source: string = readFileSync(new URL('./tables.ts', import.meta.url), 'utf8'),
): SchemaComment[] {
  const byName = new Map<string, PgTable>(Object.entries(tables));
  const comments: SchemaComment[] = [];
  let current: { readonly table: string; readonly columns: ReadonlyMap<string, string> } | undefined;
  for (const [, body = '', tableKey, columnKey] of source.matchAll(commented)) {
    const text = body.replace(/\s*\n\s*\*\s*/g, ' ').trim();
    if (tableKey !== undefined) {
      const table = byName.get(tableKey);
      current = table === undefined ? undefined : describeTable(table);
      if (current !== undefined) comments.push({ table: current.table, column: null, text });
      continue;
    }
    const column = current?.columns.get(columnKey ?? '');
    if (current !== undefined && column !== undefined) comments.push({ table: current.table, column, text });
  }
  return comments;
}

function describeTable(table: PgTable): { table: string; columns: ReadonlyMap<string, string> } {
  const names = Object.entries(table).flatMap(([key, column]) => {
    const name = getTableConfig(table).columns.find((other) => other === column)?.name;
    return name === undefined ? [] : [[key, name] as const];
  });
  return { table: getTableConfig(table).name, columns: new Map(names) };
}

const standingQuery = `
  select c.relname as "table", a.attname as "column", col_description(c.oid, a.attnum) as "text"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  union all
  select c.relname, null, obj_description(c.oid, 'pg_class')
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;

/** Writes the comments that are not in the database yet, or stand there otherwise. */
export async function writeComments(client: pg.ClientBase): Promise<void> {
  const standing = await client.query<{ table: string; column: string | null; text: string | null }>(standingQuery);
  const key = (table: string, column: string | null): string => `${table}.${column ?? ''}`;
  const known = new Map(standing.rows.map((row) => [key(row.table, row.column), row.text]));
  const statements = schemaComments()
    .filter((comment) => known.get(key(comment.table, comment.column)) !== comment.text)
    .map((comment) => {
      const table = pg.escapeIdentifier(comment.table);
      const thing =
        comment.column === null ? `table ${table}` : `column ${table}.${pg.escapeIdentifier(comment.column)}`;
      return `comment on ${thing} is ${pg.escapeLiteral(comment.text)}`;
    });
  if (statements.length > 0) await client.query(statements.join(';\n'));
}
