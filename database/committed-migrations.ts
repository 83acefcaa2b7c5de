/**
 * The migrations of this version, and whether a database has them. The migrator of drizzle 0.x only compares times: after
 * two branches merge it can pass over a migration without a word. Here the lists must be the same, in the same order.
 */
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { fileURLToPath } from 'node:url';
import { Problem } from '#base/problem.ts';

export const migrationsFolder: string = fileURLToPath(new URL('./migrations', import.meta.url));

/** One migration: SHA-256 of its text, and when it was written. */
export type Migration = { readonly hash: string; readonly writtenAtMs: number };

/** What a database is to this version of the code. */
export type MigrationState = 'behind' | 'same' | 'newer' | 'different';

/** Gives the migrations of `folder` in the order in which they apply. */
export function committedMigrations(folder: string = migrationsFolder): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map((file) => ({
    hash: file.hash,
    writtenAtMs: file.folderMillis,
  }));
}

/** Gives the hashes of the migrations that the database has had, in order; empty: it is new. */
export async function appliedMigrations(client: Pick<pg.Pool, 'query'>): Promise<string[]> {
  const table = await client.query<{ exists: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
  );
  if (table.rows[0]?.exists !== true) return [];
  const rows = await client.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations order by id');
  return rows.rows.map((row) => row.hash);
}

/** Compares what was applied with what is committed. */
export function compareMigrations(applied: readonly string[], committed: readonly Migration[]): MigrationState {
  const common = Math.min(applied.length, committed.length);
  for (let index = 0; index < common; index++) {
    if (applied[index] !== committed[index]?.hash) return 'different';
  }
  if (applied.length > committed.length) return 'newer';
  // Out of order in time: the migrator would pass over the later one.
  const ordered = committed.every(
    (migration, index) => index === 0 || migration.writtenAtMs > (committed[index - 1]?.writtenAtMs ?? 0),
  );
  if (!ordered) return 'different';
  return applied.length === committed.length ? 'same' : 'behind';
}

/** The refusal of a database that this version must not touch. */
export function migrationProblem(state: 'newer' | 'different'): Problem {
  if (state === 'newer') {
    return new Problem('database.newer', 500, {
      en: 'The database was made by a newer version of Guichet: start that version, or restore a backup of this one.',
      fr: 'La base a été faite par une version plus récente de Guichet : démarrez cette version ou restaurez une sauvegarde de celle-ci.',
    });
  }
  return new Problem('database.migrations_differ', 500, {
    en: 'The database has had other migrations than those of this version, or in another order: nothing was changed.',
    fr: "La base a reçu d'autres migrations que celles de cette version, ou dans un autre ordre : rien n'a été modifié.",
  });
}
