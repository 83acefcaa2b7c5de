/** Partitions of the tables that are cut by time: made before they are needed, dropped when everything in them is too old. */
import type pg from 'pg';
import { createPartition, dropPartition, listPartitions, type Partition } from '#database/partitions.ts';
import { partitionDays, type PartitionedTable } from '#metering/schema/levels.ts';

const dayMs = 86_400_000;

/** Any number that is ours alone: who holds this advisory lock makes or drops partitions. */
const partitionLock = 7_168_240_442;

/** Waits, inside a transaction, until nobody else makes or drops partitions; to its end nobody does. */
export async function lockPartitions(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [partitionLock]);
}

/** The partition of `table` that holds the moment `atMs`. */
function partitionOf(table: PartitionedTable, atMs: number): Partition {
  const widthMs = partitionDays[table] * dayMs;
  const fromMs = Math.floor(atMs / widthMs) * widthMs;
  const from = new Date(fromMs).toISOString();
  const name = `${table}_${from.slice(0, 10).replaceAll('-', '')}`;
  return { table, name, from, to: new Date(fromMs + widthMs).toISOString() };
}

/** Makes, inside a transaction, what is missing of the partitions of `table` that hold `momentsMs`. */
export async function ensurePartitions(
  client: pg.ClientBase,
  table: PartitionedTable,
  momentsMs: readonly number[],
): Promise<void> {
  const wanted = new Map(momentsMs.map((atMs) => partitionOf(table, atMs)).map((one) => [one.name, one]));
  const listMissing = async (): Promise<Partition[]> => {
    const standing = new Set((await listPartitions(client, table)).map(({ name }) => name));
    return [...wanted.values()].filter(({ name }) => !standing.has(name));
  };
  if (wanted.size === 0 || (await listMissing()).length === 0) return;
  await lockPartitions(client);
  for (const partition of await listMissing()) await createPartition(client, partition);
}

/** Makes, inside a transaction, the partitions that hold `nowMs` and the time right behind. */
export async function ensureNextPartitions(
  client: pg.ClientBase,
  table: PartitionedTable,
  nowMs: number,
): Promise<void> {
  await ensurePartitions(client, table, [nowMs, nowMs + partitionDays[table] * dayMs]);
}

/** Drops, inside a transaction, the partitions in which everything is before `cutoffMs`; gives how many they were. */
export async function dropPartitionsBefore(
  client: pg.ClientBase,
  table: PartitionedTable,
  cutoffMs: number,
): Promise<number> {
  const old = (await listPartitions(client, table)).filter(({ to }) => Date.parse(to) <= cutoffMs);
  for (const partition of old) await dropPartition(client, partition);
  return old.length;
}
