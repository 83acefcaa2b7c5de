import assert from 'node:assert/strict';
import { writeFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readKeyFile } from '#base/key-file.ts';
import { openReadiness, type Check } from '#base/readiness.ts';
import { databaseChecks, diskCheck, keyFilesCheck } from '#commands/serve/checks.ts';
import { openFolder } from '#test/gateway-surroundings.ts';
import { openTestRegistry } from '#test/people.ts';

async function failing(checks: readonly Check[]): Promise<string[]> {
  const { checks: results } = await openReadiness(checks)();
  return results.filter(({ ok }) => !ok).map(({ name }) => name);
}

test('a database that has gone, and one of another version, are told apart', async () => {
  const { database } = await openTestRegistry();
  const checks = databaseChecks(database);
  assert.deepEqual(await failing(checks), []);
  await database.pool.query(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a newer version', 9999999999999)`,
  );
  assert.deepEqual(await failing(checks), ['migrations']);
  await database.close();
  assert.deepEqual(await failing(checks), ['database', 'migrations']);
});

test('a data folder that takes no file is told, and one that does keeps nothing of the look', async () => {
  const folder = await openFolder();
  assert.deepEqual(await failing([diskCheck(folder.path, true)]), []);
  assert.deepEqual(await readdir(folder.path), []);
  assert.deepEqual(await failing([diskCheck(join(folder.path, 'away'), true)]), ['disk']);
  await folder.close();
});

test('a key file that was damaged or has gone is told, and none is made in its place', async () => {
  const { path: data, close } = await openFolder();
  const key = 'k'.repeat(43);
  const checks = [keyFilesCheck({ data, adminKey: undefined, gatewayKey: key, sealingKey: key })];
  assert.deepEqual(await failing(checks), ['keys']);
  assert.deepEqual(await readdir(data), []);
  const path = join(data, 'keys', 'admin.key');
  await readKeyFile(path);
  assert.deepEqual(await failing(checks), []);
  await writeFile(path, 'nonsense');
  assert.deepEqual(await failing(checks), ['keys']);
  await close();
});
