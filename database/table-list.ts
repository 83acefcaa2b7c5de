import type pg from 'pg';
import type { BackupTable } from '#database/backup-format.ts';

/** Makes texts of values the same on every server, whatever its settings; for the transaction that it is sent in. */
export const sessionSettings = `
  set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8'`;

/** Schemas of their own that are backed up with the registry; Webstat's is not among them: it is loaded from public files. */
const ownSchemas = ['banking', 'metering'];

const named = (table: string, schema: string) =>
  `case when ${schema}.nspname = 'public' then '' else ${schema}.nspname || '.' end || ${table}.relname`;

/**
 * Lists the tables of the registry, and of the services that keep their data in a schema of their own beside it, with their columns, each
 * behind those that it refers to. A schema's book of migrations is not data; a table that is cut by time stands here whole.
 */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const rows = await client.query<{ name: string; columns: string[]; parents: string[] }>(
    `select ${named('c', 'n')} as name,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                  order by a.attnum) as columns,
           array(select distinct ${named('p', 'm')} from pg_constraint f
                   join pg_class p on p.oid = f.confrelid join pg_namespace m on m.oid = p.relnamespace
                  where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition
       and (n.nspname = 'public' or (n.nspname = any($1) and c.relname <> 'migrations'))
     order by 1`,
    [ownSchemas],
  );
  const ordered: BackupTable[] = [];
  const placed = new Set<string>();
  while (ordered.length < rows.rows.length) {
    const next = rows.rows.filter((row) => !placed.has(row.name) && row.parents.every((parent) => placed.has(parent)));
    if (next.length === 0) throw new Error('tables refer to each other in a circle');
    for (const { name, columns } of next) {
      ordered.push({ name, columns });
      placed.add(name);
    }
  }
  return ordered;
}
