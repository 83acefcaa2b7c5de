/** Tables that are cut by time: their partitions as the catalogue of the database knows them, and the making of one. */
import pg from 'pg';
import { tableInSql } from '#database/table-name.ts';

/** A partition of `table` (`metering.minutes`) for moments from `from` on and before `to`, both as ISO 8601 texts. */
export type Partition = {
  readonly table: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
};

const bounds = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/;

/** Lists the partitions of all tables (or of `table`), by table and time. */
export async function listPartitions(client: pg.ClientBase, table?: string): Promise<Partition[]> {
  const { rows } = await client.query<{ table: string; name: string; bounds: string }>(
    `select pn.nspname || '.' || p.relname as "table", cn.nspname || '.' || c.relname as "name",
            pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i
       join pg_class p on p.oid = i.inhparent and p.relkind = 'p' join pg_namespace pn on pn.oid = p.relnamespace
       join pg_class c on c.oid = i.inhrelid and c.relkind = 'r' join pg_namespace cn on cn.oid = c.relnamespace
      where $1::text is null or pn.nspname || '.' || p.relname = $1`,
    [table ?? null],
  );
  return rows
    .map((row) => {
      const [, from, to] = bounds.exec(row.bounds) ?? [];
      if (from === undefined || to === undefined) throw new Error(`${row.name} is not cut by time: ${row.bounds}`);
      return { table: row.table, name: row.name, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    })
    .toSorted((one, other) => (one.table + one.from < other.table + other.from ? -1 : 1));
}

/**
 * Makes a partition that is not there yet. It is made apart and attached then: so nobody who reads or writes the table waits.
 */
export async function createPartition(client: pg.ClientBase, { table, name, from, to }: Partition): Promise<void> {
  await client.query(`create table ${tableInSql(name)} (like ${tableInSql(table)} including all)`);
  await client.query(
    `alter table ${tableInSql(table)} attach partition ${tableInSql(name)}
       for values from (${pg.escapeLiteral(from)}) to (${pg.escapeLiteral(to)})`,
  );
}

/** Drops a partition with what it holds. */
export async function dropPartition(client: pg.ClientBase, { name }: Partition): Promise<void> {
  await client.query(`drop table ${tableInSql(name)}`);
}
