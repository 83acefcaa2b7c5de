/**
 * What everybody may look at, for the pages of a portal: `datasets`, `datasets/{name}`, `series` (a search), a series with its
 * observations, and the same as a file (docs/open-data.md). Like all of the service it answers only with an identity header.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import type pg from 'pg';
import { z } from 'zod';
import { dataCsv } from '#apis/webstat/answers/csv.ts';
import { dataJson } from '#apis/webstat/answers/json.ts';
import { readWindow } from '#apis/webstat/answers/query.ts';
import { respond } from '#apis/webstat/answers/respond.ts';
import { versionOf } from '#apis/webstat/answers/version.ts';
import type { Window } from '#apis/webstat/answers/window.ts';
import { datasetAnswer, describedDataset, foundAnswer, seriesAnswer } from '#apis/webstat/open-data/answers.ts';
import { findSeries } from '#apis/webstat/open-data/find-series.ts';
import { datasetNotFound, keyInvalid, pathNotFound, seriesNotFound } from '#apis/webstat/refusals.ts';
import { genericData } from '#apis/webstat/sdmx/data-xml.ts';
import { titleAttribute } from '#apis/webstat/sdmx/names.ts';
import { parseWebstatKey } from '#apis/webstat/series/key.ts';
import { findDataset, listAttributes, listCodes, listDatasets } from '#apis/webstat/store/datasets.ts';
import type { Dataset, StoredSeries } from '#apis/webstat/store/model.ts';
import { readSeries } from '#apis/webstat/store/series.ts';
import type { Language } from '#base/language.ts';
import { limits } from '#base/limits.ts';

const pageNumber = z.coerce.number().int().min(1).catch(1);
const pagesAtMost = Math.ceil(limits.webstatCountedSeries / limits.webstatFoundSeries);

async function existing(pool: pg.Pool, name: string): Promise<Dataset> {
  const dataset = await findDataset(pool, name);
  if (dataset === null) throw datasetNotFound;
  return dataset;
}

/** The one series that a key without wildcards names. */
async function oneSeries(pool: pg.Pool, dataset: Dataset, key: string): Promise<StoredSeries> {
  const patterns = parseWebstatKey(key, { dataset: dataset.name, dimensions: dataset.dimensions.length });
  const isOne = patterns?.length === 1 && patterns[0]?.every((codes) => codes?.length === 1) === true;
  if (!isOne) throw keyInvalid;
  for await (const series of readSeries(pool, dataset, patterns)) return series;
  throw seriesNotFound;
}

function callOf({ name }: Dataset, { key }: StoredSeries, query: URLSearchParams): string {
  const kept = ['startPeriod', 'endPeriod'].flatMap((one) => {
    const value = query.get(one);
    return value === null ? [] : [`${one}=${encodeURIComponent(value)}`];
  });
  return `/data/${name}/${key}${kept.length === 0 ? '' : `?${kept.join('&')}`}`;
}

/** `CURRENCY:USD`, as often as one likes; what names no dimension of the data set narrows nothing. */
function wantedCodes({ dimensions }: Dataset, query: URLSearchParams): (string | null)[] {
  const wanted = new Map(
    query
      .getAll('filter')
      .map((one) => one.replaceAll('\0', ' '))
      .map((text) => [text.split(':', 1)[0], text.split(':').slice(1).join(':')]),
  );
  return dimensions.map(({ id }) => wanted.get(id) ?? null);
}

async function search(pool: pg.Pool, query: URLSearchParams) {
  const name = query.get('dataset') ?? '';
  const dataset = name === '' ? null : await existing(pool, name);
  const page = Math.min(pageNumber.parse(query.get('page') ?? 1), pagesAtMost);
  const codes = dataset === null ? [] : wantedCodes(dataset, query);
  return foundAnswer(await findSeries(pool, { words: query.get('search') ?? '', dataset, codes, page }));
}

/** The forms in which a series can be taken away. */
const forms = ['csv', 'json', 'sdmx'] as const;
type FileForm = (typeof forms)[number];

const types: Readonly<Record<FileForm, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  sdmx: 'application/vnd.sdmx.genericdata+xml; version=2.1; charset=utf-8',
};

type Wanted = { readonly window: Window; readonly language: Language; readonly form: FileForm };

async function piecesOf(pool: pg.Pool, dataset: Dataset, series: StoredSeries, { window, language, form }: Wanted) {
  const one = (async function* () {
    yield series;
  })();
  if (form === 'csv') return dataCsv(dataset, one, { window, language });
  if (form === 'json') return dataJson(dataset, one, { window, language });
  const attributes = [titleAttribute, ...(await listAttributes(pool, dataset))];
  const said = { codes: await listCodes(pool, dataset), detail: 'full', bySeries: true } as const;
  return genericData({ dataset, series: one, window, language, attributes, ...said });
}

async function file(pool: pg.Pool, request: Request, { name, key, form }: Record<'name' | 'key' | 'form', string>) {
  const wanted = forms.find((one) => one === form);
  if (wanted === undefined) throw pathNotFound;
  const query = new URL(request.url).searchParams;
  const dataset = await existing(pool, name);
  const series = await oneSeries(pool, dataset, key);
  const language = query.get('language') === 'en' ? 'en' : 'fr';
  const pieces = await piecesOf(pool, dataset, series, { window: readWindow(query), language, form: wanted });
  return respond({ request, version: versionOf(dataset), contentType: types[wanted], body: () => pieces });
}

/** Makes the addresses below `open-data`; refusals are those of the application in which it is mounted. */
export function openDataOf(pool: pg.Pool): Hono {
  const app = new Hono({ strict: false });
  const queryOf = (c: Context) => new URL(c.req.url).searchParams;
  app.get('/datasets', async (c) => c.json({ datasets: (await listDatasets(pool)).map(datasetAnswer) }));
  app.get('/datasets/:name', async (c) => {
    const dataset = await existing(pool, c.req.param('name'));
    return c.json(describedDataset(dataset, await listCodes(pool, dataset)));
  });
  app.get('/series', async (c) => c.json(await search(pool, queryOf(c))));
  app.get('/datasets/:name/series/:key', async (c) => {
    const dataset = await existing(pool, c.req.param('name'));
    const series = await oneSeries(pool, dataset, c.req.param('key'));
    const said = { codes: await listCodes(pool, dataset), window: readWindow(queryOf(c)) };
    return c.json(seriesAnswer(dataset, series, { ...said, call: callOf(dataset, series, queryOf(c)) }));
  });
  app.get('/datasets/:name/series/:key/:form', (c) => file(pool, c.req.raw, c.req.param()));
  return app;
}
