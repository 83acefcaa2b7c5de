import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { silentLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { keepRetention } from '#metering/roll-up/retention.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { levels, tableOfLevel } from '#metering/schema/levels.ts';
import { readUsage } from '#metering/usage/read.ts';
import { openTestDatabase } from '#test/database.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';

let database: Database;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

const nowMs = Date.parse('2026-11-21T10:00:30Z');
const retention = { minute: 7, hour: 90, day: 800, requests: 7 };
const dayMs = 86_400_000;
let sequence = 0;

beforeEach(async () => {
  const tables = levels.map((level) => tableOfLevel[level]);
  await database.pool.query(`truncate ${tables.join(', ')}`);
  await database.pool.query(`update metering.levels set held_from = 'epoch'`);
});

async function book(atMs: number): Promise<void> {
  sequence += 1;
  const intake = { database, clock: { nowMs: () => nowMs }, log: silentLog, requestLogDays: 7 };
  await takeParcels(intake, uuid(90), [parcel(sequence, [counted(Math.floor(atMs / 60_000), {})])]);
  await openRollUp(database).run();
}

/** Rows of the instance at each level. */
async function rows(): Promise<number[]> {
  const count = async (table: string): Promise<number> => {
    const { rowCount } = await database.pool.query(
      `select 1 from ${table} join metering.scopes on id = scope_id where kind = 'instance'`,
    );
    return rowCount ?? 0;
  };
  return Promise.all(levels.map((level) => count(tableOfLevel[level])));
}

test('each level drops what is older than it is kept, in whole partitions, and months stay', async () => {
  for (const days of [0, 30, 200, 1000]) await book(nowMs - days * dayMs);
  assert.deepEqual(await rows(), [4, 4, 4, 4]);
  await keepRetention(database, retention, nowMs);
  assert.deepEqual(await rows(), [1, 2, 3, 4]);
  await keepRetention(database, retention, nowMs + 10_000 * dayMs);
  assert.deepEqual(await rows(), [0, 0, 0, 4]);
});

test('what comes later than its level is kept goes to the levels that still hold it', async () => {
  await keepRetention(database, retention, nowMs);
  await book(nowMs - 20 * dayMs);
  assert.deepEqual(await rows(), [0, 1, 1, 1]);
  await book(nowMs - 1000 * dayMs);
  assert.deepEqual(await rows(), [0, 1, 1, 2]);
});

test('a level that was cut is not whole again when it is to be kept longer', async () => {
  await book(nowMs - 20 * dayMs);
  await keepRetention(database, retention, nowMs);
  await keepRetention(database, { ...retention, minute: 100 }, nowMs);
  await book(nowMs - 20 * dayMs);
  assert.deepEqual(await rows(), [0, 1, 1, 1]);
  const range = { fromMs: nowMs - 20 * dayMs, toMs: nowMs - 20 * dayMs + 1, step: 'minute' } as const;
  const report = await database.query.transaction((tx) => readUsage(tx, { subject: { kind: 'instance' }, ...range }));
  assert.equal(report.step, 'hour');
  assert.equal(report.figures.calls, 2);
});

test('the partitions of the time to come are there before it, also for the request log', async () => {
  await keepRetention(database, retention, nowMs);
  const { rows: found } = await database.pool.query(
    `select relname from pg_class where relispartition and relkind = 'r' order by 1 desc`,
  );
  const names = found.map(({ relname }) => relname);
  for (const name of ['minutes_20261122', 'hours_20261126', 'days_20270121', 'requests_20261122']) {
    assert.ok(names.includes(name), `${name} among ${names.join()}`);
  }
});
