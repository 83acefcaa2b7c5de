import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { silentLog } from '#base/log.ts';
import { backup } from '#database/backup.ts';
import { registryChannel } from '#database/channel.ts';
import type { Database } from '#database/database.ts';
import { openDatabase } from '#database/open.ts';
import { restore } from '#database/restore.ts';
import { migrateMetering } from '#metering/schema/migrate.ts';
import { openTestDatabase } from '#test/database.ts';

let source: Database;
let target: Database;
let folder: string;
let file: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-backup-'));
  file = join(folder, 'backup.gz');
  source = await openTestDatabase();
  await fillRegistry(source);
  await backup(source, file);
});
after(async () => {
  await source.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  target = await openTestDatabase();
});
afterEach(() => target.close());

/** Rows with everything that is hard to carry: quotes, tabs, new lines, backslashes, nulls, bytes, JSON, parents. */
async function fillRegistry(database: Database): Promise<void> {
  await database.pool.query(
    `insert into organisations (id, slug, name, created_at)
     select gen_random_uuid(), 'o' || n, E'L\\'été\\t"\\\\N"\\n' || n, now() from generate_series(1, 2000) n`,
  );
  await database.pool.query(
    `insert into applications (id, organisation_id, name, environment, email, status, picture, created_at)
     select gen_random_uuid(), id, 'app', 'sandbox', 'a@b.fr', 'validated', $1, now() from organisations limit 20`,
    [randomBytes(200_000)],
  );
  await database.pool.query(
    `insert into audit_entries (id, at, actor_name, action, subject_type, subject_id, details)
     values (gen_random_uuid(), now(), 'system', 'x.y', 'x', '1', '{"a": ["\\u00e9\\n", null]}')`,
  );
  await database.pool.query('update registry_revision set revision = 41');
}

/** All rows of all tables but the revision's, as one text. */
async function contents(database: Database): Promise<string> {
  const names = ['organisations', 'applications', 'audit_entries'];
  const texts = await Promise.all(
    names.map(async (name) => {
      const rows = await database.pool.query<{ row: string }>(
        `select md5(t::text) as row from ${name} t order by t.id::text`,
      );
      return rows.rows.map((row) => row.row).join();
    }),
  );
  return texts.join('\n');
}

test('a restored registry is the one that was backed up, with a newer revision that gateways are told of', async () => {
  const listener = new pg.Client(target.connection);
  await listener.connect();
  await listener.query(`listen ${registryChannel}`);
  const told = new Promise((resolve) => {
    listener.on('notification', (message) => resolve(message.payload));
  });
  await restore(target, file, { replace: false });
  assert.equal(await contents(target), await contents(source));
  assert.equal(await told, '42');
  const own = await source.query.query.registryRevision.findFirst();
  const restored = await target.query.query.registryRevision.findFirst();
  assert.deepEqual(restored, { ...own, revision: 42 });
  await listener.end();
});

test('a backup goes from one server to the embedded one', async () => {
  const database = await openDatabase({ dataFolder: join(folder, 'data'), log: silentLog, mode: 'own' });
  try {
    await migrateMetering(database.pool);
    await restore(database, file, { replace: false });
    assert.equal(await contents(database), await contents(source));
  } finally {
    await database.close();
  }
});

test('the file is readable by its owner only, and nothing else is left beside it', () => {
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.new-')),
    [],
  );
});

test('a backup that fails leaves no file and the connection usable', async () => {
  const wrong = join(folder, 'no such folder', 'backup.gz');
  await assert.rejects(backup(target, wrong), { code: 'ENOENT' });
  assert.equal((await target.pool.query('select 1')).rowCount, 1);
});

test('a file that is cut off anywhere is refused before anything is written', async () => {
  const whole = readFileSync(file);
  const plain = gunzipSync(whole);
  const cuts = [
    ...[0, 10, whole.length >> 1, whole.length - 1].map((length) => whole.subarray(0, length)),
    ...[3, plain.length - 37, plain.length - 1].map((length) => gzipSync(plain.subarray(0, length))),
  ];
  for (const bytes of cuts) {
    const path = join(folder, 'cut.gz');
    writeFileSync(path, bytes);
    await assert.rejects(restore(target, path, { replace: true }), { code: 'backup.damaged' });
  }
  assert.equal((await target.pool.query('select 1 from organisations')).rowCount, 0);
});

test('a file with one changed byte is refused, packed or repacked', async () => {
  const whole = readFileSync(file);
  const plain = gunzipSync(whole);
  const flip = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };
  const changed = [
    flip(whole, whole.length >> 1),
    ...[0, 1, 20, plain.length >> 1, plain.length - 1].map((at) => gzipSync(flip(plain, at))),
    gzipSync(Buffer.concat([plain, Buffer.from('more')])),
    Buffer.from('not a backup at all'),
  ];
  for (const bytes of changed) {
    const path = join(folder, 'flipped.gz');
    writeFileSync(path, bytes);
    await assert.rejects(restore(target, path, { replace: true }), { code: 'backup.damaged' });
  }
});

test('a registry that is not empty is kept, unless it is to be replaced', async () => {
  await target.pool.query(
    `insert into organisations (id, slug, name, created_at) values (gen_random_uuid(), 'mine', 'Mine', now())`,
  );
  await target.pool.query('update registry_revision set revision = 100');
  const before = await contents(target);
  await assert.rejects(restore(target, file, { replace: false }), { code: 'restore.not_empty' });
  assert.equal(await contents(target), before);
  await restore(target, file, { replace: true });
  assert.equal(await contents(target), await contents(source));
  assert.equal((await target.query.query.registryRevision.findFirst())?.revision, 101);
});

test('a restore that fails in the middle leaves all as it was', async () => {
  await target.pool.query(`alter table applications add constraint never check (name <> 'app') not valid`);
  const before = await target.pool.query('select * from registry_revision');
  await assert.rejects(restore(target, file, { replace: true }), { code: '23514' });
  assert.deepEqual((await target.pool.query('select * from registry_revision')).rows, before.rows);
  assert.equal((await target.pool.query('select 1 from organisations')).rowCount, 0);
});

test('a backup of another version is refused', async () => {
  await target.pool.query(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 1)`);
  await assert.rejects(restore(target, file, { replace: true }), { code: 'backup.other_version' });
});

test('no table draws numbers from a sequence: a backup would not carry them', async () => {
  const found = await target.pool.query(
    `select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
  );
  assert.deepEqual(found.rows, []);
});
