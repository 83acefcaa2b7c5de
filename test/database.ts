/**
 * A database of its own for a test file: a copy of a migrated template on the server that `script/test` has started
 * (`GUICHET_TEST_DATABASE_URL`).
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';
import type { Database } from '#database/database.ts';
import { migrationsFolder } from '#database/committed-migrations.ts';
import { migrate } from '#database/migrate.ts';
import { migrateMetering } from '#metering/schema/migrate.ts';
import { steps } from '#metering/schema/steps.ts';

const templateLock = 7_168_240_412;

function serverUrl(): string {
  const url = process.env['GUICHET_TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('GUICHET_TEST_DATABASE_URL is not set: run the tests with script/test');
  return url;
}

/** The connection settings of `name` on the test server. */
export function testConnection(name: string): pg.ClientConfig {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { connectionString: url.href };
}

/** Makes the template for the migrations as they stand, once a server. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
  const journal = readFileSync(`${migrationsFolder}/meta/_journal.json`);
  const hash = createHash('sha256').update(journal).update(steps.join());
  const template = `guichet_template_${hash.digest('hex').slice(0, 12)}`;
  await admin.query('select pg_advisory_lock($1)', [templateLock]);
  const existing = await admin.query('select 1 from pg_database where datname = $1', [template]);
  if (existing.rowCount === 0) {
    await admin.query(`create database ${template}_new`);
    const database = connect(testConnection(`${template}_new`), silentLog, 1);
    await migrate(database);
    await migrateMetering(database.pool);
    await database.close();
    await admin.query(`alter database ${template}_new rename to ${template}`);
  }
  await admin.query('select pg_advisory_unlock($1)', [templateLock]);
  return template;
}

/** Opens a fresh, migrated database; `close` drops it. */
export async function openTestDatabase(poolSize?: number): Promise<Database> {
  const admin = new pg.Client(testConnection('postgres'));
  await admin.connect();
  const name = `guichet_test_${randomBytes(8).toString('hex')}`;
  const template = await ensureTemplate(admin);
  await admin.query(`create database ${name} template ${template}`);
  const database = connect(testConnection(name), silentLog, poolSize);
  return {
    ...database,
    close: async () => {
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
