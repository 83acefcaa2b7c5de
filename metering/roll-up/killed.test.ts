import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { levels, tableOfLevel } from '#metering/schema/levels.ts';
import { openTestDatabase } from '#test/database.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';

let database: Database;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

const nowMs = Date.parse('2026-11-21T10:00:00Z');
const parcels = 150;
const counts = 20;

async function waiting(): Promise<number> {
  const { rows } = await database.pool.query('select count(*)::int as n from metering.parcels');
  return rows[0].n;
}

/** Starts a roll-up in a process of its own and kills it after `afterMs`; true: it was still at work. */
async function rollUpKilled(afterMs: number): Promise<boolean> {
  const script = new URL('../../test/metering/roll-up-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, database.connection.connectionString ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await delay(afterMs);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

test('a roll-up that is killed at any moment has added each parcel once or not at all', async () => {
  const intake = { database, clock: { nowMs: () => nowMs }, log: silentLog, requestLogDays: 7 };
  const made = Array.from({ length: parcels }, (_, sequence) =>
    parcel(
      sequence + 1,
      Array.from({ length: counts }, (_nothing, index) =>
        counted(nowMs / 60_000 - sequence, { applicationId: uuid(100 + index) }),
      ),
    ),
  );
  await takeParcels(intake, uuid(90), made);
  let killedAtWork = 0;
  for (const afterMs of [15, 40, 70, 110]) {
    const before = await waiting();
    if (await rollUpKilled(afterMs)) killedAtWork += 1;
    assert.ok((await waiting()) <= before);
  }
  assert.ok(killedAtWork > 0);
  // The server may still be at the last statement of the one that was killed, which has the lock until then.
  while ((await waiting()) > 0) await openRollUp(database).run();
  for (const level of levels) {
    for (const kind of ['pair', 'application', 'api', 'provider', 'provider-application', 'instance']) {
      const { rows } = await database.pool.query(
        `select sum(calls)::int as calls, sum(calls_2)::int as answered, sum(request_bytes)::int as bytes
           from ${tableOfLevel[level]} join metering.scopes on id = scope_id where kind = $1`,
        [kind],
      );
      const sum = parcels * counts;
      assert.deepEqual(rows, [{ calls: sum, answered: sum, bytes: sum }], `${level} ${kind}`);
    }
  }
});
