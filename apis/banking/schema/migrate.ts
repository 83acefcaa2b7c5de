import type pg from 'pg';
import { migrations } from '#apis/banking/schema/migrations.ts';

/** Any number that is ours alone: who holds this advisory lock is migrating. */
const migrationLock = 7_168_240_421;

/** Makes the schema `banking` and brings it up to date; when several processes start at once, one does it. */
export async function migrateBanking(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query('create schema if not exists banking');
    await client.query(
      'create table if not exists banking.migrations (version integer primary key, applied_at timestamptz not null)',
    );
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from banking.migrations',
    );
    const applied = rows[0]?.version ?? 0;
    if (applied > migrations.length) throw new Error('the schema banking was made by a newer version');
    for (const [index, sql] of migrations.entries()) {
      if (index < applied) continue;
      await client.query(sql);
      await client.query('insert into banking.migrations values ($1, now())', [index + 1]);
    }
    // A restored backup brings numbers of statements along, and not the sequence that gave them.
    await client.query(
      `select setval('banking.statements_number_seq', greatest(s.last_value, (select max(number) from banking.statements)))
         from banking.statements_number_seq s`,
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}
