import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Portal } from '#portal/server.ts';
import type { OpenDataSource } from '#registry/catalogue/open-data-source.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal, type SeenPage } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld } from '#test/portal-world.ts';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';

let registry: TestRegistry;
let world: PortalWorld;
let webstat: WebstatWorld;
let portal: Portal;
const asked: (readonly [OpenDataSource, string])[] = [];

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  webstat = await openWebstatWorld();
  portal = await openTestPortal(registry, {
    askForData: (source, path) => {
      asked.push([source, path]);
      return webstat.askForData(source, path);
    },
  });
});

after(async () => {
  await webstat.close();
  await registry.database.close();
});

const data = '/apis/banque-de-france/webstat-fr/1.0/data';

function open(address: string, language: 'fr' | 'en' = 'en'): Promise<SeenPage> {
  return newVisitor(portal, language).open(address);
}

function linksOf({ document }: SeenPage): string[] {
  return document.querySelectorAll('main a').map((link) => link.getAttribute('href') ?? '');
}

test('everybody gets from the page of an API to its data sets, to one of them, to a series', async () => {
  const api = await open('/apis/banque-de-france/webstat-fr/1.0');
  assert.ok(linksOf(api).includes(data));
  const datasets = await open(data);
  assert.equal(datasets.status, 200);
  assert.match(datasets.text, /Exchange RatesEXRDaily, Monthly610 April 2020European Central Bank/);
  assert.ok(linksOf(datasets).includes(`${data}/EXR`));
  const dataset = await open(`${data}/EXR`);
  assert.match(dataset.text, /6 series fit\./);
  assert.ok(linksOf(dataset).includes(`${data}/EXR/M.USD.EUR.SP00.E`));
  const french = await open(`${data}/EXR`, 'fr');
  assert.match(french.text, /dollar des États-Unis \(USD\).*6 séries correspondent\./);
});

test('a search finds series in spite of accents and typing errors, and says what it took the words for', async () => {
  const found = await open(`${data}?search=courone+DANOISE`);
  assert.match(found.text, /5 series fit\. Looked for “couronne danoise”\./);
  const nothing = await open(`${data}?search=xylophone`, 'fr');
  assert.match(nothing.text, /Aucune série ne correspond/);
  const many = await open(`${data}/WXR?search=monthly`);
  const next = many.document.querySelector('a[rel=next]')?.getAttribute('href') ?? '';
  assert.equal(next, `${data}/WXR?search=monthly&page=2`);
  assert.match((await open(next)).text, /Page 2 of/);
});

test('series are narrowed by codes, which stay chosen', async () => {
  const page = await open(`${data}/EXR?d.FREQ=M&d.CURRENCY=USD`);
  assert.match(page.text, /2 series fit\./);
  assert.equal(page.document.querySelector('#code-CURRENCY option[selected]')?.getAttribute('value'), 'USD');
  // A dimension with a single code is no choice.
  assert.equal(page.document.querySelector('#code-EXR_TYPE'), null);
});

test('a series is a chart with its values beneath, in the period asked for', async () => {
  const page = await open(`${data}/EXR/D.USD.EUR.SP00.A`);
  assert.equal(page.document.querySelectorAll('svg path').length, 1);
  assert.match(page.text, /5 values, the lowest 1\.1052, the highest 1\.1234, the last 1\.1066\./);
  assert.match(page.text, /3 February 20201\.106631 January 20201\.1052/);
  const french = await open(`${data}/EXR/M.USD.EUR.SP00.E?from=2020`, 'fr');
  assert.match(french.text, /janvier 20201,1052/);
  assert.doesNotMatch(french.text, /1,1234/);
  const empty = await open(`${data}/EXR/M.USD.EUR.SP00.E?from=2024`);
  assert.match(empty.text, /No values in this period/);
  const wrong = await open(`${data}/EXR/M.USD.EUR.SP00.E?from=soon`);
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /One of these periods cannot be read/);
  assert.equal(wrong.document.querySelector('#period-from')?.getAttribute('value'), 'soon');
});

test('the call has the client id of the visitor’s application, or a place for one, and can be tried', async () => {
  const address = `${data}/EXR/M.USD.EUR.SP00.E?from=2020`;
  const nobody = await open(address);
  assert.match(nobody.text, /webstat-fr\/v1\/data\/EXR\/M\.USD\.EUR\.SP00\.E\?startPeriod=2020.*YOUR-CLIENT-ID/);
  assert.match(nobody.headers.get('cache-control') ?? '', /public/);
  const developer = newVisitor(portal);
  await developer.logInAs(registry, world.accounts.developer);
  const page = await developer.open(address);
  assert.doesNotMatch(page.text, /YOUR-CLIENT-ID/);
  assert.match(page.headers.get('cache-control') ?? '', /private/);
  const link = linksOf(page).find((one) => one.includes('/reference/try?')) ?? '';
  const form = await developer.open(link);
  const values = form.document.querySelectorAll('form input[value]').map((field) => field.getAttribute('value'));
  for (const value of ['EXR', 'M.USD.EUR.SP00.E', '2020']) assert.ok(values.includes(value), value);
});

test('a series is taken away as a file that no browser runs', async () => {
  const visitor = newVisitor(portal, 'fr');
  const csv = await visitor.send(`${data}/EXR/M.USD.EUR.SP00.E/csv?from=2020`);
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(csv.headers.get('content-disposition') ?? '', /^attachment;.*EXR\.M\.USD\.EUR\.SP00\.E\.csv$/);
  assert.match(await csv.text(), /code;EXR\.M\.USD\.EUR\.SP00\.E\n01\/01\/2020;1,1052\n/);
  assert.equal((await visitor.send(`${data}/EXR/M.USD.EUR.SP00.E/json`)).status, 200);
  const sdmx = await visitor.send(`${data}/EXR/M.USD.EUR.SP00.E/sdmx`);
  assert.match(await sdmx.text(), /<generic:ObsValue value="1.1234"\/>/);
  assert.equal((await visitor.send(`${data}/EXR/M.USD.EUR.SP00.E/html`)).status, 404);
});

test('an API whose provider has not opened its data shows none, and its service is not asked', async () => {
  asked.length = 0;
  for (const address of ['', '/EXR', '/EXR/M.USD.EUR.SP00.E', '/EXR/M.USD.EUR.SP00.E/csv']) {
    assert.equal((await open(`/apis/piste/sne-cotation/1.0/data${address}`)).status, 404);
  }
  assert.deepEqual(asked, []);
  const api = await open('/apis/piste/sne-cotation/1.0');
  assert.ok(!linksOf(api).some((link) => link.endsWith('/data')));
});

test('whatever stands in an address, the service is asked for open data alone, and the page is no fault', async () => {
  asked.length = 0;
  const odd = ['%2e%2e', '..%2f..%2fdata', "'%3Cscript%3E", '%00', '*.*.*.*.*', 'M.USD+DKK.EUR.SP00.E', '%252e%252e', '%3F%23'];
  const words = ['%3Cscript%3E', '%00', "')%3B--", 'a'.repeat(5_000)];
  const addresses = [
    ...odd.flatMap((one) => [`/${one}`, `/EXR/${one}`, `/${one}/${one}`, `/EXR/${one}/csv`, `/${one}/${one}/${one}`]),
    ...words.flatMap((one) => [`?search=${one}`, `/EXR?search=${one}&d.CURRENCY=${one}`, `?search=usd&page=${one}`]),
    ...words.map((one) => `/EXR/M.USD.EUR.SP00.E?from=${one}&to=${one}`),
  ];
  for (const address of addresses) {
    const response = await newVisitor(portal).send(data + address);
    assert.ok([200, 400, 404].includes(response.status), `${address}: ${response.status}`);
    assert.doesNotMatch(await response.text(), /<script>/);
  }
  for (const [{ upstream }, path] of asked) {
    assert.equal(upstream, 'local:webstat-fr');
    assert.doesNotMatch(path.split('?', 1)[0] ?? '', /(?:^|\/)\.{1,2}(?:\/|$)/);
  }
});

test('a service that does not answer, or answers what is no data, is said to be unavailable', async () => {
  const silent = newVisitor(await openTestPortal(registry));
  assert.equal((await silent.open(data)).status, 503);
  const odd = newVisitor(
    await openTestPortal(registry, {
      askForData: async () => ({ status: 200, type: 'text/html', body: Buffer.from('<html>') }),
    }),
  );
  const page = await odd.open(data);
  assert.equal(page.status, 503);
  assert.match(page.text, /open_data\.unavailable/);
});
