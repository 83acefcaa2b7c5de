/** Whatever comes, how often and in whatever pieces: each level's totals are the sum of what was sent, once. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { silentLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import type { Counted } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { levels, tableOfLevel, type Level } from '#metering/schema/levels.ts';
import { eachBin } from '#metering/tally/sketch.ts';
import { openTestDatabase } from '#test/database.ts';
import { parcel, someCounts, uuid } from '#test/metering/parcels.ts';

let database: Database;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

const nowMs = Date.parse('2026-11-21T10:00:00Z');
const nowMinute = nowMs / 60_000;
const intake = () => ({ database, clock: { nowMs: () => nowMs }, log: silentLog, requestLogDays: 7 });

/** Late by up to two months, some right now, some of clocks that are ahead. */
const minutes = fc.oneof(
  fc.integer({ min: nowMinute - 60 * 24 * 60, max: nowMinute }),
  fc.integer({ min: nowMinute - 2, max: nowMinute + 2 }),
  fc.integer({ min: nowMinute, max: nowMinute + 60 * 24 * 400 }),
);

type Totals = Record<string, number>;

function add(totals: Totals, name: string, number: number): void {
  if (number !== 0) totals[name] = (totals[name] ?? 0) + number;
}

function totalsOf(counts: readonly Counted[]): Totals {
  const totals: Totals = {};
  for (const count of counts) {
    for (const [index, calls] of count.byClass.entries()) add(totals, `class ${index}`, calls);
    for (const [reason, calls] of Object.entries(count.byReason)) add(totals, reason, calls);
    add(totals, 'flagged', count.flagged);
    add(totals, 'request bytes', count.requestBytes);
    add(totals, 'answer bytes', count.answerBytes);
    for (let index = 0; index < count.total.length; index += 2) {
      add(totals, `total ${count.total[index]}`, count.total[index + 1] ?? 0);
    }
    for (let index = 0; index < count.upstream.length; index += 2) {
      add(totals, `upstream ${count.upstream[index]}`, count.upstream[index + 1] ?? 0);
    }
  }
  return totals;
}

async function totalsIn(level: Level, kind: string): Promise<Totals> {
  const { rows } = await database.pool.query(
    `select t.* from ${tableOfLevel[level]} t join metering.scopes s on s.id = scope_id where kind = $1`,
    [kind],
  );
  const totals: Totals = {};
  for (const row of rows) {
    for (const index of [0, 1, 2, 3, 4, 5]) add(totals, `class ${index}`, Number(row[`calls_${index}`]));
    for (const [reason, calls] of Object.entries<number>(row.reasons ?? {})) add(totals, reason, calls);
    add(totals, 'flagged', Number(row.flagged));
    add(totals, 'request bytes', Number(row.request_bytes));
    add(totals, 'answer bytes', Number(row.answer_bytes));
    for (const name of ['total', 'upstream']) {
      const bytes = row[`${name}_sketch`];
      if (bytes !== null) eachBin(bytes, (key, count) => add(totals, `${name} ${key}`, count));
    }
  }
  return totals;
}

async function empty(): Promise<void> {
  await database.pool.query(
    'truncate metering.spools, metering.parcels, metering.minutes, metering.hours, metering.days, metering.months',
  );
}

/** What is done next: so many parcels of a spool are sent (again from where was acknowledged, or from before), or the roll-up runs. */
const act = fc.oneof(
  fc.record({ spool: fc.nat(1), from: fc.nat(3), count: fc.integer({ min: 1, max: 5 }) }),
  fc.constant('roll up' as const),
);

test('totals of every level and kind of scope are the sum of all parcels', async () => {
  const spool = fc.array(fc.array(someCounts(minutes), { maxLength: 6 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(spool, spool), fc.array(act, { maxLength: 12 }), async (spools, acts) => {
      await empty();
      const rollUp = openRollUp(database);
      const parcels = spools.map((lists) => lists.map((counts, index) => parcel(index + 1, counts)));
      const taken = [0, 0];
      const send = async (index: number, from: number, count: number): Promise<void> => {
        const some = (parcels[index] ?? []).slice(from, from + count);
        if (some.length > 0) taken[index] = await takeParcels(intake(), uuid(90 + index), some);
      };
      for (const next of acts) {
        if (next === 'roll up') await rollUp.run();
        else await send(next.spool, Math.max((taken[next.spool] ?? 0) - next.from, 0), next.count);
      }
      for (const index of [1, 0]) await send(index, taken[index] ?? 0, 100);
      await rollUp.run();
      const sent = totalsOf(spools.flat(2));
      for (const level of levels) {
        for (const kind of ['pair', 'application', 'api', 'instance']) {
          assert.deepEqual(await totalsIn(level, kind), sent, `${level} ${kind}`);
        }
        const ofProviders = totalsOf(spools.flat(2).filter(({ providerId }) => providerId !== null));
        for (const kind of ['provider', 'provider-application']) {
          assert.deepEqual(await totalsIn(level, kind), ofProviders, `${level} ${kind}`);
        }
      }
      assert.equal((await database.pool.query('select 1 from metering.parcels')).rowCount, 0);
      const ahead = await database.pool.query('select 1 from metering.minutes where at > $1', [
        new Date(nowMs + limits.usageAheadMs),
      ]);
      assert.equal(ahead.rowCount, 0, 'nothing is booked later than now');
    }),
    { numRuns: 25 },
  );
});
