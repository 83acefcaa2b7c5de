import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { writeComments } from '#database/comments.ts';
import {
  appliedMigrations,
  committedMigrations,
  compareMigrations,
  migrationProblem,
  migrationsFolder,
} from '#database/committed-migrations.ts';
import type { Database } from '#database/database.ts';

/** Any number that is ours alone: who holds this advisory lock is migrating. */
const migrationLock = 7_168_240_411;

/**
 * Brings the schema up to date, forward only; when several processes start at once, one does it and the others wait.
 *
 * @throws Problem `database.newer` or `database.migrations_differ` (500); then nothing was changed
 */
export async function migrate(database: Database): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await bringForward(client);
    await writeComments(client);
    await client.query(
      'insert into registry_revision (id, registry_id, revision) values (1, gen_random_uuid(), 0) on conflict do nothing',
    );
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    client.release();
  }
}

async function bringForward(client: pg.PoolClient): Promise<void> {
  const committed = committedMigrations();
  const before = compareMigrations(await appliedMigrations(client), committed);
  if (before === 'same') return;
  if (before !== 'behind') throw migrationProblem(before);
  await applyMigrations(drizzle({ client }), { migrationsFolder });
  const after = compareMigrations(await appliedMigrations(client), committed);
  if (after !== 'same') throw migrationProblem('different');
}
