import { sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import type { Registry } from '#registry/operation.ts';

/**
 * Deletes tokens that expired a day ago, denials of tokens that have expired, and keys that are no longer published, some
 * thousands of rows a statement, until none is left. Gives how many rows went.
 */
export async function sweepTokens(registry: Registry): Promise<number> {
  const nowMs = registry.clock.nowMs();
  const forgotten = new Date(nowMs - limits.expiredTokenKeptMs);
  const { query } = registry.database;
  let swept = 0;
  const expired = [
    { table: sql`access_tokens`, column: sql`expires_at`, before: forgotten },
    { table: sql`refresh_tokens`, column: sql`expires_at`, before: forgotten },
    { table: sql`denied_tokens`, column: sql`expires_at`, before: new Date(nowMs) },
    { table: sql`signing_keys`, column: sql`retires_at`, before: forgotten },
  ];
  for (const { table, column, before } of expired) {
    let deleted: number = limits.sweptRows;
    while (deleted === limits.sweptRows) {
      const done = await query.execute(
        sql`delete from ${table} where ctid = any (array(
              select ctid from ${table} where ${column} < ${before.toISOString()} limit ${limits.sweptRows}))`,
      );
      deleted = done.rowCount ?? 0;
      swept += deleted;
    }
  }
  return swept;
}
