/**
 * The Webstat guide, line by line: real curl over TLS under the guide's host names, with `X-IBM-Client-Id` or `client_id`; the
 * requests of the Bank's R client among them.
 */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { z } from 'zod';
import { guideHosts } from '#test/guides/hosts.ts';
import { clientOf, execute, startSystem, type CurlAnswer, type System } from '#test/system.ts';
import { sampleRates } from '#test/webstat/world.ts';

const english = 'https://api.webstat.banque-france.fr/webstat-en/v1';
const french = 'https://api.webstat.banque-france.fr/webstat-fr/v1';
const realFile = process.env['ECB_FILE'] ?? '../shared/data/eurofxref-hist.zip';

let system: System;
let clientId: string;

/** Calls with curl; the plan allows five calls a second, and what is above it is called once more. */
async function call(
  address: string,
  headers: readonly string[] = [`X-IBM-Client-Id: ${clientId}`],
  more: readonly string[] = [],
): Promise<CurlAnswer> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const answer = await system.curl(['--globoff', address, ...headers.flatMap((header) => ['-H', header]), ...more]);
    if (answer.status !== 429 || Date.now() > deadlineMs) return answer;
  }
}

/** Calls until the answer has `status`: a change reaches every gateway within two seconds, and curl may come first. */
async function callUntil(address: string, status: number): Promise<CurlAnswer> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const answer = await call(address);
    if (answer.status === status || Date.now() > deadlineMs) return answer;
  }
}

/** Calls until the gateway gives `reason` for its refusal. */
async function callUntilRefused(address: string, reason: string): Promise<CurlAnswer> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const answer = await call(address);
    if (answer.headers['x-guichet-reason'] === reason || Date.now() > deadlineMs) return answer;
  }
}

function moreInformation({ body }: CurlAnswer): string {
  return JSON.parse(body).moreInformation;
}

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  const email = 'camille@example.org';
  await system.json(
    ['account', 'create', '--email', email, '--name', 'Camille', '--active', '--password-stdin'],
    'Une-Phrase-De-Passe-2026!\n',
  );
  const made = await system.json([
    ...['app', 'create', '--organisation', 'banque-de-france', '--name', 'Courbes', '--environment', 'production'],
    ...['--email', email],
  ]);
  clientId = clientOf(made).id;
});

after(() => system.stop());

test('an unknown client and one that has no subscription are refused as IBM does', async () => {
  const unknown = await call(`${english}/catalogue`, ['X-IBM-Client-Id: 00000000-0000-0000-0000-000000000000']);
  assert.equal(unknown.status, 401);
  assert.partialDeepStrictEqual(JSON.parse(unknown.body), { httpCode: '401', httpMessage: 'Unauthorized' });
  const unsubscribed = await callUntilRefused(`${english}/catalogue`, 'subscription.missing');
  assert.equal(unsubscribed.headers['x-guichet-reason'], 'subscription.missing');
  assert.equal(unsubscribed.status, 401);
  assert.partialDeepStrictEqual(JSON.parse(unsubscribed.body), { httpCode: '401', httpMessage: 'Unauthorized' });
  assert.match(moreInformation(unsubscribed), /no subscription to this API/);
});

test('subscribed to a language, the client reads the catalogue of that language, and no other', async () => {
  await system.json(['subscribe', clientId, 'banque-de-france/webstat-en']);
  const answer = await callUntil(`${english}/catalogue`, 200);
  assert.equal(answer.status, 200, answer.body);
  const names: { name: string; description: string }[] = JSON.parse(answer.body);
  assert.deepEqual(
    names.map(({ name }) => name),
    ['WXR'],
  );
  assert.match(answer.headers['x-ratelimit-limit'] ?? '', /^name=/);
  const elsewhere = await call(`${french}/catalogue`);
  assert.deepEqual([elsewhere.status, elsewhere.headers['x-guichet-reason']], [401, 'subscription.missing']);
});

test('a file of the ECB is loaded while the service runs, and a damaged one is refused', async () => {
  const file = join(system.dataFolder, 'eurofxref-hist.csv');
  writeFileSync(file, sampleRates.replace('7.4721', 'seven'));
  const refused = await system.guichet(['webstat', 'load', file]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /line 2/);
  const real = existsSync(realFile);
  if (!real) writeFileSync(file, sampleRates);
  const report = await system.json(['webstat', 'load', real ? realFile : file]);
  assert.partialDeepStrictEqual(report, { dataset: 'EXR', series: { added: real ? 123 : 6 } });
  const again = await system.json(['webstat', 'load', real ? realFile : file]);
  assert.partialDeepStrictEqual(again, { series: { added: 0, changed: 0 } });
});

const seriesSchema = z.object({
  datasetName: z.literal('EXR'),
  seriesObs: z.array(
    z.object({
      ObservationsSerie: z.object({
        seriesKey: z.string(),
        observations: z.array(z.object({ ObservationPeriod: z.looseObject({ value: z.number().nullable() }) })),
      }),
    }),
  ),
});

test("the captured call, its key in the address, and the client's own way of asking", async () => {
  const wildcard = `${english}/data/EXR/EXR.M.*.EUR.SP00.E?client_id=${clientId}&format=json&startPeriod=2019-12-01&endPeriod=2020-01-31`;
  const answer = await call(wildcard, []);
  assert.equal(answer.status, 200, answer.body);
  const { seriesObs } = seriesSchema.parse(JSON.parse(answer.body));
  const danish = seriesObs.find(({ ObservationsSerie }) => ObservationsSerie.seriesKey === 'EXR.M.DKK.EUR.SP00.E');
  assert.deepEqual(danish?.ObservationsSerie.observations[0]?.ObservationPeriod, {
    ...{ periodId: 2210, periodFirstDate: '01-12-2019 00:00:00', periodName: 'Déc 2019', value: 7.4715 },
  });
  const lines = ['catalogue/?format=csv', 'catalogue/EXR?format=csv', 'datastructure/EXR?format=json&detail=light'];
  const data = ['data/EXR/?format=json', 'data/EXR/M.USD.EUR.SP00.E?format=csv&lastNObservations=1'];
  for (const line of [...lines, ...data]) {
    const type = line.includes('format=csv') ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
    // Header fields have no case, and the address may end in an ampersand.
    for (const name of ['x-ibm-client-id', 'X-IBM-Client-Id']) {
      for (const end of ['', '&']) {
        const { status, headers } = await call(`${english}/${line}${end}`, [`${name}: ${clientId}`]);
        assert.equal(status, 200, line);
        assert.equal(headers['content-type'], type);
      }
    }
  }
});

test("the service's refusals come through, and what the contract does not have stops at the gateway", async () => {
  const missing = await call(`${english}/data/NONE`);
  assert.equal(missing.status, 404);
  assert.equal(moreInformation(missing), 'Dataset not found or the dataset is being indexed');
  const both = await call(`${english}/data/EXR/M.USD.EUR.SP00.E?firstNObservations=1&lastNObservations=1`);
  assert.equal(both.status, 403);
  assert.equal((await call(`${english}/nothing/at/all`)).status, 404);
  const post = await call(`${english}/catalogue`, [`X-IBM-Client-Id: ${clientId}`], ['-X', 'POST']);
  assert.equal(post.status, 405);
  const keys = Array.from({ length: 1_200 }, () => 'M.USD.EUR.SP00.E').join('+');
  const long = await call(`${english}/data/EXR/${keys}`);
  assert.ok([400, 414, 431].includes(long.status), String(long.status));
});

test('what is packed and what is known already passes the gateway', async () => {
  const address = `${english}/data/EXR`;
  const plain = await call(address);
  const unpacked = await call(address, [`X-IBM-Client-Id: ${clientId}`], ['--compressed']);
  assert.match(unpacked.headers['content-encoding'] ?? '', /^(?:br|gzip)$/);
  assert.ok(unpacked.body === plain.body);
  const again = await call(address, [`X-IBM-Client-Id: ${clientId}`, `If-None-Match: ${plain.headers['etag']}`]);
  assert.equal(again.status, 304);
});

test('everybody sees in the portal what the API gives, and the call that the page shows gives it', async () => {
  const portal = `http://127.0.0.1:${system.portBase}/apis/banque-de-france/webstat-en/1.0/data`;
  const look = async (path: string) => {
    const response = await fetch(portal + path, { headers: { 'accept-language': 'en' } });
    return { status: response.status, text: await response.text() };
  };
  assert.match((await look('')).text, /World exchange rates against the US dollar/);
  assert.match((await look('?search=danish+krone')).text, /EXR\.M\.DKK\.EUR\.SP00\.E/);
  const page = await look('/EXR/M.DKK.EUR.SP00.E?from=2019-12&to=2020-01');
  assert.equal(page.status, 200);
  assert.match(page.text, /7\.4715/);
  const path = '/data/EXR/M.DKK.EUR.SP00.E?startPeriod=2019-12';
  assert.ok(page.text.includes(path), 'the page shows the call');
  assert.match((await call(english + path)).body, /"value":7\.4715/);
  const file = await look('/EXR/M.DKK.EUR.SP00.E/csv?from=2019-12');
  assert.match(file.text, /EXR\.M\.DKK\.EUR\.SP00\.E/);
  // Who may look does not call: through the gateway the address is none.
  assert.equal((await call(`${english}/open-data/datasets`)).status, 404);
});

test('the first call to either language ends in 200', async () => {
  for (const api of ['webstat-fr', 'webstat-en']) {
    const { code, stdout } = await system.guichet(['first-call', api, '--json']);
    assert.equal(code, 0, stdout);
    assert.equal(JSON.parse(stdout).answer.status, 200);
  }
});

test("rsdmx, which nobody here wrote, reads data, structure and flows with the application's key", async (t) => {
  if ((await execute('Rscript', ['-e', 'library(rsdmx)'])).code !== 0) return t.skip('r-cran-rsdmx is not installed');
  await system.json(['subscribe', clientId, 'banque-de-france/webstat-sdmx']);
  await callUntil('https://api.webstat.banque-france.fr/sdmx/v2.1/dataflow', 200);
  const script = join(import.meta.dirname, 'rsdmx.r');
  const base = `http://127.0.0.1:${system.portBase + 2}/sdmx/v2.1`;
  const { code, stdout, stderr } = await execute('Rscript', [script, base, clientId]);
  assert.equal(code, 0, stderr);
  const said = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
  assert.equal(said['label'], 'US Dollar');
  assert.equal(said['flows'], 'EXR,WXR');
  assert.equal(said['first'], existsSync(realFile) ? '2019-01 1.1488' : '2019-12 1.1234');
});
