import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { loadReferenceRates } from '#apis/webstat/load/exr.ts';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';

let world: WebstatWorld;

before(async () => {
  world = await openWebstatWorld();
});

after(() => world.close());

const data = '/webstat-en/v1/data/EXR';

async function refusalOf(path: string): Promise<string> {
  const answer = await world.call(path);
  const { httpCode, moreInformation } = JSON.parse(await answer.text());
  assert.equal(httpCode, String(answer.status));
  return `${httpCode} ${moreInformation}`;
}

test('the captured call has the shape of the captured answer', async () => {
  const answer = await world.call(`${data}/EXR.M.*.EUR.SP00.E?format=json&startPeriod=2019-12-01&endPeriod=2020-12-31`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  const { datasetName, instanceId, id, seriesObs } = JSON.parse(await answer.text());
  assert.equal(datasetName, 'EXR');
  assert.ok(Number.isInteger(instanceId) && Number.isInteger(id));
  const title = 'ECB reference exchange rate, Danish Krone/Euro, 2:15 pm (C.E.T.), end-of-period';
  assert.deepEqual(seriesObs[0], {
    ObservationsSerie: {
      ...{ title, titleCompl: title, frequency: 'M' },
      observations: [
        {
          ObservationPeriod: {
            ...{ periodId: 2210, periodFirstDate: '01-12-2019 00:00:00', periodName: 'Déc 2019', value: 7.4715 },
          },
        },
        {
          ObservationPeriod: {
            ...{ periodId: 2216, periodFirstDate: '01-01-2020 00:00:00', periodName: 'Jan 2020', value: 7.4731 },
          },
        },
      ],
      seriesKey: 'EXR.M.DKK.EUR.SP00.E',
    },
  });
  assert.equal(seriesObs.length, 2);
});

test('the lists are csv as the R client of the Bank reads it, with a slash at the end and an ampersand', async () => {
  const catalogue = await (await world.call('/webstat-fr/v1/catalogue/?format=csv')).text();
  assert.deepEqual(catalogue.split('\n').slice(0, 2), [
    'Name;Description;Last_Update;',
    'EXR;Taux de change;2020-04-10 10:15:13.0;',
  ]);
  const series = await (await world.call('/webstat-fr/v1/catalogue/EXR?format=csv')).text();
  const [heading, , second] = series.split('\n');
  assert.equal(
    heading,
    'SeriesKey;Title;TitleCompl;ExtTitle;NatTitle;SourceAgency;From;To;FREQ;CURRENCY;CURRENCY_DENOM;EXR_TYPE;EXR_SUFFIX;',
  );
  const title = 'Dollar des États-Unis (USD), cours de référence de la BCE';
  assert.equal(second, `EXR.D.USD.EUR.SP00.A;${title};${title};;;4F0;30/12/2019;03/02/2020;D;USD;EUR;SP00;A;`);
  const english = await (await world.call('/webstat-en/v1/catalogue/EXR?format=csv')).text();
  assert.match(
    english,
    /^SeriesKey,Title,.*,EXR_SUFFIX,\nEXR\.D\.DKK\.EUR\.SP00\.A,"ECB reference exchange rate, Danish/,
  );
  assert.equal((await world.call('/webstat-fr/v1/data/EXR/?format=json&')).status, 200);
});

test('the lists are json and xml too', async () => {
  const names: { name: string }[] = JSON.parse(await (await world.call('/webstat-en/v1/catalogue')).text());
  assert.deepEqual(
    names.map(({ name }) => name),
    ['EXR', 'WXR'],
  );
  const series = JSON.parse(await (await world.call('/webstat-en/v1/catalogue/EXR')).text());
  assert.partialDeepStrictEqual(series[0], { seriesKey: 'EXR.D.DKK.EUR.SP00.A', FREQ: 'D', from: '31/12/2019' });
  const xml = await world.call('/webstat-en/v1/catalogue?format=xml');
  assert.equal(xml.headers.get('content-type'), 'application/xml; charset=utf-8');
  assert.match(await xml.text(), /<catalogue>\n<dataset><name>EXR<\/name><description>Exchange Rates</);
  assert.match(await (await world.call('/webstat-en/v1/catalogue/EXR?format=xml')).text(), /<CURRENCY>DKK<\/CURRENCY>/);
});

test('data are a wide csv, in the separators and decimals of the language', async () => {
  const keys = 'D.USD.EUR.SP00.A+D.DKK.EUR.SP00.A?format=csv&endPeriod=2019';
  const french = await (await world.call(`/webstat-fr/v1/data/EXR/${keys}`)).text();
  assert.deepEqual(french.split('\n').slice(2), [
    'code;EXR.D.DKK.EUR.SP00.A;EXR.D.USD.EUR.SP00.A',
    '30/12/2019;-;1,1189',
    '31/12/2019;7,4715;1,1234',
    '',
  ]);
  const english = await (await world.call(`${data}/${keys}`)).text();
  assert.equal(english.split('\n')[4], '31/12/2019,7.4715,1.1234');
});

test('the window takes the six forms of periods and either number', async () => {
  const count = async (query: string): Promise<number> => {
    const { seriesObs } = JSON.parse(await (await world.call(`${data}/D.USD.EUR.SP00.A?${query}`)).text());
    return seriesObs[0].ObservationsSerie.observations.length;
  };
  const windows = { 'startPeriod=2020': 3, 'endPeriod=2019-Q4': 2, 'startPeriod=2020-W02': 2, 'endPeriod=2019-S1': 0 };
  const others = { 'startPeriod=2020-01&endPeriod=2020-01': 2, 'startPeriod=2020-01-02&endPeriod=2020-01-02': 1 };
  const numbers = {
    'firstNObservations=2': 2,
    'lastNObservations=1&endPeriod=2020-01-01': 1,
    'lastNObservations=99': 5,
  };
  for (const [query, expected] of Object.entries({ ...windows, ...others, ...numbers })) {
    assert.equal(await count(query), expected, query);
  }
});

test('a structure has its dimensions in order, and their codes unless it is to be light', async () => {
  const light = JSON.parse(
    await (await world.call('/webstat-en/v1/datastructure/EXR?format=json&detail=light')).text(),
  );
  assert.deepEqual(Object.keys(light), [
    ...['id', 'name', 'description', 'hasTitle', 'defaultSortDimensionId', 'defaultSortDimensionOrder'],
    ...['defaultArea', 'isoA2', 'keyFamily'],
  ]);
  assert.deepEqual(light.keyFamily.dimensions[1].dimension, {
    ...{ key: 'CURRENCY', name: 'Currency', position: 2, dimensionValues: null, filter: true },
  });
  const full = JSON.parse(await (await world.call('/webstat-fr/v1/datastructure/EXR')).text());
  assert.deepEqual(full.keyFamily.dimensions[1].dimension.dimensionValues, [
    { key: 'DKK', name: 'couronne danoise' },
    { key: 'USD', name: 'dollar des États-Unis' },
  ]);
});

test('every refusal has its status and the words of the language', async () => {
  const missing = '404 Dataset not found or the dataset is being indexed';
  const period = '400 Period format incorrect';
  const count = '400 FirstNObservation value and/or lastNObservation value must be an integer';
  const key = '400 Series key incorrect';
  const both = '403 firstNObservation and lastNObservation cannot be combined in the same query';
  const table: Readonly<Record<string, string>> = {
    '/EXR?format=pdf': '400 Format value incorrect, dataset value have to be set',
    '/EXR?format=json&format=csv': '400 Format value incorrect, dataset value have to be set',
    '/EXR?detail=full': '400 Detail value incorrect',
    '/EXR?startPeriod=2020-13': period,
    '/EXR?endPeriod=2021-W53': period,
    '/EXR?endPeriod=': period,
    '/EXR?firstNObservations=0': count,
    '/EXR?lastNObservations=1.5': count,
    '/EXR?lastNObservations=1&firstNObservations=1': both,
    '/NONE': missing,
    '/exr': missing,
    '/%00': missing,
    "/EXR'--": missing,
    '/EXR?format=xml': '501 Format not available yet',
    '/EXR/M.USD': key,
    '/EXR/M.USD.EUR.SP00.E.X': key,
    '/EXR/*.*.*.*.*': key,
    '/EXR/M.ZZZ.EUR.SP00.E': '404 Series not found',
  };
  for (const [path, expected] of Object.entries(table)) {
    assert.equal(await refusalOf(`/webstat-en/v1/data${path}`), expected, path);
  }
  for (const path of ['catalogue', 'catalogue/', 'catalogue/EXR']) {
    assert.equal(await refusalOf(`/webstat-en/v1/${path}?format=pdf`), '400 Invalid status value', path);
  }
  const french = "404 Dataset non trouvé ou le dataset est en cours d'indexation";
  assert.equal(await refusalOf('/webstat-fr/v1/catalogue/NONE'), french);
  assert.equal(await refusalOf('/webstat-fr/v1/datastructure/NONE?detail=light'), french);
  assert.match(await refusalOf('/webstat-fr/v1/datastructure/EXR?format=csv'), /^501 /);
  assert.match(await refusalOf('/webstat-fr/v1/nothing'), /^404 /);
});

test('ten thousand keys in one address are refused before the database is asked', async () => {
  const keys = Array.from({ length: 10_000 }, () => 'M.USD.EUR.SP00.E').join('+');
  assert.equal(await refusalOf(`${data}/${keys}`), '400 Series key incorrect');
});

test('each product answers only what the gateway sends to it', async () => {
  const wrong = await world.call('/webstat-fr/v1/catalogue', { 'x-guichet-identity': 'webstat-en' });
  assert.equal(wrong.status, 401);
});

test('an answer that the client has is not sent again, until a load changes the data set', async () => {
  const path = `${data}/D.USD.EUR.SP00.A`;
  const first = await world.call(path);
  const tag = first.headers.get('etag') ?? '';
  const changed = first.headers.get('last-modified') ?? '';
  assert.equal(changed, 'Fri, 10 Apr 2020 10:15:13 GMT');
  assert.equal((await world.call(path, { 'if-none-match': `"other", ${tag}` })).status, 304);
  assert.equal((await world.call(path, { 'if-modified-since': changed })).status, 304);
  const later = 'Date,USD\n2020-02-04,1.1048\n2020-02-03,1.1066\n';
  await loadReferenceRates(world.pool, Buffer.from(later), new Date('2020-04-11T00:00:00Z'));
  const second = await world.call(path, { 'if-none-match': tag });
  assert.equal(second.status, 200);
  assert.notEqual(second.headers.get('etag'), tag);
});

test('answers are packed as the client takes them, and are the same unpacked, streams among them', async () => {
  for (const path of [
    '/webstat-en/v1/catalogue/WXR',
    '/webstat-en/v1/data/WXR',
    '/webstat-en/v1/data/WXR?format=csv',
  ]) {
    const plain = Buffer.from(await (await world.call(path)).arrayBuffer());
    const gzip = await world.call(path, { 'accept-encoding': 'gzip, br;q=0.5' });
    assert.equal(gzip.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(gunzipSync(Buffer.from(await gzip.arrayBuffer())), plain);
    const brotli = await world.call(path, { 'accept-encoding': 'gzip, deflate, br' });
    assert.equal(brotli.headers.get('content-encoding'), 'br');
    assert.deepEqual(brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())), plain);
    assert.equal((await world.call(path, { 'accept-encoding': 'utf-8' })).headers.get('content-encoding'), null);
  }
  const whole = JSON.parse(await (await world.call('/webstat-en/v1/data/WXR')).text());
  assert.ok(whole.seriesObs.length > 300);
});
