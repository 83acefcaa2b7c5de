import assert from 'node:assert/strict';
import test from 'node:test';
import { committedMigrations, compareMigrations } from '#database/committed-migrations.ts';
import { migrate } from '#database/migrate.ts';
import { openTestDatabase } from '#test/database.ts';

const one = { hash: 'one', writtenAtMs: 1 };
const two = { hash: 'two', writtenAtMs: 2 };
const three = { hash: 'three', writtenAtMs: 3 };

test('a database is the same, behind, newer or different', () => {
  assert.equal(compareMigrations(['one', 'two'], [one, two]), 'same');
  assert.equal(compareMigrations([], [one, two]), 'behind');
  assert.equal(compareMigrations(['one'], [one, two]), 'behind');
  assert.equal(compareMigrations(['one', 'two', 'three'], [one, two]), 'newer');
  assert.equal(compareMigrations(['one', 'three'], [one, two, three]), 'different');
  assert.equal(compareMigrations(['two', 'one'], [one, two]), 'different');
});

test('migrations that the migrator would pass over because of their times are refused', () => {
  assert.equal(compareMigrations(['one'], [one, three, two]), 'different');
});

test('the committed migrations stand in the order of their times', () => {
  assert.notEqual(compareMigrations([], committedMigrations()), 'different');
});

test('a database of a newer version is refused and stays as it was', async () => {
  const database = await openTestDatabase();
  try {
    await database.pool.query(
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 99999999999999)`,
    );
    await assert.rejects(migrate(database), { code: 'database.newer' });
  } finally {
    await database.close();
  }
});

test('a database with another migration in the place of ours is refused', async () => {
  const database = await openTestDatabase();
  try {
    await database.pool.query(`update drizzle.__drizzle_migrations set hash = 'another branch'`);
    await assert.rejects(migrate(database), { code: 'database.migrations_differ' });
  } finally {
    await database.close();
  }
});
