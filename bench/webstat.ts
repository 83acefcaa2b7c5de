/**
 * Webstat at the service, without sockets: loading, one series, a wildcard over 20 years, a search, a whole data set; time, of it
 * that of this process, bytes, requests a second. And the same observations as plain rows of SQL, asked the same and made into the
 * same number of JSON objects.
 *
 * script/bench webstat [--quick]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { inLoad } from '#apis/webstat/load/in-load.ts';
import { storeDataset } from '#apis/webstat/load/store-dataset.ts';
import { openWebstat } from '#apis/webstat/service.ts';
import { silentLog } from '#base/log.ts';
import { describeSample, monthsASeries, sampleSeries } from '#bench/webstat/sample.ts';
import { openDatabase } from '#database/open.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const count = values.quick ? 400 : 40_000;
const observations = count * monthsASeries;
/** Plain rows are many: a twentieth of the series tells what one of them costs. */
const plainSeries = Math.min(count, 2_000);
const rounds = values.quick ? 20 : 300;
/** Asked before anything is measured: what runs for the first time is slow. */
const warmUps = values.quick ? 5 : 100;

type Measured = { readonly medianMs: number; readonly p99Ms: number; readonly cpuMs: number; readonly bytes: number };

async function measure(times: number, ask: () => Promise<number>): Promise<Measured> {
  const tooks: number[] = [];
  let bytes = 0;
  const first = times > 1 ? warmUps : 0;
  for (let round = 0; round < first; round += 1) await ask();
  const before = process.cpuUsage();
  for (let round = 0; round < times; round += 1) {
    const startMs = performance.now();
    bytes = await ask();
    tooks.push(performance.now() - startMs);
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000 / times;
  const sorted = tooks.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { medianMs: at(0.5), p99Ms: at(0.99), cpuMs, bytes };
}

function show(what: string, { medianMs, p99Ms, cpuMs, bytes }: Measured): void {
  const cells = [medianMs.toFixed(2), p99Ms.toFixed(2), cpuMs.toFixed(2), (1_000 / medianMs).toFixed(0), String(bytes)];
  console.log(what.padEnd(34) + cells.map((cell) => cell.padStart(13)).join(''));
}

/** Reads an answer as it comes, so that a large one is never whole in memory. */
async function drain(answer: Response): Promise<number> {
  if (answer.status !== 200 || answer.body === null) throw new Error(`answered ${answer.status}`);
  let bytes = 0;
  for await (const piece of answer.body) bytes += piece.length;
  return bytes;
}

async function makePlainRows(pool: pg.Pool): Promise<void> {
  await pool.query('create table webstat.plain (key text, month integer, value double precision)');
  for (const { codes, columns } of sampleSeries(plainSeries)) {
    await pool.query('insert into webstat.plain select $1, * from unnest($2::int[], $3::float8[])', [
      codes.join('.'),
      [...columns.periods],
      [...columns.values],
    ]);
  }
  await pool.query('create index on webstat.plain (key text_pattern_ops, month)');
  await pool.query('vacuum analyze webstat.plain');
}

/** The highest resident memory of this process during `work`, above what it has before. */
async function memoryOf(work: () => Promise<void>): Promise<{ readonly beforeMb: number; readonly highestMb: number }> {
  const now = (): number => process.memoryUsage.rss() / 1_048_576;
  const beforeMb = now();
  let highestMb = beforeMb;
  const timer = setInterval(() => (highestMb = Math.max(highestMb, now())), 20);
  await work().finally(() => clearInterval(timer));
  return { beforeMb, highestMb };
}

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const database = await openDatabase({ dataFolder: folder, log: silentLog, mode: 'own' });
try {
  const { pool } = database;
  const service = await openWebstat({
    identify: async () => true,
    pool,
    clock: { nowMs: () => Date.now() },
    log: silentLog,
  });
  const startMs = performance.now();
  await inLoad(pool, (client) => storeDataset(client, describeSample(count), sampleSeries(count), new Date()));
  const seconds = (performance.now() - startMs) / 1_000;
  const size = async (table: string): Promise<number> => {
    const { rows } = await pool.query<{ size: string }>('select pg_total_relation_size($1::regclass) as size', [table]);
    return Number(rows[0]?.size);
  };
  const bytesEach = (await size('webstat.series')) / observations;
  console.log(
    `loaded ${count} series, ${observations} observations in ${seconds.toFixed(1)} s: ${(observations / seconds).toFixed(0)} a second, ${bytesEach.toFixed(1)} bytes each on the disk`,
  );
  console.log(
    'what'.padEnd(34) +
      ['median ms', 'p99 ms', 'own CPU ms', 'a second', 'bytes'].map((cell) => cell.padStart(13)).join(''),
  );
  const ask = (path: string) => async (): Promise<number> =>
    drain(await service(new Request(`http://service/webstat-en/v1${path}`)));
  const get = (path: string) => ask(`/data/BENCH${path}`);
  show('one series', await measure(rounds, get('/M.A3.I4')));
  show('a wildcard, 40 series, 20 years', await measure(rounds, get('/M.*.I4?startPeriod=2005&endPeriod=2024')));
  show('a search, 40 found', await measure(rounds, ask('/open-data/series?search=item%204%20synthetic')));
  show('a search with typing errors', await measure(rounds, ask('/open-data/series?search=synthetik%20benchmrk')));
  show('a search that all fit', await measure(rounds, ask('/open-data/series?search=synthetic')));
  show('the series of one code', await measure(rounds, ask('/open-data/series?dataset=BENCH&filter=AREA:A3')));
  await makePlainRows(pool);
  const plain = (sql: string) => async (): Promise<number> => JSON.stringify((await pool.query(sql)).rows).length;
  const oneKey = `select * from webstat.plain where key = 'M.A3.I4' order by month`;
  const pattern = `select * from webstat.plain where key like 'M.%.I4' and month between ${2005 * 12} and ${2024 * 12 + 11} order by key, month`;
  show('one series, plain rows', await measure(rounds, plain(oneKey)));
  show('the wildcard, plain rows', await measure(Math.min(rounds, 50), plain(pattern)));
  console.log(
    `plain rows: ${((await size('webstat.plain')) / (plainSeries * monthsASeries)).toFixed(1)} bytes an observation`,
  );
  const { beforeMb, highestMb } = await memoryOf(async () => show('the whole data set', await measure(1, get(''))));
  console.log(
    `memory for the whole data set: ${beforeMb.toFixed(0)} MB before it, ${highestMb.toFixed(0)} MB at its highest`,
  );
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
