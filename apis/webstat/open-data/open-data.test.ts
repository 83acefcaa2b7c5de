import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';

let world: WebstatWorld;

before(async () => {
  world = await openWebstatWorld();
});

after(() => world.close());

async function read(path: string, product = 'webstat-fr') {
  const answer = await world.call(`/${product}/v1/open-data/${path}`);
  assert.equal(answer.status, 200, `${path}: ${answer.status}`);
  return JSON.parse(await answer.text());
}

async function found(query: string): Promise<string[]> {
  const { series } = await read(`series?${query}`);
  return series.map(({ dataset, key }: { dataset: string; key: string }) => `${dataset}.${key}`);
}

test('data sets say how many series they have, in which frequencies, from whom and since when', async () => {
  const { datasets } = await read('datasets');
  const [exr] = datasets;
  assert.partialDeepStrictEqual(exr, { name: 'EXR', series: 6, frequencies: ['D', 'M'] });
  assert.equal(exr.updatedAt, '2020-04-10T10:15:13.000Z');
  const { dimensions } = await read('datasets/EXR');
  assert.deepEqual(
    dimensions[1].codes.map(({ code }: { code: string }) => code),
    ['DKK', 'USD'],
  );
});

test('series are found by words of titles, of codes’ names and of data sets, whatever accents and capitals', async () => {
  assert.deepEqual(await found('search=couronne%20danoise&dataset=EXR'), [
    ...['EXR.D.DKK.EUR.SP00.A', 'EXR.M.DKK.EUR.SP00.A', 'EXR.M.DKK.EUR.SP00.E'],
  ]);
  const dollars = await found('search=%C3%89tats-unis%20fin&dataset=EXR');
  assert.deepEqual(dollars, ['EXR.M.USD.EUR.SP00.E']);
  assert.deepEqual(await found('search=ETATS%20fin%20d%27mois%20de&dataset=EXR'), dollars);
  assert.deepEqual(await found('search=taux%20change%20quotidienne%20dkk'), ['EXR.D.DKK.EUR.SP00.A']);
  const { datasets } = await read('series?search=taux%20de%20change');
  assert.deepEqual(
    datasets.map(({ name }: { name: string }) => name),
    ['EXR', 'WXR'],
  );
});

test('a word that nothing holds is taken for one that is spelt alike, and that is said', async () => {
  const { series, corrected } = await read('series?search=courone%20danoise&dataset=EXR');
  assert.equal(series.length, 3);
  assert.equal(corrected, 'couronne danoise');
  const nothing = await read('series?search=xylophone');
  assert.deepEqual([nothing.total, nothing.series, nothing.corrected], [0, [], null]);
});

test('series are narrowed by codes, and come in pages', async () => {
  assert.deepEqual(await found('dataset=EXR&filter=FREQ:M&filter=CURRENCY:USD'), [
    ...['EXR.M.USD.EUR.SP00.A', 'EXR.M.USD.EUR.SP00.E'],
  ]);
  assert.deepEqual(await found('dataset=EXR&filter=FREQ:%27)--'), []);
  assert.deepEqual(await found('dataset=EXR&filter=FREQ:%00'), []);
  const first = await read('series?dataset=WXR');
  const last = await read(`series?dataset=WXR&page=${first.pages}`);
  assert.equal(first.series.length, 25);
  assert.equal((first.pages - 1) * 25 + last.series.length, first.total);
  assert.deepEqual(await found('dataset=WXR&page=-3'), await found('dataset=WXR'));
  assert.deepEqual(await found('dataset=WXR&page=99999999999'), []);
});

test('a series has its observations, what its codes are called, and the call that gives it', async () => {
  const series = await read('datasets/EXR/series/M.USD.EUR.SP00.E?startPeriod=2020-01');
  assert.deepEqual(series.values, [['2020-01', '2020-01-01', 1.1052]]);
  assert.equal(series.call, '/data/EXR/M.USD.EUR.SP00.E?startPeriod=2020-01');
  assert.equal(series.dimensions[1].title.fr, 'dollar des États-Unis');
  assert.equal((await world.call(`/webstat-fr/v1${series.call}`)).status, 200);
  assert.partialDeepStrictEqual(series, { first: '2019-12', last: '2020-01', observations: 2, frequency: 'M' });
});

test('a series can be taken away as csv, JSON and SDMX, as the API gives it', async () => {
  const path = '/webstat-fr/v1/open-data/datasets/EXR/series/M.USD.EUR.SP00.E';
  const csv = await (await world.call(`${path}/csv?language=fr`)).text();
  assert.equal(csv, await (await world.call('/webstat-fr/v1/data/EXR/M.USD.EUR.SP00.E?format=csv')).text());
  const json = await (await world.call(`${path}/json?language=en`)).text();
  assert.equal(json, await (await world.call('/webstat-en/v1/data/EXR/M.USD.EUR.SP00.E')).text());
  assert.match(await (await world.call(`${path}/sdmx`)).text(), /<generic:ObsValue value="1.1052"\/>/);
  assert.equal((await world.call(`${path}/exe`)).status, 404);
});

test('what is not there, and keys of many series, are refused; so is everybody but the portal and the gateway', async () => {
  const refused: Readonly<Record<string, number>> = {
    'datasets/NONE': 404,
    'series?dataset=NONE': 404,
    'datasets/EXR/series/M.ZZZ.EUR.SP00.E': 404,
    'datasets/EXR/series/M.*.EUR.SP00.E': 400,
    'datasets/EXR/series/M.USD': 400,
    'datasets/EXR/series/M.USD.EUR.SP00.E+M.DKK.EUR.SP00.E': 400,
    "datasets/EXR/series/M.USD'.EUR.SP00.E": 400,
    'datasets/EXR/series/M.USD.EUR.SP00.E?startPeriod=2020-13': 400,
    'datasets/%00': 404,
    'datasets/EXR/series/%00': 400,
    nothing: 404,
  };
  for (const product of ['webstat-fr', 'webstat-en']) {
    for (const [path, status] of Object.entries(refused)) {
      assert.equal((await world.call(`/${product}/v1/open-data/${path}`)).status, status, path);
    }
  }
  const sdmx = { 'x-guichet-identity': 'webstat-sdmx' };
  assert.equal((await world.call('/sdmx/v2.1/open-data/datasets', sdmx)).status, 200);
  assert.equal((await world.call('/sdmx/v2.1/open-data/datasets/NONE', sdmx)).status, 404);
  assert.equal((await world.call('/webstat-fr/v1/open-data/datasets', { 'x-guichet-identity': '' })).status, 401);
});

test('whatever is searched for, there is an answer', async () => {
  const odd = ["'", '\\', '%', "a'b", '!&|()', ':*', '\u0000', 'é'.repeat(5_000), '_', '<->', 'a '.repeat(400)];
  for (const text of odd) assert.ok((await read(`series?search=${encodeURIComponent(text)}`)).total >= 0, text);
});
