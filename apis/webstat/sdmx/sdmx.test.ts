import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { Ajv } from 'ajv';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';

let world: WebstatWorld;

before(async () => {
  world = await openWebstatWorld();
});

after(() => world.close());

const key = 'M.USD.EUR.SP00.E';

async function get(
  path: string,
  accept = 'application/xml',
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return world.call(`/sdmx/v2.1${path}`, { 'x-guichet-identity': 'webstat-sdmx', accept, ...more });
}

async function textOf(path: string, accept?: string, more?: Readonly<Record<string, string>>): Promise<string> {
  const answer = await get(path, accept, more);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text;
}

test('data are generic unless another form is asked for', async () => {
  const answer = await get(`/data/EXR/${key}/all/?startPeriod=2020&endPeriod=2021&`);
  assert.equal(answer.headers.get('content-type'), 'application/xml; charset=utf-8');
  assert.equal(answer.headers.get('vary'), 'Accept-Encoding, Accept, Accept-Language');
  const text = await answer.text();
  assert.match(text, /<generic:Value id="CURRENCY" value="USD"\/>/);
  assert.match(
    text,
    /<generic:Obs><generic:ObsDimension value="2020-01"\/><generic:ObsValue value="1.1052"\/><\/generic:Obs>/,
  );
  assert.doesNotMatch(text, /2019-12"/);
  const any = await get(`/data/BDF,EXR,1.0/${key}`, '*/*');
  assert.equal(any.headers.get('content-type'), 'application/vnd.sdmx.genericdata+xml; version=2.1; charset=utf-8');
  const specific = await textOf(`/data/EXR/${key}`, 'application/vnd.sdmx.structurespecificdata+xml;version=2.1');
  assert.match(
    specific,
    /<Series FREQ="M" CURRENCY="USD" CURRENCY_DENOM="EUR" EXR_TYPE="SP00" EXR_SUFFIX="E" TITLE="ECB/,
  );
  assert.match(specific, /<Obs TIME_PERIOD="2019-12" OBS_VALUE="1.1234"\/>/);
  const flat = await textOf(`/data/EXR/${key}?dimensionAtObservation=AllDimensions&detail=dataonly`);
  assert.match(flat, /<generic:ObsKey>.*<generic:Value id="TIME_PERIOD" value="2019-12"\/><\/generic:ObsKey>/);
});

test('detail leaves out what is not wanted', async () => {
  const keys = await textOf(`/data/EXR/M....?detail=serieskeysonly`);
  assert.equal(keys.match(/<generic:Series>/g)?.length, 4);
  assert.doesNotMatch(keys, /<generic:Obs>|<generic:Attributes>/);
  assert.match(await textOf(`/data/EXR/${key}?detail=nodata`), /<generic:Attributes>/);
});

test('SDMX-CSV has a row an observation, in the separators of the language, with names if wanted', async () => {
  const english = await textOf(
    `/data/EXR/${key}?detail=dataonly`,
    'application/vnd.sdmx.data+csv;version=1.0.0;labels=id',
  );
  assert.deepEqual(english.split('\r\n').slice(0, 2), [
    'DATAFLOW,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE',
    'BDF:EXR(1.0),M,USD,EUR,SP00,E,2019-12,1.1234',
  ]);
  const type = 'application/vnd.sdmx.data+csv;labels=both';
  const french = await textOf(`/data/EXR/${key}?detail=dataonly`, type, { 'accept-language': 'fr' });
  assert.match(french, /;M: Mensuelle;USD: dollar des États-Unis;EUR: euro;.*;2019-12;1,1234/);
});

const schemaFile = process.env['GUICHET_SDMX_JSON_SCHEMA'] ?? '../shared/data/sdmx-json-1.0-data-schema.json';

test(
  'SDMX-JSON is what its schema says',
  { skip: existsSync(schemaFile) ? false : 'GUICHET_SDMX_JSON_SCHEMA names no schema' },
  async () => {
    const schema: Record<string, unknown> = JSON.parse(readFileSync(schemaFile, 'utf8'));
    // Of a draft that the validator does not know: what it uses of it means the same.
    for (const name of ['$schema', 'id']) delete schema[name];
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    const type = 'application/vnd.sdmx.data+json;version=1.0.0';
    for (const path of [
      'M.USD+DKK.EUR.SP00.',
      'all?detail=dataonly',
      'all?dimensionAtObservation=AllDimensions',
      'all?detail=nodata',
    ]) {
      const document: unknown = JSON.parse(await textOf(`/data/EXR/${path}`, type));
      assert.equal(validate(document), true, `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
    const { data } = JSON.parse(await textOf(`/data/EXR/${key}`, type));
    assert.deepEqual(data.dataSets[0].series['0:0:0:0:0'].observations, { 0: [1.1234], 1: [1.1052] });
    assert.deepEqual(
      data.structure.dimensions.observation[0].values.map(({ id }: { id: string }) => id),
      ['2019-12', '2020-01'],
    );
  },
);

test('structures bring along what references asks for', async () => {
  const elements = async (path: string): Promise<string[]> => {
    const text = await textOf(path);
    return ['Dataflow', 'DataStructure', 'Codelist', 'ConceptScheme'].filter((name) =>
      text.includes(`<structure:${name} id=`),
    );
  };
  assert.deepEqual(await elements('/dataflow/all/all/latest/?&'), ['Dataflow']);
  assert.deepEqual(await elements('/datastructure/all/ECB_EXR1/latest/?references=children&'), [
    ...['DataStructure', 'Codelist', 'ConceptScheme'],
  ]);
  const all = ['Dataflow', 'DataStructure', 'Codelist', 'ConceptScheme'];
  assert.deepEqual(await elements('/dataflow/BDF/EXR/latest?references=all'), all);
  assert.deepEqual(await elements('/codelist/BDF/CL_ECB_EXR1_CURRENCY'), ['Codelist']);
  assert.deepEqual(await elements('/conceptscheme/all/all/all?references=parents'), ['DataStructure', 'ConceptScheme']);
  const stubs = await textOf('/datastructure/BDF/ECB_EXR1?references=children&detail=allstubs');
  assert.doesNotMatch(stubs, /<structure:Code |<structure:Dimension /);
  assert.match(
    await textOf('/codelist/BDF/CL_ECB_EXR1_CURRENCY'),
    /<structure:Code id="USD"><common:Name xml:lang="en">US Dollar</,
  );
});

const structureType = 'application/vnd.sdmx.structure+json;version=1.0';

test('structures are SDMX-JSON too, with names in both languages and every reference found in the message', async () => {
  const answer = await get('/dataflow/BDF/EXR/latest?references=all', structureType, { 'accept-language': 'fr' });
  assert.equal(answer.headers.get('content-type'), 'application/vnd.sdmx.structure+json; version=1.0.0; charset=utf-8');
  assert.match(answer.headers.get('vary') ?? '', /Accept, Accept-Language/);
  const text = await answer.text();
  const { meta, data } = JSON.parse(text);
  assert.deepEqual(meta.contentLanguages, ['fr', 'en']);
  assert.deepEqual(Object.keys(data).toSorted(), ['codelists', 'conceptSchemes', 'dataStructures', 'dataflows']);
  const [flow] = data.dataflows;
  assert.partialDeepStrictEqual(flow, { id: 'EXR', agencyID: 'BDF', version: '1.0', name: 'Taux de change' });
  assert.equal(flow.names.en, 'Exchange Rates');
  const [definition] = data.dataStructures;
  const { dimensionList, attributeList, measureList } = definition.dataStructureComponents;
  assert.deepEqual(
    dimensionList.dimensions.map(({ id, position }: { id: string; position: number }) => `${position} ${id}`),
    ['0 FREQ', '1 CURRENCY', '2 CURRENCY_DENOM', '3 EXR_TYPE', '4 EXR_SUFFIX'],
  );
  assert.equal(dimensionList.timeDimensions[0].id, 'TIME_PERIOD');
  assert.equal(measureList.primaryMeasure.id, 'OBS_VALUE');
  assert.ok(attributeList.attributes.some(({ id }: { id: string }) => id === 'UNIT'));
  type Maintained = { id: string; agencyID: string; version: string };
  const urnOf = (kind: string, { id, agencyID, version }: Maintained) =>
    `urn:sdmx:org.sdmx.infomodel.${kind}=${agencyID}:${id}(${version})`;
  const [scheme] = data.conceptSchemes;
  const concepts = scheme.concepts.map(({ id }: { id: string }) => `${urnOf('conceptscheme.Concept', scheme)}.${id}`);
  const known = new Set<string>([
    urnOf('datastructure.DataStructure', definition),
    ...data.codelists.map((list: Maintained) => urnOf('codelist.Codelist', list)),
    ...concepts,
  ]);
  const referred = [...text.matchAll(/"(urn:sdmx:[^"]+)"/g)].map(([, urn]) => urn ?? '');
  assert.ok(referred.length > 15);
  for (const urn of referred) assert.ok(known.has(urn), urn);
});

test('a structure in JSON may be asked for as application/json, and as a stub', async () => {
  const stub = JSON.parse(await textOf('/datastructure/BDF/ECB_EXR1?detail=allstubs', 'application/json'));
  const [definition] = stub.data.dataStructures;
  assert.equal(definition.isExternalReference, true);
  assert.equal(definition.dataStructureComponents, undefined);
  const codes = JSON.parse(await textOf('/codelist/BDF/CL_ECB_EXR1_CURRENCY', structureType));
  assert.deepEqual(codes.data.codelists[0].codes[1], {
    ...{ id: 'USD', name: 'US Dollar', names: { fr: 'dollar des États-Unis', en: 'US Dollar' } },
  });
  const other = 'application/vnd.sdmx.structure+json;version=2.0.0';
  assert.equal((await get('/dataflow', other)).status, 406);
});

test('refusals have the codes and statuses of SDMX', async () => {
  const refusal = async (path: string, accept?: string): Promise<string> => {
    const answer = await get(path, accept);
    return `${answer.status} ${/code="(\d+)"/.exec(await answer.text())?.[1]}`;
  };
  assert.equal(await refusal('/data/NONE'), '404 100');
  assert.equal(await refusal('/data/ECB,EXR'), '404 100');
  assert.equal(await refusal('/data/EXR/M.ZZZ...'), '404 100');
  assert.equal(await refusal('/data/EXR/M.USD'), '400 140');
  assert.equal(await refusal(`/data/EXR/${key}?startPeriod=2020-13`), '400 140');
  assert.equal(await refusal(`/data/EXR/${key}?detail=some`), '400 140');
  assert.equal(await refusal(`/data/EXR/${key}?firstNObservations=1&lastNObservations=1`), '403 150');
  assert.equal(await refusal(`/data/EXR/${key}?includeHistory=true`), '501 501');
  assert.equal(await refusal(`/data/EXR/${key}?updatedAfter=2030-01-01T00:00:00Z`), '404 100');
  assert.equal(await refusal(`/data/EXR/${key}`, 'image/png'), '406 1001');
  assert.equal(await refusal(`/data/EXR/${key}`, 'application/vnd.sdmx.data+json;version=2.0.0'), '406 1001');
  assert.equal(await refusal('/codelist/BDF/NONE'), '404 100');
  assert.equal(await refusal('/dataflow/all/all/latest?references=everything'), '400 140');
  assert.equal((await world.call('/sdmx/v2.1/dataflow')).status, 401);
});
