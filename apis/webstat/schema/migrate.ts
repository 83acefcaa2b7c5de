import type pg from 'pg';
import { migrations } from '#apis/webstat/schema/migrations.ts';

/** Any number that is ours alone: who holds this advisory lock is migrating. */
const migrationLock = 7_168_240_431;

/** Makes the schema `webstat` and brings it up to date; when several processes start at once, one does it. */
export async function migrateWebstat(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query('create schema if not exists webstat');
    await client.query(
      'create table if not exists webstat.migrations (version integer primary key, applied_at timestamptz not null)',
    );
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from webstat.migrations',
    );
    const applied = rows[0]?.version ?? 0;
    if (applied > migrations.length) throw new Error('the schema webstat was made by a newer version');
    for (const [index, sql] of migrations.entries()) {
      if (index < applied) continue;
      await client.query(sql);
      await client.query('insert into webstat.migrations values ($1, now())', [index + 1]);
    }
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}
