import { limits } from '#base/limits.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import { lockLevels } from '#metering/roll-up/roll-up.ts';
import { tableOfLevel } from '#metering/schema/levels.ts';
import { dropPartitionsBefore, ensureNextPartitions, lockPartitions } from '#metering/schema/partitions.ts';

/** Days for which each level, and the request log, is kept. */
export type Retention = {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly requests: number;
};

const dayMs = 86_400_000;

/**
 * Drops what is older than it is to be kept, and makes the partitions of the time to come. A level that has once been cut stays
 * cut, also when it is to be kept longer from now on: it says from when on it is whole.
 */
export async function keepRetention(database: Database, retention: Retention, nowMs: number): Promise<void> {
  await inTransaction(database.pool, async (client) => {
    await lockLevels(client);
    await lockPartitions(client);
    // Dropping waits for those who read, and those who come then wait for it: rather the next time than long.
    await client.query(`set local lock_timeout = ${limits.usageRetentionWaitMs}`);
    for (const level of ['minute', 'hour', 'day'] as const) {
      const cutoffMs = nowMs - retention[level] * dayMs;
      const table = tableOfLevel[level];
      await client.query('update metering.levels set held_from = greatest(held_from, $2) where level = $1', [
        level,
        new Date(cutoffMs),
      ]);
      await dropPartitionsBefore(client, table, cutoffMs);
      await ensureNextPartitions(client, table, nowMs);
    }
    await dropPartitionsBefore(client, 'metering.requests', nowMs - retention.requests * dayMs);
    await ensureNextPartitions(client, 'metering.requests', nowMs);
  });
}
