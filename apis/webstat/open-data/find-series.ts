/** Finds series by words of their titles, of their codes' names and of their data set, and by the codes of dimensions. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import { isIn, readSearch, tsqueryOf, type SearchWord } from '#apis/webstat/open-data/search-words.ts';
import { wordsIn } from '#apis/webstat/series/words.ts';
import { listDatasets } from '#apis/webstat/store/datasets.ts';
import type { Dataset, SeriesHead } from '#apis/webstat/store/model.ts';
import { headColumns, headOf, termOf, type HeadRow } from '#apis/webstat/store/series.ts';

export type SeriesSearch = {
  /** Empty: any. */
  readonly words: string;
  /** Null: in all of them. */
  readonly dataset: Dataset | null;
  /** The code wanted of each dimension, by its position; null: any. */
  readonly codes: readonly (string | null)[];
  /** From 1. */
  readonly page: number;
};

export type FoundSeries = {
  /** How many fit; counted up to `limits.webstatCountedSeries`. */
  readonly total: number;
  /** True: there are more than that. */
  readonly more: boolean;
  readonly pages: number;
  readonly series: readonly { readonly dataset: Dataset; readonly head: SeriesHead }[];
  /** Data sets whose own titles hold every word. */
  readonly datasets: readonly Dataset[];
  /** What was looked for, where words were not known; null: what was asked. */
  readonly corrected: string | null;
};

/** As `tsquery` writes what is no word: in quotes, a quote and a backslash twice. */
function lexeme(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '$&$&')}'`;
}

/** All that is wanted, as one question to one index; null: nothing is. */
function questionOf({ dataset, codes }: SeriesSearch, words: readonly SearchWord[]): string | null {
  const terms =
    dataset === null
      ? []
      : codes.flatMap((code, index) => (code === null ? [] : [lexeme(termOf(dataset.name, index, code))]));
  const parts = [...terms, ...words.map(tsqueryOf)];
  return parts.length === 0 ? null : parts.join(' & ');
}

/** Finds them, by data set and key. */
export async function findSeries(pool: pg.Pool, search: SeriesSearch): Promise<FoundSeries> {
  const words = search.words.trim() === '' ? [] : await readSearch(pool, search.words);
  const fits = `($1::text is null or dataset = $1) and ($2::text is null or document @@ $2::tsquery)`;
  const parameters = [search.dataset?.name ?? null, questionOf(search, words)];
  const size = limits.webstatFoundSeries;
  const [all, counted, page] = await Promise.all([
    listDatasets(pool),
    pool.query<{ count: number }>(
      `select count(*)::int as count from (
         select from webstat.series_documents where ${fits} limit ${limits.webstatCountedSeries + 1}) as found`,
      parameters,
    ),
    pool.query<HeadRow & { dataset: string }>(
      `select dataset, ${headColumns} from (
         select dataset, key from webstat.series_documents where ${fits} order by dataset, key
         limit ${size} offset ${(search.page - 1) * size}) as found
       join webstat.series using (dataset, key) order by dataset, key`,
      parameters,
    ),
  ]);
  const byName = new Map(all.map((dataset) => [dataset.name, dataset]));
  const count = counted.rows[0]?.count ?? 0;
  const total = Math.min(count, limits.webstatCountedSeries);
  return {
    total,
    more: count > total,
    pages: Math.max(1, Math.ceil(total / size)),
    series: page.rows.flatMap((row) => {
      const dataset = byName.get(row.dataset);
      return dataset === undefined ? [] : [{ dataset, head: headOf(row) }];
    }),
    datasets: words.length === 0 ? [] : all.filter((dataset) => isNamed(dataset, words)),
    corrected: words.some(({ near }) => near.length > 0)
      ? words.map(({ word, near }) => near[0] ?? word).join(' ')
      : null,
  };
}

/** True when a data set's own name and titles hold every word. */
function isNamed({ name, title }: Dataset, words: readonly SearchWord[]): boolean {
  const text = wordsIn(`${name} ${title.fr} ${title.en}`);
  return words.every((word) => isIn(text, word));
}
