/** SDMX 2.1 REST over the same statistics, for the standard's own clients. */
import { Hono } from 'hono';
import type pg from 'pg';
import { preferredLanguage } from '#base/language.ts';
import { Problem } from '#base/problem.ts';
import { openDataOf } from '#apis/webstat/open-data/open-data.ts';
import { respond } from '#apis/webstat/answers/respond.ts';
import { versionOf, versionOfAll } from '#apis/webstat/answers/version.ts';
import { identityHeaderName } from '#apis/webstat/identity-header.ts';
import type { WebstatOptions } from '#apis/webstat/product.ts';
import { refusal } from '#apis/webstat/refusals.ts';
import { chooseDataFormat, chooseStructureFormat, type Accepted, type DataFormat } from '#apis/webstat/sdmx/accept.ts';
import { csvData } from '#apis/webstat/sdmx/data-csv.ts';
import { jsonData } from '#apis/webstat/sdmx/data-json.ts';
import type { DataMessage } from '#apis/webstat/sdmx/data-message.ts';
import { isFlow, readDataQuery } from '#apis/webstat/sdmx/data-query.ts';
import { genericData, specificData } from '#apis/webstat/sdmx/data-xml.ts';
import { titleAttribute } from '#apis/webstat/sdmx/names.ts';
import { sdmxError, SdmxRefusal } from '#apis/webstat/sdmx/refusals.ts';
import { findArtefacts, kinds, type Kind } from '#apis/webstat/sdmx/structure-query.ts';
import { structureJsonMessage } from '#apis/webstat/sdmx/structure-json.ts';
import { structureMessage, type Lists } from '#apis/webstat/sdmx/structure-xml.ts';
import { parseSdmxKey } from '#apis/webstat/series/key.ts';
import { listAttributes, listCodes, listDatasets } from '#apis/webstat/store/datasets.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';
import { ChangedMeanwhile, readSeries } from '#apis/webstat/store/series.ts';

const nothing = () => new SdmxRefusal(100, 'no results found');

async function listsOf(pool: pg.Pool, dataset: Dataset): Promise<Lists> {
  const codes = await listCodes(pool, dataset);
  return { codes, attributes: [titleAttribute, ...(await listAttributes(pool, dataset))] };
}

async function* orNothing<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let found = false;
  for await (const item of items) {
    found = true;
    yield item;
  }
  if (!found) throw nothing();
}

function write(message: DataMessage, { format, parameters }: Accepted<DataFormat>): AsyncGenerator<string> {
  switch (format) {
    case 'specific':
      return specificData(message);
    case 'json':
      return jsonData(message);
    case 'csv':
      return csvData(message, parameters.get('labels') === 'both' ? 'both' : 'id');
    default:
      return genericData(message);
  }
}

async function data(
  pool: pg.Pool,
  request: Request,
  path: { readonly flow: string; readonly key: string; readonly provider: string },
): Promise<Response> {
  const accepted = chooseDataFormat(request.headers.get('accept'));
  const { window, detail, bySeries, updatedAfter } = readDataQuery(new URL(request.url).searchParams);
  const dataset = (await listDatasets(pool)).find((one) => isFlow(path.flow, one));
  if (dataset === undefined) throw nothing();
  if (!['all', dataset.agency].includes(path.provider.split(',').at(-1) ?? '')) throw nothing();
  if (updatedAfter !== null && dataset.updatedAt <= updatedAfter) throw nothing();
  const pattern = parseSdmxKey(path.key, dataset.dimensions.length);
  if (pattern === null)
    throw new SdmxRefusal(
      140,
      `the key does not have the ${dataset.dimensions.length} dimensions of ${dataset.structure}`,
    );
  const { codes, attributes } = await listsOf(pool, dataset);
  const language = preferredLanguage(request.headers.get('accept-language'));
  const withAttributes = detail === 'full' || detail === 'nodata';
  const series = orNothing(readSeries(pool, dataset, pattern.some((one) => one !== null) ? [pattern] : null));
  const message = {
    dataset,
    series,
    window,
    detail,
    bySeries,
    language,
    attributes: withAttributes ? attributes : [],
    codes,
  };
  const { tag, changedAt } = versionOf(dataset);
  return respond({
    request,
    version: { tag: `${tag}.${accepted.format}.${language}`, changedAt },
    contentType: accepted.contentType,
    vary: ['Accept', 'Accept-Language'],
    body: () => write(message, accepted),
  });
}

type StructurePath = { readonly kind: Kind; readonly agency: string; readonly id: string; readonly version: string };

async function structure(pool: pg.Pool, request: Request, path: StructurePath): Promise<Response> {
  const { contentType, format } = chooseStructureFormat(request.headers.get('accept'));
  const language = preferredLanguage(request.headers.get('accept-language'));
  const query = new URL(request.url).searchParams;
  const datasets = await listDatasets(pool);
  const asked = { references: query.get('references') ?? 'none', detail: query.get('detail') ?? 'full' };
  const artefacts = findArtefacts({ ...path, ...asked }, datasets);
  const needed = [...new Set(artefacts.map(({ dataset }) => dataset))];
  const lists = new Map(await Promise.all(needed.map(async (one) => [one, await listsOf(pool, one)] as const)));
  const { tag, changedAt } = versionOfAll(datasets);
  const listsIn = (dataset: Dataset): Lists => lists.get(dataset) ?? { codes: [], attributes: [] };
  const body = () =>
    format === 'json'
      ? structureJsonMessage(artefacts, { lists: listsIn, preparedAt: changedAt, language })
      : structureMessage(artefacts, { lists: listsIn, preparedAt: changedAt });
  return respond({
    request,
    version: { tag: `${tag}.${format}.${language}`, changedAt },
    contentType,
    vary: ['Accept', 'Accept-Language'],
    body,
  });
}

/** Makes the addresses below `/sdmx/v2.1`; the identity header must be made for `webstat-sdmx`. A slash at the end is free. */
export function openSdmx({ identify, pool, log }: WebstatOptions): Hono {
  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    const known = await identify(c.req.header(identityHeaderName), 'webstat-sdmx').catch((cause: unknown) => {
      log.error('the keys of the identity header could not be fetched', {}, cause);
      throw new SdmxRefusal(503, 'the keys of the gateways cannot be fetched at the moment');
    });
    if (!known) throw new SdmxRefusal(401, 'this service answers only what comes through the gateway');
    await next();
  });
  app.get('/data/:flow/:key?/:provider?', (c) => {
    const { flow, key = 'all', provider = 'all' } = c.req.param();
    return data(pool, c.req.raw, { flow, key, provider });
  });
  for (const kind of kinds) {
    app.get(`/${kind}/:agency?/:id?/:version?`, (c) => {
      const { agency = 'all', id = 'all', version = 'latest' } = c.req.param();
      return structure(pool, c.req.raw, { kind, agency, id, version });
    });
  }
  app.route('/open-data', openDataOf(pool));
  app.notFound(() =>
    sdmxError(
      new SdmxRefusal(140, 'there is no such resource: data, dataflow, datastructure, codelist, conceptscheme'),
    ),
  );
  app.onError((cause, c) => {
    if (cause instanceof SdmxRefusal) return sdmxError(cause);
    if (cause instanceof Problem) return refusal(cause, 'en');
    if (cause instanceof ChangedMeanwhile)
      return sdmxError(new SdmxRefusal(503, 'the data are being updated, please try again'));
    log.error('a request could not be answered', { path: c.req.path }, cause);
    return sdmxError(new SdmxRefusal(500, 'internal error'));
  });
  return app;
}
