import type pg from 'pg';
import type { BackupTable } from '#database/backup-format.ts';

/** Makes texts of values the same on every server, whatever its settings; for the transaction that it is sent in. */
export const sessionSettings = `
  set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8'`;

/** Lists the tables of the schema with their columns, each behind those that it refers to. */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const rows = await client.query<{ name: string; columns: string[]; parents: string[] }>(`
    select c.relname::text as name,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                  order by a.attnum) as columns,
           array(select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
                  where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     order by c.relname`);
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
