/** The store of usage: how many counts a second are taken and added up, and how long the pages' questions take on a year. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '#base/log.ts';
import { idOf, writeYear, type YearSize } from '#bench/metering/year.ts';
import type { Database } from '#database/database.ts';
import { openDatabase } from '#database/open.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { movePeriods, periodStart } from '#metering/periods/period.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import { migrateMetering } from '#metering/schema/migrate.ts';
import type { UsageQuestion, UsageSubject } from '#metering/usage/question.ts';
import { readUsage } from '#metering/usage/read.ts';
import { counted, parcel, uuid } from '#test/metering/parcels.ts';

const year: YearSize = { applications: 1_000, apis: 100, providers: 10 };
const quickYear: YearSize = { applications: 50, apis: 10, providers: 2 };
const dayMs = 86_400_000;

/** Measures on an embedded PostgreSQL of its own, and prints what it finds. */
export async function measureStore({ quick }: { readonly quick: boolean }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-metering-'));
  const database = await openDatabase({ dataFolder: join(folder, 'data'), log: silentLog, mode: 'own' });
  try {
    await migrateMetering(database.pool);
    await measureRollUp(database, quick);
    await measurePages(database, quick);
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}

/** Parcels of a second each, of gateways at which `pairs` pairs of application and API called. */
async function measureRollUp(database: Database, quick: boolean): Promise<void> {
  const nowMs = Date.now();
  const intake = { database, clock: { nowMs: () => nowMs }, log: silentLog, requestLogDays: 7 };
  const rollUp = openRollUp(database);
  console.log('\nparcels of a second   counts  taken/s  added up/s  ms a parcel to take, to add up');
  let sequence = 0;
  for (const pairs of quick ? [10, 100] : [10, 100, 1_000, 10_000]) {
    const parcels = Math.max(2, Math.round((quick ? 2_000 : 60_000) / pairs / 3));
    const some = Math.min(parcels, 200);
    const minute = Math.floor(nowMs / 60_000);
    const made = Array.from({ length: some }, () => {
      sequence += 1;
      return parcel(
        sequence,
        Array.from({ length: pairs }, (_, index) =>
          counted(
            minute - Math.floor((sequence % 300) / 60),
            { applicationId: uuid(1 + (index % 1_000)), apiId: uuid(5_000 + (index % 100)) },
            { total: [100, 1, 140, 3, 160, 2, 200, 1], upstream: [90, 1, 130, 3, 150, 2, 190, 1] },
          ),
        ),
      );
    });
    const takenMs = await timeMs(() => takeParcels(intake, uuid(90), made));
    const addedMs = await timeMs(() => rollUp.run());
    const counts = some * pairs;
    console.log(
      `${some} × ${pairs} pairs`.padEnd(20) +
        String(counts).padStart(8) +
        ((counts / takenMs) * 1_000).toFixed(0).padStart(9) +
        ((counts / addedMs) * 1_000).toFixed(0).padStart(12) +
        `  ${(takenMs / some).toFixed(1)}, ${(addedMs / some).toFixed(1)}`,
    );
  }
  await database.pool.query(
    'truncate metering.scopes, metering.minutes, metering.hours, metering.days, metering.months',
  );
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const subjects: readonly (readonly [name: string, subject: UsageSubject])[] = [
  ['application', { kind: 'application', applicationId: idOf('application', 7) }],
  ['busiest application', { kind: 'application', applicationId: idOf('application', 1) }],
  ['API', { kind: 'api', apiId: idOf('api', 7) }],
  ['busiest API', { kind: 'api', apiId: idOf('api', 1) }],
  ['provider', { kind: 'provider', providerId: idOf('provider', 2) }],
  ['instance', { kind: 'instance' }],
];

/** Ranges as pages ask for them. */
function rangesAt(nowMs: number): readonly (readonly [name: string, range: Omit<UsageQuestion, 'subject'>])[] {
  const today = periodStart('day', nowMs);
  return [
    ['hour by minute', { fromMs: nowMs - 3600_000, toMs: nowMs, step: 'minute' }],
    ['day by hour', { fromMs: nowMs - dayMs, toMs: nowMs, step: 'hour' }],
    ['week by hour', { fromMs: nowMs - 7 * dayMs, toMs: nowMs, step: 'hour' }],
    ['30 days by day', { fromMs: movePeriods('day', today, -29), toMs: nowMs, step: 'day' }],
    ['90 days by day', { fromMs: movePeriods('day', today, -89), toMs: nowMs, step: 'day' }],
    ['year by day', { fromMs: movePeriods('day', today, -364), toMs: nowMs, step: 'day' }],
    ['year by month', { fromMs: movePeriods('month', periodStart('month', nowMs), -11), toMs: nowMs, step: 'month' }],
  ];
}

async function measurePages(database: Database, quick: boolean): Promise<void> {
  const nowMs = Date.now();
  const writtenMs = await timeMs(async () => {
    const rows = await writeYear(database.pool, quick ? quickYear : year, nowMs);
    const { rows: size } = await database.pool.query<{ bytes: number }>(
      'select pg_database_size(current_database())::float8 as bytes',
    );
    console.log(`\na year: ${rows} rows, ${((size[0]?.bytes ?? 0) / 1e9).toFixed(2)} GB`);
  });
  console.log(`written in ${(writtenMs / 1_000).toFixed(0)} s; answers in ms, p50 / p95 of ${quick ? 3 : 20}`);
  const ranges = rangesAt(nowMs);
  console.log(''.padEnd(20) + ranges.map(([name]) => name.padStart(16)).join(''));
  for (const [name, subject] of subjects) {
    const cells: string[] = [];
    for (const [, range] of ranges) cells.push(await latencies(database, { subject, ...range }, quick ? 3 : 20));
    console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(16)).join(''));
  }
}

async function latencies(database: Database, question: UsageQuestion, rounds: number): Promise<string> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    took.push(await timeMs(() => database.query.transaction((tx) => readUsage(tx, question))));
  }
  const sorted = took.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (rounds - 1))] ?? 0).toFixed(0);
  return `${at(0.5)} / ${at(0.95)}`;
}
