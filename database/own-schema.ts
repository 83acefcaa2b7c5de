/**
 * Schemas beside `public` that a service or a room keeps for itself: their tables are made by steps of SQL of their own, so that
 * they come and go without a migration of the registry.
 */
import pg from 'pg';
import { inTransaction } from '#database/client-transaction.ts';

export type OwnSchema = {
  readonly name: string;
  /** Steps of SQL, in order; they only go forward, and one that has been shipped is never changed. */
  readonly steps: readonly string[];
  /** Any number that is this schema's alone: who holds this advisory lock is migrating. */
  readonly lock: number;
  /** SQL that is run whenever the schema has been brought up to date: puts right what a restored backup does not bring. */
  readonly settle?: string;
};

/** Makes the schema and brings it up to date; when several processes start at once, one does it. All of it, or nothing. */
export async function migrateOwnSchema(pool: pg.Pool, { name, steps, lock, settle }: OwnSchema): Promise<void> {
  const schema = pg.escapeIdentifier(name);
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(`create schema if not exists ${schema}`);
    await client.query(
      `create table if not exists ${schema}.migrations (version integer primary key, applied_at timestamptz not null)`,
    );
    const { rows } = await client.query<{ version: number }>(
      `select coalesce(max(version), 0) as version from ${schema}.migrations`,
    );
    const applied = rows[0]?.version ?? 0;
    if (applied > steps.length) throw new Error(`the schema ${name} was made by a newer version`);
    for (const [index, sql] of steps.entries()) {
      if (index < applied) continue;
      await client.query(sql);
      await client.query(`insert into ${schema}.migrations values ($1, now())`, [index + 1]);
    }
    if (settle !== undefined) await client.query(settle);
  });
}
