/** Series of a data set, read a few at a time: an answer never holds more of them than these. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import type { LocalisedText } from '#base/problem.ts';
import type { KeyPattern } from '#apis/webstat/series/key.ts';
import { isFrequency } from '#apis/webstat/series/period.ts';
import type { Dataset, SeriesHead, StoredSeries } from '#apis/webstat/store/model.ts';

/** Which series; null: all of the data set. */
export type Selection = readonly KeyPattern[] | null;

/** What is read of a series beside its observations. */
export type HeadRow = {
  key: string;
  frequency: string;
  title: LocalisedText;
  attributes: Record<string, string>;
  observation_count: number;
  first_period: number | null;
  last_period: number | null;
};

export const headColumns = `key, frequency, jsonb_build_object('fr', title_fr, 'en', title_en) as title, attributes,
  observation_count, first_period, last_period`;

type Row = HeadRow & { instance: number; periods?: Buffer; values?: Buffer };

/** Says that the data set was loaded anew while an answer was being made of it: what went out already cannot be taken back. */
export class ChangedMeanwhile extends Error {}

type Condition = { readonly sql: string; readonly parameters: readonly unknown[] };

function isFull(pattern: KeyPattern): boolean {
  return pattern.every((codes) => codes?.length === 1);
}

/** What `terms` of a series say of a code: `EXR 2=USD`. */
export function termOf(dataset: string, position: number, code: string): string {
  return `${dataset} ${position + 1}=${code}`;
}

/** The condition for `selection`; its parameters begin at `$first`. */
function conditionOf(dataset: string, selection: Selection, first: number): Condition {
  if (selection === null) return { sql: 'true', parameters: [] };
  const parameters: unknown[] = [];
  const put = (value: unknown): string => `$${first - 1 + parameters.push(value)}::text[]`;
  const keys = selection.filter(isFull).map((pattern) => pattern.map((codes) => codes?.[0] ?? '').join('.'));
  const parts = keys.length > 0 ? [`key = any(${put(keys)})`] : [];
  for (const pattern of selection.filter((one) => !isFull(one))) {
    const terms = pattern.map((codes, index) => (codes ?? []).map((code) => termOf(dataset, index, code)));
    // All at once, so that the index begins with the rarest and skips in the lists of the others.
    const all = terms.flatMap((alternatives) => (alternatives.length === 1 ? alternatives : []));
    const others = terms.filter((alternatives) => alternatives.length > 1);
    const wanted = [
      ...(all.length === 0 ? [] : [`terms @> ${put(all)}`]),
      ...others.map((alternatives) => `terms && ${put(alternatives)}`),
    ];
    parts.push(`(${wanted.join(' and ') || 'true'})`);
  }
  return { sql: `(${parts.join(' or ')})`, parameters };
}

async function readPage<Kind extends 'head' | 'whole'>(
  pool: pg.Pool,
  dataset: Dataset,
  selection: Selection,
  { after, kind }: { readonly after: string; readonly kind: Kind },
): Promise<Row[]> {
  const { sql, parameters } = conditionOf(dataset.name, selection, 3);
  const { rows } = await pool.query<Row>(
    `select (select instance from webstat.datasets where name = $1) as instance, ${headColumns}
       ${kind === 'whole' ? ', periods, "values"' : ''}
     from webstat.series where dataset = $1 and key > $2 and ${sql} order by key limit ${limits.webstatSeriesAtATime}`,
    [dataset.name, after, ...parameters],
  );
  if (rows.some(({ instance }) => instance !== dataset.instance)) throw new ChangedMeanwhile();
  return rows;
}

export function headOf(row: HeadRow): SeriesHead {
  const { key, frequency, title, attributes } = row;
  if (!isFrequency(frequency)) throw new Error(`the series ${key} has an unknown frequency`);
  const { observation_count: count, first_period: first, last_period: last } = row;
  return { key, codes: key.split('.'), frequency, title, attributes, count, first, last };
}

async function* readRows<Kind extends 'head' | 'whole'>(
  pool: pg.Pool,
  dataset: Dataset,
  selection: Selection,
  kind: Kind,
): AsyncGenerator<Row> {
  let after = '';
  for (;;) {
    const rows = await readPage(pool, dataset, selection, { after, kind });
    yield* rows;
    if (rows.length < limits.webstatSeriesAtATime) return;
    after = rows.at(-1)?.key ?? '';
  }
}

/**
 * The series of `selection` with their observations, by key.
 *
 * @throws ChangedMeanwhile
 */
export async function* readSeries(pool: pg.Pool, dataset: Dataset, selection: Selection): AsyncGenerator<StoredSeries> {
  for await (const row of readRows(pool, dataset, selection, 'whole')) {
    if (row.periods === undefined || row.values === undefined) throw new Error('observations were not asked for');
    yield { ...headOf(row), periods: row.periods, values: row.values };
  }
}

/**
 * The same without observations.
 *
 * @throws ChangedMeanwhile
 */
export async function* readHeads(pool: pg.Pool, dataset: Dataset, selection: Selection): AsyncGenerator<SeriesHead> {
  for await (const row of readRows(pool, dataset, selection, 'head')) yield headOf(row);
}

/** How many observations the series of `selection` have together. */
export async function countObservations(pool: pg.Pool, dataset: Dataset, selection: Selection): Promise<number> {
  const { sql, parameters } = conditionOf(dataset.name, selection, 2);
  const { rows } = await pool.query<{ count: string }>(
    `select coalesce(sum(observation_count), 0) as count from webstat.series where dataset = $1 and ${sql}`,
    [dataset.name, ...parameters],
  );
  return Number(rows[0]?.count ?? 0);
}
