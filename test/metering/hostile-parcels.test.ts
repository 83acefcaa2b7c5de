/** Whatever is posted as usage: it is refused or said to be lost, nothing breaks, and all that is right goes on. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { parseParcels, receiveUsage } from '#admin/usage.ts';
import { limits } from '#base/limits.ts';
import { openLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { numberedSchema } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { levels, tableOfLevel } from '#metering/schema/levels.ts';
import { openTestDatabase } from '#test/database.ts';
import { loggedRequest } from '#test/logged-requests.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';

let database: Database;
let said: string[];
const nowMs = Date.parse('2026-11-21T10:00:00Z');
const minute = nowMs / 60_000;
const log = openLog({}, (line) => said.push(line));
const good = counted(minute, {});

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());
beforeEach(() => {
  said = [];
});

function post(body: string | ReadableStream): Promise<{ readonly acknowledged: number }> {
  const headers = { 'guichet-spool': uuid(90) };
  const request = new Request('http://control/', { method: 'POST', body, headers, ...{ duplex: 'half' } });
  const intake = { database, clock: { nowMs: () => nowMs }, log, requestLogDays: 7 };
  return receiveUsage(request, (spoolId, parcels) =>
    takeParcels(intake, spoolId, parseParcels(numberedSchema, parcels)),
  );
}

const whole = (sequence: number, more: object): string => JSON.stringify({ ...parcel(sequence, [good]), ...more });
const withCount = (change: object) => (sequence: number) => whole(sequence, { counts: [{ ...good, ...change }, good] });
const quota = { subjectId: uuid(2), productId: uuid(4), month: null };
const withQuota = (day: object) => (sequence: number) =>
  whole(sequence, { quotas: [{ ...quota, day: { number: 1, used: 1, endsAtMs: nowMs, ...day } }] });
const withRequest = (change: object) => (sequence: number) =>
  whole(sequence, { requests: [{ ...loggedRequest({ atMs: nowMs }), ...change }] });

/** Posts that are refused as a whole: no parcel can be told in them. */
const refused: readonly (readonly [what: string, line: (sequence: number) => string])[] = [
  ['no JSON', () => '{"sequence":'],
  ['another value', () => 'null'],
  ['a number', () => '7'],
  ['a list', () => '[]'],
  ['brackets without end', () => '['.repeat(100_000)],
  ['nothing but brackets', () => '['.repeat(100_000) + ']'.repeat(100_000)],
  ['no number', () => '{}'],
  ['a negative number', () => whole(-1, {})],
  ['zero', () => whole(0, {})],
  ['half a number', () => whole(1, {}).replace('"sequence":1', '"sequence":1.5')],
  ['a number as text', () => whole(1, {}).replace('"sequence":1', '"sequence":"1"')],
  ['a number without end', () => whole(1, {}).replace('"sequence":1', '"sequence":1e999')],
  ['a number that cannot be counted on', () => whole(2 ** 53, {})],
  ['a good one before no JSON', (sequence) => `${whole(sequence, {})}\n{`],
];

/** Parcels of which some or all cannot be read, and how many of their counts can. */
const damaged: readonly (readonly [what: string, line: (sequence: number) => string, counts: number])[] = [
  ['nothing but a number', (sequence) => JSON.stringify({ sequence }), 0],
  ['counts that are no list', (sequence) => whole(sequence, { counts: {} }), 0],
  ['counts of all kinds', (sequence) => whole(sequence, { counts: [null, 7, 'x', [], {}, good] }), 1],
  ['a negative count of lost entries', (sequence) => whole(sequence, { lostRequests: -1 }), 0],
  ['a negative count', withCount({ byClass: [0, 0, -1, 0, 0, 0] }), 1],
  ['a huge count', withCount({ byClass: [0, 0, 2 ** 53 - 1, 0, 0, 0] }), 1],
  ['a count beyond numbers', withCount({ byClass: [0, 0, 1e300, 0, 0, 0] }), 1],
  ['half a call', withCount({ flagged: 0.5 }), 1],
  ['huge bytes', withCount({ answerBytes: 9e15 }), 1],
  ['a huge reason', withCount({ byReason: { 'limit.rate': 9e15 } }), 1],
  ['a huge bin', withCount({ total: [100, 9e15] }), 1],
  ['a minute of nowhere', withCount({ minute: 1e15 }), 1],
  ['a quota of a window beyond all', withQuota({ number: 2 ** 31 }), 1],
  ['a quota of a negative window', withQuota({ number: -1 }), 1],
  ['a quota that is used beyond all', withQuota({ used: 2 ** 53 - 1 }), 1],
  ['a quota without end', withQuota({ endsAtMs: 1e300 }), 1],
  ['an entry of a strange status', withRequest({ status: 70_000 }), 1],
  ['an entry of no time', withRequest({ atMs: 1e300 }), 1],
  ['an entry of huge weight', withRequest({ weight: 2 ** 31 }), 1],
  ['an entry of huge bytes', withRequest({ answerBytes: 1e19 }), 1],
];

/** Calls at each level. */
async function calls(): Promise<number[]> {
  await openRollUp(database).run();
  const sum = async (table: string): Promise<number> => {
    const { rows } = await database.pool.query<{ calls: number | null }>(
      `select sum(calls)::float8 as calls from ${table} join metering.scopes on id = scope_id where kind = 'instance'`,
    );
    return rows[0]?.calls ?? 0;
  };
  return Promise.all(levels.map((level) => sum(tableOfLevel[level])));
}

let sequence = 0;
let expected = 0;

/** The next good parcel is taken, and stands at each level with all before it. */
async function assertGoesOn(what: string): Promise<void> {
  sequence += 1;
  expected += 1;
  assert.deepEqual(await post(whole(sequence, {})), { acknowledged: sequence }, what);
  assert.deepEqual(
    await calls(),
    levels.map(() => expected),
    what,
  );
}

test('what is no parcel is refused, and nothing of it is taken', async () => {
  for (const [what, line] of refused) {
    await assert.rejects(post(line(sequence + 1)), { code: 'usage.invalid', status: 422 }, what);
    await assertGoesOn(what);
  }
});

test('of a damaged parcel all that can be read is counted, and the rest is said to be lost', async () => {
  for (const [what, line, counts] of damaged) {
    said = [];
    sequence += 1;
    expected += counts;
    assert.deepEqual(await post(line(sequence)), { acknowledged: sequence }, what);
    assert.match(said.join(), /"level":"error".*lost/, what);
    await assertGoesOn(what);
  }
});

test('parcels that never came are said to be lost, those behind them are taken', async () => {
  const first = sequence + 1;
  sequence += 5;
  await assertGoesOn('a gap');
  assert.match(said.join(), new RegExp(`"parcels of usage are lost".*"first":${first},"last":${first + 4}`));
});

test('a hundred megabytes are refused before they are read, and the next post is taken', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  let sent = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      sent += 1;
      controller.enqueue(piece);
      if (sent === 100) controller.close();
    },
  });
  await assert.rejects(post(body), { code: 'request.too_large', status: 413 });
  assert.ok(sent * piece.length < 2 * limits.usagePostBytes, `${sent} of 100 were read`);
  await assertGoesOn('a hundred megabytes');
});
