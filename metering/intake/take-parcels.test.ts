import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { openLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { keepToPresent } from '#metering/intake/present.ts';
import type { LogEntry } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openTestDatabase } from '#test/database.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';

let database: Database;
let said: { level: string; message: string }[];
const nowMs = Date.parse('2026-11-21T10:00:00Z');
const minute = nowMs / 60_000;
const log = openLog({}, (line) => said.push(JSON.parse(line)));
const spool = uuid(90);

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());
beforeEach(async () => {
  said = [];
  await database.pool.query('truncate metering.spools, metering.parcels, metering.requests, quota_uses');
});

function take(parcels: readonly unknown[], spoolId = spool): Promise<number> {
  return takeParcels({ database, clock: { nowMs: () => nowMs }, log, requestLogDays: 7 }, spoolId, parcels);
}

async function waiting(): Promise<number[]> {
  const { rows } = await database.pool.query('select sequence from metering.parcels order by spool_id, sequence');
  return rows.map(({ sequence }) => Number(sequence));
}

const whole = (sequence: number) => parcel(sequence, [counted(minute, {})]);

const entry: LogEntry = {
  ...{ id: 'request-1', atMs: nowMs, environment: 'production', apiId: uuid(1), applicationId: null, providerId: null },
  ...{ method: 'GET', operation: '/things/{…}', status: 200, outcome: 'answered', reason: null },
  ...{ requestBytes: 1, answerBytes: 2, totalUs: 3, upstreamUs: 0, weight: 10, traceId: null },
};

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

test('a parcel that cannot be read is said to be lost and holds up nothing behind it', async () => {
  const bad = [
    { ...whole(1), counts: [{ ...counted(minute, {}), byClass: [1] }] },
    { ...whole(2), counts: [counted(minute, {}, { total: [1] })] },
    { ...whole(3), counts: [counted(minute, {}, { byReason: { 'a\0b': 1 } })] },
    { ...whole(4), counts: [counted(-1, {})] },
    { ...whole(5), requests: [{ ...entry, operation: 'a\0b' }] },
  ];
  assert.equal(await take([...bad, whole(6)]), 6);
  assert.deepEqual(await waiting(), [6]);
  assert.equal(said.filter(({ message }) => message === 'a parcel of usage cannot be read and is lost').length, 5);
  await assert.rejects(take([{ counts: [] }]));
  await assert.rejects(take(['nonsense']));
});

test('what a newer gateway says beside is passed over', async () => {
  assert.equal(await take([{ ...whole(1), weather: 'fine' }]), 1);
  assert.deepEqual(await waiting(), [1]);
});

test('the request log has its entries once; those older than it is kept are left out', async () => {
  const old = { ...entry, id: 'old', atMs: nowMs - 8 * 86_400_000 };
  const yesterday = { ...entry, id: 'yesterday', atMs: nowMs - 86_400_000 };
  const sent = parcel(1, [], { requests: [entry, old, yesterday] });
  await take([sent]);
  await take([sent]);
  const { rows } = await database.pool.query('select * from metering.requests order by at');
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['yesterday', 'request-1'],
  );
  assert.deepEqual([rows[1].at.getTime(), rows[1].operation, rows[1].weight], [nowMs, '/things/{…}', 10]);
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
