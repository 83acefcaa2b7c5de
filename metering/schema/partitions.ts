/** Partitions of the tables that are cut by time: made before they are needed, dropped when everything in them is too old. */
import type pg from 'pg';
import { createPartition, dropPartition, listPartitions, type Partition } from '#database/partitions.ts';
import { partitionDays, type PartitionedTable } from '#metering/schema/levels.ts';

const dayMs = 86_400_000;

/** Any number that is ours alone: who holds this advisory lock makes or drops partitions. */
const partitionLock = 7_168_240_442;

/** The partition of `table` that holds the moment `atMs`. */
export function partitionOf(table: PartitionedTable, atMs: number): Partition {
  const widthMs = partitionDays[table] * dayMs;
  const fromMs = Math.floor(atMs / widthMs) * widthMs;
  const from = new Date(fromMs).toISOString();
  const name = `${table}_${from.slice(0, 10).replaceAll('-', '')}`;
  return { table, name, from, to: new Date(fromMs + widthMs).toISOString() };
}

/** Makes what is missing of the partitions of `table` that hold `momentsMs`. */
export async function ensurePartitions(
  pool: pg.Pool,
  table: PartitionedTable,
  momentsMs: readonly number[],
): Promise<void> {
  const wanted = new Map(momentsMs.map((atMs) => partitionOf(table, atMs)).map((one) => [one.name, one]));
  const missing = async (client: pg.ClientBase): Promise<Partition[]> => {
    const standing = new Set((await listPartitions(client, table)).map(({ name }) => name));
    return [...wanted.values()].filter(({ name }) => !standing.has(name));
  };
  await withPartitions(pool, async (client, lock) => {
    if ((await missing(client)).length === 0) return;
    await lock();
    for (const partition of await missing(client)) await createPartition(client, partition);
  });
}

/** Drops the partitions of `table` in which everything is before `cutoffMs`; gives how many they were. */
export async function dropPartitionsBefore(
  client: pg.ClientBase,
  table: PartitionedTable,
  cutoffMs: number,
): Promise<number> {
  const old = (await listPartitions(client, table)).filter(({ to }) => Date.parse(to) <= cutoffMs);
  for (const partition of old) await dropPartition(client, partition);
  return old.length;
}

/** One transaction in which partitions change; `lock` waits until nobody else does the same. */
export async function withPartitions<Result>(
  pool: pg.Pool,
  steps: (client: pg.ClientBase, lock: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const lock = async (): Promise<void> =>
      void (await client.query('select pg_advisory_xact_lock($1)', [partitionLock]));
    const result = await steps(client, lock);
    await client.query('commit');
    return result;
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}
