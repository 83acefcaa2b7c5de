/** One product of Webstat: the statistics in one language. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type pg from 'pg';
import { catalogueCsv, dataCsv, seriesListCsv } from '#apis/webstat/answers/csv.ts';
import { catalogueJson, dataJson, seriesListJson, structureJson } from '#apis/webstat/answers/json.ts';
import { readDetail, readFormat, readWindow, type Format } from '#apis/webstat/answers/query.ts';
import { respond } from '#apis/webstat/answers/respond.ts';
import { versionOf, versionOfAll } from '#apis/webstat/answers/version.ts';
import { catalogueXml, seriesListXml } from '#apis/webstat/answers/xml.ts';
import { identityHeaderName, type IdentifyCaller } from '#apis/webstat/identity-header.ts';
import {
  answerTooLarge,
  datasetChanging,
  datasetNotFound,
  fault,
  formatUnavailable,
  keyInvalid,
  pathNotFound,
  refusal,
  seriesNotFound,
  statusInvalid,
  withoutIdentity,
  withoutKeys,
} from '#apis/webstat/refusals.ts';
import { openDataOf } from '#apis/webstat/open-data/open-data.ts';
import { contractRoutes } from '#apis/webstat/routes.ts';
import { parseWebstatKey } from '#apis/webstat/series/key.ts';
import { findDataset, listCodes, listDatasets } from '#apis/webstat/store/datasets.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';
import {
  ChangedMeanwhile,
  countObservations,
  readHeads,
  readSeries,
  type Selection,
} from '#apis/webstat/store/series.ts';
import type { Language } from '#base/language.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';

export type WebstatOptions = { readonly identify: IdentifyCaller; readonly pool: pg.Pool; readonly log: Log };

const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

const titles = {
  fr: {
    title: 'Webstat (français)',
    description: 'Séries statistiques de la Banque de France, textes et nombres en français.',
  },
  en: {
    title: 'Webstat (English)',
    description: 'Statistical series of the Banque de France, texts and figures in English.',
  },
} as const;

/** Passes on what there is, and refuses when that is nothing. */
async function* atLeastOne<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let found = false;
  for await (const item of items) {
    found = true;
    yield item;
  }
  if (!found) throw seriesNotFound;
}

type Context = { readonly pool: pg.Pool; readonly language: Language };

async function catalogue({ pool, language }: Context, request: Request): Promise<Response> {
  const format = readFormat(new URL(request.url).searchParams, statusInvalid);
  const datasets = await listDatasets(pool);
  const render = { json: catalogueJson, csv: catalogueCsv, xml: catalogueXml }[format];
  const body = () => render(datasets, language);
  return respond({ request, version: versionOfAll(datasets), contentType: contentTypes[format], body });
}

async function seriesList({ pool, language }: Context, request: Request, name: string): Promise<Response> {
  const format = readFormat(new URL(request.url).searchParams, statusInvalid);
  const dataset = await existing(pool, name);
  const render = { json: seriesListJson, csv: seriesListCsv, xml: seriesListXml }[format];
  const body = () => render(dataset, readHeads(pool, dataset, null), language);
  return respond({ request, version: versionOf(dataset), contentType: contentTypes[format], body });
}

async function data(
  { pool, language }: Context,
  request: Request,
  name: string,
  key: string | undefined,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = readFormat(query);
  if (format === 'xml') throw formatUnavailable;
  readDetail(query, ['dataonly']);
  const window = readWindow(query);
  const dataset = await existing(pool, name);
  const selection = selectionOf(dataset, key);
  const render = format === 'json' ? dataJson : dataCsv;
  if (format === 'csv' && (await countObservations(pool, dataset, selection)) > limits.webstatTurnedObservations) {
    throw answerTooLarge;
  }
  const series = () => readSeries(pool, dataset, selection);
  const body = () => render(dataset, selection === null ? series() : atLeastOne(series()), { window, language });
  return respond({ request, version: versionOf(dataset), contentType: contentTypes[format], body });
}

async function structure({ pool, language }: Context, request: Request, name: string): Promise<Response> {
  const query = new URL(request.url).searchParams;
  if (readFormat(query) !== 'json') throw formatUnavailable;
  const detail = readDetail(query, ['full', 'light']);
  const dataset = await existing(pool, name);
  const codes = detail === 'full' ? await listCodes(pool, dataset) : null;
  const body = () => structureJson(dataset, codes, language);
  return respond({ request, version: versionOf(dataset), contentType: contentTypes.json, body });
}

async function existing(pool: pg.Pool, name: string): Promise<Dataset> {
  const dataset = await findDataset(pool, name);
  if (dataset === null) throw datasetNotFound;
  return dataset;
}

function selectionOf({ name, dimensions }: Dataset, key: string | undefined): Selection {
  if (key === undefined) return null;
  const patterns = parseWebstatKey(key, { dataset: name, dimensions: dimensions.length });
  if (patterns === null) throw keyInvalid;
  return patterns;
}

/** Makes the product's own addresses; the identity header must be made for `webstat-fr` or `webstat-en`. */
export function openProduct(options: WebstatOptions, language: Language): OpenAPIHono {
  const app = new OpenAPIHono({ strict: false });
  const context = { pool: options.pool, language };
  for (const route of contractRoutes(language)) app.openAPIRegistry.registerPath(route);
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { ...titles[language], version: '1.0' } });
  app.use(async (c, next) => {
    if (!(await isGateway(options, c.req.header(identityHeaderName), language))) throw withoutIdentity;
    await next();
  });
  app.get('/catalogue', (c) => catalogue(context, c.req.raw));
  app.get('/catalogue/:dataset', (c) => seriesList(context, c.req.raw, c.req.param('dataset')));
  app.get('/data/:dataset', (c) => data(context, c.req.raw, c.req.param('dataset'), undefined));
  app.get('/data/:dataset/:key', (c) => data(context, c.req.raw, c.req.param('dataset'), c.req.param('key')));
  app.get('/datastructure/:dataset', (c) => structure(context, c.req.raw, c.req.param('dataset')));
  app.route('/open-data', openDataOf(options.pool));
  app.notFound(() => refusal(pathNotFound, language));
  app.onError((cause, c) => {
    if (cause instanceof Problem) return refusal(cause, language);
    if (cause instanceof ChangedMeanwhile) return refusal(datasetChanging, language);
    options.log.error('a request could not be answered', { path: c.req.path }, cause);
    return refusal(fault, language);
  });
  return app;
}

async function isGateway(
  { identify, log }: WebstatOptions,
  header: string | undefined,
  language: Language,
): Promise<boolean> {
  try {
    return await identify(header, `webstat-${language}`);
  } catch (cause) {
    log.error('the keys of the identity header could not be fetched', {}, cause);
    throw withoutKeys;
  }
}
