import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { backup } from '#database/backup.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import { listPartitions } from '#database/partitions.ts';
import { restore } from '#database/restore.ts';
import { migrateMetering } from '#metering/schema/migrate.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import { openTestDatabase } from '#test/database.ts';

const at = Date.parse('2026-11-21T10:00:00Z');

async function fill(database: Database, momentMs: number): Promise<void> {
  for (const table of ['metering.minutes', 'metering.hours', 'metering.days'] as const) {
    await inTransaction(database.pool, (client) => ensurePartitions(client, table, [momentMs]));
    await database.pool.query(`insert into ${table} (scope_id, at, calls, total_sketch) values (1, $1, 7, '\\x0102')`, [
      new Date(momentMs),
    ]);
  }
}

async function minutes(database: Database): Promise<unknown[]> {
  return (await database.pool.query('select * from metering.minutes order by at')).rows;
}

test('a backup holds usage, and a restore makes its partitions again in place of those of other days', async () => {
  const [source, target] = [await openTestDatabase(), await openTestDatabase()];
  const folder = mkdtempSync(join(tmpdir(), 'guichet-backup-'));
  try {
    await fill(source, at);
    await fill(target, at + 3 * 86_400_000);
    await backup(source, join(folder, 'backup'));
    await assert.rejects(restore(target, join(folder, 'backup'), { replace: false }), { code: 'restore.not_empty' });
    await restore(target, join(folder, 'backup'), { replace: true });
    assert.deepEqual(await minutes(target), await minutes(source));
    const client = await target.pool.connect();
    const names = (await listPartitions(client)).map(({ name }) => name);
    client.release();
    assert.deepEqual(names, ['metering.days_20261022', 'metering.hours_20261119', 'metering.minutes_20261121']);
    await fill(target, at + 86_400_000);
    assert.equal((await minutes(target)).length, 2);
  } finally {
    await source.close();
    await target.close();
    rmSync(folder, { recursive: true });
  }
});

test('partitions are made once, also by several at a time, and the schema is made once', async () => {
  const database = await openTestDatabase();
  try {
    const moments = [at, at + 1, at + 86_400_000];
    await Promise.all(
      [1, 2, 3].map(() =>
        inTransaction(database.pool, (client) => ensurePartitions(client, 'metering.requests', moments)),
      ),
    );
    await Promise.all([migrateMetering(database.pool), migrateMetering(database.pool)]);
    const { rows } = await database.pool.query(
      `select count(*)::int as n from pg_class where relispartition and relkind = 'r' and relname like 'requests%'`,
    );
    assert.deepEqual(rows, [{ n: 2 }]);
  } finally {
    await database.close();
  }
});
