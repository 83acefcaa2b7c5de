import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import type { Database } from '#database/database.ts';

/** Any number that is ours alone: who holds this advisory lock is migrating. */
const migrationLock = 7_168_240_411;

export const migrationsFolder: string = fileURLToPath(new URL('./migrations', import.meta.url));

/** Brings the schema up to date, forward only; when several processes start at once, one does it and the others wait. */
export async function migrate(database: Database): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await applyMigrations(drizzle({ client }), { migrationsFolder });
    await client.query(
      'insert into registry_revision (id, registry_id, revision) values (1, gen_random_uuid(), 0) on conflict do nothing',
    );
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    client.release();
  }
}
