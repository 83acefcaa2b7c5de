/** Makes what series are found by: their terms, and the words of all that they are called. */
import type pg from 'pg';
import { inLoad } from '#apis/webstat/load/in-load.ts';
import { wordsIn } from '#apis/webstat/series/words.ts';
import { findDataset, listCodes } from '#apis/webstat/store/datasets.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';
import { termOf } from '#apis/webstat/store/series.ts';
import type { LocalisedText } from '#base/problem.ts';

type Row = { key: string; title_fr: string; title_en: string };

const seriesAtATime = 2_000;

/** Words that can be mistyped so that one still sees what was meant. */
const learnt = /^(?!\p{N}+$).{3,40}$/u;

function bothIn({ fr, en }: LocalisedText): string[] {
  return wordsIn(`${fr} ${en}`);
}

/** Gives the words of the codes at each position, by code. */
async function codeWords(client: pg.PoolClient, dataset: Dataset): Promise<ReadonlyMap<string, readonly string[]>[]> {
  const lists = await listCodes(client, dataset);
  return lists.map((codes) => new Map(codes.map(({ code, title }) => [code, bothIn(title)])));
}

/** Indexes the series of a data set: all of them, or those that were stored at `storedAt`. Ends with fresh statistics of them. */
export async function makeFindable(client: pg.PoolClient, name: string, storedAt: Date | null): Promise<void> {
  const dataset = await findDataset(client, name);
  if (dataset === null) return;
  const ofDataset = [...wordsIn(name), ...bothIn(dataset.title)];
  const ofCodes = await codeWords(client, dataset);
  const words = new Set<string>();
  const lexemesOf = ({ key, title_fr: fr, title_en: en }: Row): string[] => {
    const codes = key.split('.');
    const said = new Set([
      ...ofDataset,
      ...wordsIn(key),
      ...bothIn({ fr, en }),
      ...codes.flatMap((code, index) => ofCodes[index]?.get(code) ?? []),
    ]);
    for (const word of said) if (learnt.test(word)) words.add(word);
    return [...said, ...codes.map((code, index) => termOf(name, index, code))];
  };
  for (let after = ''; ;) {
    const { rows } = await client.query<Row>(
      `select key, title_fr, title_en from webstat.series
       where dataset = $1 and key > $2 and ($3::timestamptz is null or updated_at = $3) order by key limit ${seriesAtATime}`,
      [name, after, storedAt],
    );
    await storeDocuments(client, name, rows, lexemesOf);
    after = rows.at(-1)?.key ?? '';
    if (rows.length < seriesAtATime) break;
  }
  await client.query('insert into webstat.words select unnest($1::text[]) on conflict do nothing', [[...words]]);
  // Without statistics of what is new, look-ups would read the tables from end to end.
  await client.query('analyze webstat.series, webstat.series_documents');
}

async function storeDocuments(
  client: pg.PoolClient,
  name: string,
  rows: readonly Row[],
  lexemesOf: (row: Row) => readonly string[],
): Promise<void> {
  await client.query(
    `insert into webstat.series_documents as d
     select $1, key, array_to_tsvector(string_to_array(lexemes, chr(10)))
     from unnest($2::text[], $3::text[]) as given (key, lexemes)
     on conflict (dataset, key) do update set document = excluded.document where d.document <> excluded.document`,
    [name, rows.map(({ key }) => key), rows.map((row) => lexemesOf(row).join('\n'))],
  );
}

/** Indexes data sets that an earlier version has stored. */
export async function makeRestFindable(pool: pg.Pool): Promise<void> {
  await inLoad(pool, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select name from webstat.datasets where exists (select from webstat.series where dataset = name)
       and not exists (select from webstat.series_documents where dataset = name)`,
    );
    for (const { name } of rows) await makeFindable(client, name, null);
  });
}
