/** Puts a data set into the database: what is new is added, what differs replaced, what is there and not given stays. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import { makeFindable } from '#apis/webstat/load/make-findable.ts';
import { mergeColumns } from '#apis/webstat/load/merge.ts';
import { decodePeriods, decodeValues, encodePeriods, encodeValues } from '#apis/webstat/series/columns.ts';
import type { DatasetDescription, NewSeries } from '#apis/webstat/store/model.ts';

/** What a load changed. */
export type LoadReport = {
  readonly dataset: string;
  /** Series that were given. */
  readonly series: { added: number; changed: number; unchanged: number };
  /** Observations in series that were there before count as added or changed; those of new series as added. */
  readonly observations: { added: number; changed: number };
};

/** Loads `series` as a data set of this description; in `inLoad`. The second time with the same input, nothing changes. */
export async function storeDataset(
  client: pg.PoolClient,
  description: DatasetDescription,
  series: Iterable<NewSeries>,
  now: Date,
): Promise<LoadReport> {
  const report: LoadReport = {
    dataset: description.name,
    series: { added: 0, changed: 0, unchanged: 0 },
    observations: { added: 0, changed: 0 },
  };
  const described = await storeDescription(client, description, now);
  let batch: NewSeries[] = [];
  for (const one of series) {
    if (batch.push(one) < limits.webstatSeriesAtATime) continue;
    await storeBatch(client, description.name, batch, now, report);
    batch = [];
  }
  await storeBatch(client, description.name, batch, now, report);
  if (described || report.series.added + report.series.changed > 0) {
    await storeChange(client, description.name, now);
    // What series are found by holds the data set's words too: when these are others, all of them are.
    await makeFindable(client, description.name, described ? null : now);
  }
  return report;
}

async function storeChange(client: pg.PoolClient, name: string, now: Date): Promise<void> {
  await client.query(
    `update webstat.datasets set instance = instance + 1, updated_at = $2,
       series_count = (select count(*) from webstat.series where dataset = $1),
       frequencies = array(select distinct frequency from webstat.series where dataset = $1 order by 1)
     where name = $1`,
    [name, now],
  );
}

/** Gives whether it is new or another than before. */
async function storeDescription(client: pg.PoolClient, given: DatasetDescription, now: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into webstat.datasets as d
       (name, instance, agency, structure, version, title_fr, title_en, source_fr, source_en, dimensions, updated_at)
     values ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (name) do update set agency = excluded.agency, structure = excluded.structure, version = excluded.version,
       title_fr = excluded.title_fr, title_en = excluded.title_en, source_fr = excluded.source_fr,
       source_en = excluded.source_en, dimensions = excluded.dimensions
     where (d.agency, d.structure, d.version, d.title_fr, d.title_en, d.source_fr, d.source_en, d.dimensions) is distinct from
       (excluded.agency, excluded.structure, excluded.version, excluded.title_fr, excluded.title_en, excluded.source_fr,
        excluded.source_en, excluded.dimensions)`,
    [
      ...[given.name, given.agency, given.structure, given.version, given.title.fr, given.title.en],
      ...[given.source.fr, given.source.en, JSON.stringify(given.dimensions), now],
    ],
  );
  const codes = given.codes.flatMap((list, index) => list.map((code) => ({ dimension: index + 1, ...code })));
  const stored = await client.query(
    `insert into webstat.codes as c (dataset, dimension, code, title_fr, title_en)
     select $1, * from unnest($2::smallint[], $3::text[], $4::text[], $5::text[])
     on conflict (dataset, dimension, code) do update set title_fr = excluded.title_fr, title_en = excluded.title_en
     where (c.title_fr, c.title_en) is distinct from (excluded.title_fr, excluded.title_en)`,
    [
      given.name,
      codes.map(({ dimension }) => dimension),
      codes.map(({ code }) => code),
      codes.map(({ title }) => title.fr),
      codes.map(({ title }) => title.en),
    ],
  );
  return (rowCount ?? 0) + (stored.rowCount ?? 0) > 0;
}

type Existing = {
  key: string;
  periods: Buffer;
  values: Buffer;
  frequency: string;
  title_fr: string;
  title_en: string;
  attributes: Record<string, string>;
};

/** True when all that is said of a series beside its observations is the same. */
function isSaidAlike(before: Existing, { frequency, title, attributes }: NewSeries): boolean {
  const names = Object.keys(attributes);
  return (
    before.frequency === frequency &&
    before.title_fr === title.fr &&
    before.title_en === title.en &&
    Object.keys(before.attributes).length === names.length &&
    names.every((name) => before.attributes[name] === attributes[name])
  );
}

async function storeBatch(
  client: pg.PoolClient,
  dataset: string,
  batch: readonly NewSeries[],
  now: Date,
  report: LoadReport,
): Promise<void> {
  const keys = batch.map(({ codes }) => codes.join('.'));
  const { rows } = await client.query<Existing>(
    'select key, periods, "values", frequency, title_fr, title_en, attributes from webstat.series where dataset = $1 and key = any($2)',
    [dataset, keys],
  );
  const existing = new Map(rows.map((row) => [row.key, row]));
  const changed = batch.flatMap((given) => {
    const before = existing.get(given.codes.join('.'));
    const merged = mergeColumns(
      before === undefined
        ? { periods: new Int32Array(), values: new Float64Array() }
        : { periods: decodePeriods(before.periods), values: decodeValues(before.values) },
      given.columns,
    );
    report.observations.added += merged.added;
    report.observations.changed += merged.changed;
    if (before !== undefined && merged.added + merged.changed === 0 && isSaidAlike(before, given)) {
      report.series.unchanged += 1;
      return [];
    }
    report.series[before === undefined ? 'added' : 'changed'] += 1;
    return [{ ...given, columns: merged.columns }];
  });
  if (changed.length > 0) await writeSeries(client, dataset, changed, now);
}

async function writeSeries(
  client: pg.PoolClient,
  dataset: string,
  series: readonly NewSeries[],
  now: Date,
): Promise<void> {
  await client.query(
    `insert into webstat.series (dataset, key, terms, frequency, title_fr, title_en, attributes, observation_count,
       first_period, last_period, periods, "values", updated_at)
     select $1, key, array(
         select $1 || ' ' || position || '=' || code
         from unnest(string_to_array(key, '.')) with ordinality as part (code, position) order by position
       ), frequency, title_fr, title_en, attributes, observation_count, first_period, last_period, periods, "values", $2
     from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::int[], $9::int[], $10::int[], $11::bytea[],
       $12::bytea[]) as given (key, frequency, title_fr, title_en, attributes, observation_count, first_period, last_period,
       periods, "values")
     on conflict (dataset, key) do update set frequency = excluded.frequency, title_fr = excluded.title_fr,
       title_en = excluded.title_en, attributes = excluded.attributes, observation_count = excluded.observation_count,
       first_period = excluded.first_period, last_period = excluded.last_period, periods = excluded.periods,
       "values" = excluded."values", updated_at = excluded.updated_at`,
    [
      dataset,
      now,
      series.map(({ codes }) => codes.join('.')),
      series.map(({ frequency }) => frequency),
      series.map(({ title }) => title.fr),
      series.map(({ title }) => title.en),
      series.map(({ attributes }) => JSON.stringify(attributes)),
      series.map(({ columns }) => columns.periods.length),
      series.map(({ columns }) => columns.periods[0] ?? null),
      series.map(({ columns }) => columns.periods.at(-1) ?? null),
      series.map(({ columns }) => encodePeriods(columns.periods)),
      series.map(({ columns }) => encodeValues(columns.values)),
    ],
  );
}

/** True when there is no data set yet. */
export async function isEmpty(client: pg.PoolClient): Promise<boolean> {
  return (await client.query('select 1 from webstat.datasets limit 1')).rowCount === 0;
}
