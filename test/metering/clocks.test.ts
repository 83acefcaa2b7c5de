/** Clocks that jump, and minutes that come late: what gateways count stands once at each level, and where it belongs if that can be. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { lineOf } from '#gateway/usage/parcel-text.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openUsage } from '#gateway/usage/usage.ts';
import { numberedSchema } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { tableOfLevel, type Level } from '#metering/schema/levels.ts';
import { openTestDatabase } from '#test/database.ts';
import { uuid } from '#test/metering/parcels.ts';
import { sampleApplication, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

let database: Database;
let said: string[];
let sequence = 0;
const log = openLog({}, (line) => said.push(line));

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());
beforeEach(async () => {
  said = [];
  const tables = ['metering.requests', ...Object.values(tableOfLevel)];
  await database.pool.query(`truncate ${tables.join(', ')}`);
});

const snapshot = compileSnapshot(
  sampleSnapshot({
    routes: [{ ...sampleRoute, apiId: uuid(1), providerId: uuid(3) }],
    applications: { [uuid(2)]: { ...sampleApplication, id: uuid(2) } },
  }),
);
const route = snapshot.routesByHost.get(sampleRoute.host)?.get(sampleRoute.basePath) ?? null;
const application = snapshot.applicationsByClientId.get(sampleApplication.clientId) ?? null;

const served: Served = {
  ...{ requestId: 'a'.repeat(32), outcome: 'answered', route, application, method: 'GET', status: 200, reason: null },
  ...{ path: `${sampleRoute.basePath}/healthcheck`, flagged: false, traceId: null, atMs: 0 },
  ...{ requestBytes: 1, answerBytes: 10, totalMs: 2, upstreamMs: 1 },
};

/** A gateway serves a call at each of these moments of its own clock; the control process takes and books it at `nowMs` of its. */
async function serve(momentsMs: readonly number[], nowMs: number): Promise<void> {
  const parcels: unknown[] = [];
  const usage = openUsage({
    ...{ requestLog: 'all', clock: { nowMs: () => momentsMs.at(-1) ?? 0 }, quotaUse: () => null },
    handOver: ({ bodies }) => {
      for (const body of bodies) parcels.push(JSON.parse(String(lineOf((sequence += 1), body))));
    },
  });
  for (const atMs of momentsMs) usage.record({ ...served, atMs }, { counting: null, limit: null, apiKeyId: null });
  usage.close();
  const intake = { database, clock: { nowMs: () => nowMs }, log, requestLogDays: 7 };
  const numbered = parcels.map((one) => numberedSchema.parse(one));
  assert.equal(await takeParcels(intake, uuid(90), numbered), sequence);
  await openRollUp(database).run();
}

/** Calls by the beginning of their period, as the instance has them. */
async function booked(level: Level): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ at: Date; calls: string }>(
    `select at, calls from ${tableOfLevel[level]} join metering.scopes on id = scope_id
      where kind = 'instance' order by at`,
  );
  return Object.fromEntries(rows.map(({ at, calls }) => [at.toISOString().slice(0, 16), Number(calls)]));
}

const at = (text: string): number => Date.parse(`${text}Z`);
const warnings = (): number => said.filter((line) => line.includes("a gateway's clock is ahead")).length;

test('a gateway’s clock that jumps an hour ahead and back loses and doubles nothing, and nothing stands in the future', async () => {
  const now = at('2026-11-21T10:05:30');
  const hour = 3600_000;
  await serve([now, now + hour, now + hour + 60_000, now, now - hour, now + 1_000], now);
  assert.deepEqual(await booked('minute'), { '2026-11-21T09:05': 1, '2026-11-21T10:05': 5 });
  assert.deepEqual(await booked('hour'), { '2026-11-21T09:00': 1, '2026-11-21T10:00': 5 });
  assert.deepEqual(await booked('day'), { '2026-11-20T23:00': 6 });
  assert.deepEqual(await booked('month'), { '2026-10-31T23:00': 6 });
  assert.equal(warnings(), 1);
  const { rows } = await database.pool.query('select max(at) as last, count(*)::int as entries from metering.requests');
  assert.deepEqual([rows[0].last.getTime() <= now + 1_000, rows[0].entries], [true, 6]);
});

test('while the control process’s clock is behind, calls are booked on its present, and where they belong once it is right', async () => {
  const now = at('2026-11-21T10:05:30');
  const behind = now - 3600_000;
  await serve([now, now], behind);
  assert.deepEqual(await booked('minute'), { '2026-11-21T09:05': 2 });
  assert.equal(warnings(), 1);
  await serve([now], now);
  assert.deepEqual(await booked('minute'), { '2026-11-21T09:05': 2, '2026-11-21T10:05': 1 });
  assert.deepEqual(await booked('day'), { '2026-11-20T23:00': 3 });
  assert.equal(warnings(), 1);
});

test('minutes that come after their hour, day and month were added up are added to them', async () => {
  const now = at('2026-11-21T10:05:30');
  const moments = [now, at('2026-11-21T08:59:59'), at('2026-11-20T12:00:00'), at('2026-10-31T22:59:00')];
  for (const moment of moments) await serve([moment], moment);
  for (const moment of moments) await serve([moment], now);
  assert.deepEqual(await booked('minute'), {
    ...{ '2026-10-31T22:59': 2, '2026-11-20T12:00': 2, '2026-11-21T08:59': 2, '2026-11-21T10:05': 2 },
  });
  assert.deepEqual(await booked('hour'), {
    ...{ '2026-10-31T22:00': 2, '2026-11-20T12:00': 2, '2026-11-21T08:00': 2, '2026-11-21T10:00': 2 },
  });
  assert.deepEqual(await booked('day'), {
    ...{ '2026-10-30T23:00': 2, '2026-11-19T23:00': 2, '2026-11-20T23:00': 4 },
  });
  assert.deepEqual(await booked('month'), { '2026-09-30T22:00': 2, '2026-10-31T23:00': 6 });
  assert.deepEqual(said, []);
});
