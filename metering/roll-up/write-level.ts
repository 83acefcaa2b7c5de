/** Adding cells to the rows of a level's table. */
import type pg from 'pg';
import type { Cell } from '#metering/roll-up/cells.ts';
import { tableOfLevel, type Level } from '#metering/schema/levels.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import { addRow, tallyColumns } from '#metering/tally/tally.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';

const names = tallyColumns.map(([name]) => name);

/**
 * Adds `cells` to what stands in the level's rows, inside a transaction in which nobody else does: sketches are added in memory,
 * so each row is read, and written whole.
 */
export async function writeLevel(
  client: pg.ClientBase,
  level: Level,
  cells: readonly Cell[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  if (cells.length === 0) return;
  const table = tableOfLevel[level];
  if (table !== 'metering.months') {
    await ensurePartitions(
      client,
      table,
      cells.map(({ atMs }) => atMs),
    );
  }
  const rows = cells.map(({ scope, atMs, tally }) => ({ id: idOf(ids, scope.key), atMs, tally }));
  const scopeIds = rows.map(({ id }) => id);
  const moments = rows.map(({ atMs }) => new Date(atMs).toISOString());
  const byPlace = new Map(rows.map((row) => [`${row.id} ${row.atMs}`, row.tally]));
  for (const standing of await readStanding(client, table, scopeIds, moments)) {
    const tally = byPlace.get(`${standing.scope_id} ${standing.at_ms}`);
    if (tally !== undefined) addRow(tally, standing);
  }
  await client.query(upsert(table), [
    scopeIds,
    moments,
    ...tallyColumns.map(([, , value]) => rows.map(({ tally }) => value(tally))),
  ]);
}

function idOf(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the scope ${key} has no number`);
  return id;
}

type StandingRow = UsageRow & { readonly scope_id: number; readonly at_ms: number };

async function readStanding(
  client: pg.ClientBase,
  table: string,
  scopeIds: readonly number[],
  moments: readonly string[],
): Promise<StandingRow[]> {
  const first = moments.reduce((one, other) => (one < other ? one : other));
  const last = moments.reduce((one, other) => (one > other ? one : other));
  const { rows } = await client.query<StandingRow>(
    `select scope_id, (extract(epoch from at) * 1000)::float8 as at_ms, ${names.join(', ')}
       from unnest($1::integer[], $2::timestamptz[]) as wanted (scope_id, at) join ${table} using (scope_id, at)
      where at between $3 and $4`,
    [scopeIds, moments, first, last],
  );
  return rows;
}

function upsert(table: string): string {
  const values = tallyColumns.map(([, type], index) => `$${index + 3}::${type}[]`);
  const updates = names.map((name) => `${name} = excluded.${name}`);
  return `insert into ${table} (scope_id, at, ${names.join(', ')})
    select * from unnest($1::integer[], $2::timestamptz[], ${values.join(', ')})
    on conflict (scope_id, at) do update set ${updates.join(', ')}`;
}
