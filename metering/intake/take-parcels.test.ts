import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { openLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { keepToPresent } from '#metering/intake/present.ts';
import type { NumberedParcel } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { createApplication } from '#registry/applications/create.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { run, type Registry } from '#registry/operation.ts';
import { loggedRequest } from '#test/logged-requests.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

let registry: Registry;
let database: Database;
let said: { level: string; message: string; lost?: number }[];
const nowMs = Date.parse('2026-11-21T10:00:00Z');
const minute = nowMs / 60_000;
const log = openLog({}, (line) => said.push(JSON.parse(line)));
const spool = uuid(90);

before(async () => {
  registry = await openTestRegistry();
  database = registry.database;
});
after(() => database.close());
beforeEach(async () => {
  said = [];
  await database.pool.query('truncate metering.spools, metering.parcels, metering.requests, quota_uses');
});

function take(parcels: readonly NumberedParcel[], spoolId = spool): Promise<number> {
  return takeParcels({ database, clock: { nowMs: () => nowMs }, log, requestLogDays: 7 }, spoolId, parcels);
}

async function waiting(): Promise<number[]> {
  const { rows } = await database.pool.query('select sequence from metering.parcels order by spool_id, sequence');
  return rows.map(({ sequence }) => Number(sequence));
}

const whole = (sequence: number) => parcel(sequence, [counted(minute, {})]);

const entry = loggedRequest({ atMs: nowMs, weight: 10 });

test('what comes twice, in pieces or from two at a time is taken once', async () => {
  assert.equal(await take([whole(1), whole(2)]), 2);
  assert.equal(await take([whole(2), whole(3)]), 3);
  assert.equal(await take([whole(1)]), 3);
  assert.deepEqual(await Promise.all([take([whole(4)]), take([whole(4)]), take([whole(4)])]), [4, 4, 4]);
  assert.deepEqual(await waiting(), [1, 2, 3, 4]);
  assert.equal(await take([whole(1)], uuid(91)), 1);
  assert.deepEqual(said, []);
});

test('numbers that were passed over are said to be lost', async () => {
  assert.equal(await take([whole(5), whole(3)]), 5);
  assert.deepEqual(
    said.map((line) => ({ ...line, time: undefined })),
    [
      { time: undefined, level: 'error', message: 'parcels of usage are lost', spool, first: 1, last: 2 },
      { time: undefined, level: 'error', message: 'parcels of usage are lost', spool, first: 4, last: 4 },
    ],
  );
  assert.deepEqual(await waiting(), [3, 5]);
});

test('what cannot be read is said to be lost, and takes nothing with it that can', async () => {
  const good = counted(minute, {});
  const bad = [
    { ...good, byClass: [1] },
    { ...good, total: [1] },
    { ...good, total: [1, 0] },
    { ...good, total: [5000, 1] },
    { ...good, byReason: { 'a\0b': 1 } },
    { ...good, minute: -1 },
    { ...good, apiId: 'x' },
  ];
  const requests = [{ ...entry, operation: 'a\0b' }, entry, { ...entry, method: 'M'.repeat(100) }];
  assert.equal(await take([{ ...whole(1), counts: [...bad, good], requests }, { sequence: 2 }, whole(3)]), 3);
  const { rows } = await database.pool.query('select sequence::int, counted from metering.parcels order by sequence');
  assert.deepEqual(rows, [
    { sequence: 1, counted: 1 },
    { sequence: 3, counted: 1 },
  ]);
  assert.equal((await database.pool.query('select 1 from metering.requests')).rowCount, 1);
  assert.deepEqual(
    said.map(({ message, lost }) => [message, lost]),
    [
      ['a part of a parcel of usage cannot be read and is lost', 7],
      ['a part of a parcel of usage cannot be read and is lost', 2],
      ['a parcel of usage cannot be read and is lost', undefined],
    ],
  );
});

test('what a newer gateway says beside is passed over', async () => {
  const newer = { weather: 'fine' };
  const counts = [{ ...counted(minute, {}), ...newer }];
  assert.equal(await take([{ ...whole(1), ...newer, counts, requests: [{ ...entry, ...newer }] }]), 1);
  assert.deepEqual(await waiting(), [1]);
  assert.deepEqual(said, []);
});

test('the request log has its entries once; those older than it is kept are left out', async () => {
  const old = { ...loggedRequest({}), atMs: nowMs - 8 * 86_400_000 };
  const yesterday = { ...loggedRequest({}), atMs: nowMs - 86_400_000 };
  const sent = parcel(1, [], { requests: [entry, old, yesterday] });
  await take([sent]);
  await take([sent]);
  const { rows } = await database.pool.query('select * from metering.requests order by at');
  assert.deepEqual(
    rows.map(({ id }) => id),
    [yesterday.id, entry.id],
  );
  assert.deepEqual([rows[1].at.getTime(), rows[1].operation, rows[1].weight], [nowMs, entry.operation, 10]);
});

test('of quotas the greatest use of the latest window stays, whatever order they come in', async () => {
  const place = { subjectId: uuid(2), productId: uuid(4) };
  const day = (number: number, used: number) => ({ ...place, day: { number, used, endsAtMs: nowMs }, month: null });
  await take([parcel(1, [], { quotas: [day(10, 5), day(10, 7), day(10, 6), day(9, 99)] })]);
  await take([parcel(1, [], { quotas: [day(10, 4)] })], uuid(91));
  const used = async () => (await database.pool.query('select number, used::int from quota_uses')).rows;
  assert.deepEqual(await used(), [{ number: 10, used: 7 }]);
  await take([parcel(2, [], { quotas: [day(10, 8)] })]);
  assert.deepEqual(await used(), [{ number: 10, used: 8 }]);
  await take([parcel(3, [], { quotas: [day(11, 1)] })]);
  assert.deepEqual(await used(), [{ number: 11, used: 1 }]);
});

test('of API keys the last use is kept, never later than now; what is withdrawn or gone is passed over', async () => {
  const { developer, organisation } = await makeWorld(registry);
  const fields = { organisation, environment: 'sandbox', name: 'keyed', email: 'a@b.fr', responsible: 'Dev' } as const;
  const { id: application } = await run(registry, developer, createApplication, fields);
  const { id } = await run(registry, developer, createApiKey, { application, label: 'CI' });
  const lastUse = async () => (await run(registry, developer, listApiKeys, { application })).items[0]?.lastUsedAt;
  assert.equal(await lastUse(), null);
  const use = (atMs: number, key = id) => ({ id: key, atMs });
  await take([parcel(1, [], { apiKeys: [use(nowMs - 9), use(nowMs - 5), use(nowMs, uuid(7))] })]);
  assert.equal(await lastUse(), new Date(nowMs - 5).toISOString());
  await take([parcel(2, [], { apiKeys: [use(nowMs - 7)] })]);
  assert.equal(await lastUse(), new Date(nowMs - 5).toISOString());
  await take([parcel(3, [], { apiKeys: [use(nowMs + 3600_000)] })]);
  assert.equal(await lastUse(), new Date(nowMs).toISOString());
  const { apiKeys: _unknown, ...older } = parcel(4, []);
  assert.equal(await take([older]), 4);
  assert.deepEqual(said, []);
});

test('what lies in the future is booked as of now, and that is said; clocks a little apart are let be', () => {
  const sent = parcel(1, [counted(minute + 2, {}), counted(minute + 60, {}), counted(minute - 600, {})], {
    requests: [{ ...entry, atMs: nowMs + 3600_000 }],
  });
  const kept = keepToPresent(sent, nowMs, log);
  assert.deepEqual(
    kept.counts.map((count) => count.minute - minute),
    [2, 0, -600],
  );
  assert.equal(kept.requests[0]?.atMs, nowMs);
  assert.deepEqual(
    said.map(({ level }) => level),
    ['warn'],
  );
});
