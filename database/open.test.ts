import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import pg from 'pg';
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';
import { migrate } from '#database/migrate.ts';
import { openDatabase } from '#database/open.ts';
import { openTestDatabase } from '#test/database.ts';

let parent: string;
let dataFolder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'guichet-open-'));
  dataFolder = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const open = (mode: 'own' | 'join') => openDatabase({ dataFolder, log: silentLog, mode });

/** Runs `program` in a process of its own, with the rooms that it needs and `dataFolder` at hand. */
function child(program: string) {
  const load = (path: string): string => JSON.stringify(import.meta.resolve(path));
  const source = `
    const { silentLog } = await import(${load('#base/log.ts')});
    const { openDatabase } = await import(${load('#database/open.ts')});
    const { openServer } = await import(${load('#database/embedded/server.ts')});
    const { lockDataFolder } = await import(${load('#database/lock.ts')});
    const dataFolder = ${JSON.stringify(dataFolder)};
    ${program}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('the embedded database listens on a socket that only its account can reach, on no port, and stops with us', async () => {
  const database = await open('own');
  const settings = await database.pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('listen_addresses', 'data_checksums', 'fsync', 'server_encoding')`,
  );
  assert.deepEqual(Object.fromEntries(settings.rows.map((row) => [row.name, row.setting])), {
    listen_addresses: '',
    data_checksums: 'on',
    fsync: 'on',
    server_encoding: 'UTF8',
  });
  assert.equal(statSync(String(database.connection.host)).mode & 0o777, 0o700);
  const pid = database.serverPid() ?? 0;
  await database.close();
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('a data folder whose path is too long for a socket works', async () => {
  dataFolder = join(parent, 'd'.repeat(120));
  const database = await open('own');
  const socketFolder = String(database.connection.host);
  assert.match(socketFolder, /^\/tmp\/guichet-[0-9a-f]{16}$/);
  assert.equal(statSync(socketFolder).mode & 0o777, 0o700);
  await database.close();
  rmSync(socketFolder, { recursive: true });
});

test('a second Guichet on the folder is told which process works on it', async () => {
  const first = child(`
    await openDatabase({ dataFolder, log: silentLog, mode: 'own' });
    process.stdout.write('open');`);
  await once(first.stdout, 'data');
  await assert.rejects(open('own'), { code: 'data.in_use', message: new RegExp(`by process ${first.pid}\\.`) });
  const joined = await open('join');
  assert.equal(joined.serverPid(), null);
  assert.equal((await joined.pool.query('select revision from registry_revision')).rowCount, 1);
  await joined.close();
  first.kill('SIGKILL');
  await once(first, 'exit');
});

test('a short command runs the server for its own duration, and another one may join it', async () => {
  const first = await open('join');
  const pid = first.serverPid() ?? 0;
  const second = await open('join');
  assert.equal(second.serverPid(), null);
  const closing = first.close();
  assert.equal((await second.pool.query('select 1')).rowCount, 1);
  await second.close();
  await closing;
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('a server that a killed Guichet has left running is used again, then stopped', async () => {
  const first = child(`
    lockDataFolder((await import('node:path')).resolve(dataFolder));
    const server = await openServer({ dataFolder, log: silentLog, diesWithUs: false });
    process.stdout.write(String(server.pid()));`);
  const [chunk] = await once(first.stdout, 'data');
  const orphan = Number(chunk);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const database = await open('own');
  assert.equal(database.serverPid(), orphan);
  assert.equal((await database.pool.query('select 1')).rowCount, 1);
  await database.close();
  assert.equal(existsSync(join(dataFolder, 'postgres', 'postmaster.pid')), false);
});

test('a server that dies is started again, and the pool goes on', async () => {
  const database = await open('own');
  const before = database.serverPid() ?? 0;
  process.kill(before, 'SIGKILL');
  const answer = async (): Promise<number> => {
    try {
      return (await database.pool.query('select 1')).rowCount ?? 0;
    } catch {
      return answer();
    }
  };
  while (database.serverPid() === before) await answer();
  assert.equal(await answer(), 1);
  await database.close();
});

for (const trace of ['postgres.new-', 'postgres', 'postgres.log']) {
  test(`a kill of the very first start, when ${trace} has just appeared, is recovered from`, async () => {
    mkdirSync(dataFolder);
    const appeared = Promise.withResolvers<void>();
    const watcher = watch(dataFolder, () => {
      if (readdirSync(dataFolder).some((name) => (trace.endsWith('-') ? name.startsWith(trace) : name === trace)))
        appeared.resolve();
    });
    const first = child(`await openDatabase({ dataFolder, log: silentLog, mode: 'own' });`);
    await appeared.promise;
    watcher.close();
    first.kill('SIGKILL');
    await once(first, 'exit');
    const database = await open('own');
    assert.equal((await database.pool.query('select revision from registry_revision')).rowCount, 1);
    await database.close();
  });
}

test('several processes that migrate a new database at once all end with the same schema', async () => {
  const some = await openTestDatabase(1);
  const name = `guichet_migrating_${process.pid}`;
  await some.pool.query(`create database ${name}`);
  const url = new pg.Client(some.connection);
  const connection = { host: url.host, port: url.port, user: url.user ?? '', database: name };
  const databases = Array.from({ length: 4 }, () => connect(connection, silentLog, 1));
  try {
    await Promise.all(databases.map(migrate));
    const applied = await databases[0]?.pool.query('select hash from drizzle.__drizzle_migrations');
    assert.equal(applied?.rowCount, new Set(applied?.rows.map((row) => row.hash)).size);
  } finally {
    await Promise.all(databases.map((database) => database.close()));
    await some.pool.query(`drop database ${name}`);
    await some.close();
  }
});

test('a server that cannot be reached is refused without telling its password', async () => {
  const databaseUrl = 'postgres://guichet:secret-password@127.0.0.1:1/guichet';
  await assert.rejects(openDatabase({ dataFolder, databaseUrl, log: silentLog, mode: 'own' }), (cause: unknown) => {
    assert.ok(cause instanceof Error && 'code' in cause && 'internal' in cause);
    assert.equal(cause.code, 'database.unreachable');
    assert.match(cause.message, /127\.0\.0\.1:1\/guichet/);
    assert.doesNotMatch(`${cause.message} ${String(cause.internal)}`, /secret-password/);
    return true;
  });
});

test('a folder without PostgreSQL is refused by name', async () => {
  const options = { dataFolder, binariesFolder: parent, log: silentLog, mode: 'own' } as const;
  await assert.rejects(openDatabase(options), { code: 'database.no_binaries', message: new RegExp(parent) });
  const database = await open('own');
  await database.close();
});
