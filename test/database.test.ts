import assert from 'node:assert/strict';
import test from 'node:test';
import { openTestDatabase } from '#test/database.ts';

test('a test file gets a migrated database of its own', async () => {
  const database = await openTestDatabase();
  const rows = await database.query.query.registryRevision.findMany();
  assert.equal(rows[0]?.revision, 0);
  await database.close();
});
