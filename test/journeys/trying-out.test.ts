/**
 * Reading an API and trying it out, on a running system: the form without JavaScript, Scalar's page in a real browser (which
 * reaches no address but the portal's), and the code samples, run as they stand.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const { texts } = await import('#portal/reference/texts.ts');

const email = 'ada@example.org';
const page = '/apis/piste/sne-cotation/1.0';

let system: System;
let browser: Browser;
let url: string;
let client: Client;
let folder: string;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  url = `http://127.0.0.1:${system.portBase}`;
  folder = await mkdtemp(join(tmpdir(), 'guichet-samples-'));
  const fields = ['--email', email, '--name', 'Ada', '--code', '984b19', '--active', '--password-stdin'];
  await system.json(['account', 'create', ...fields], `${password}\n`);
  const where = ['--organisation', 'mtes', '--environment', 'sandbox', '--email', email];
  // First by name: what the pages choose unasked.
  client = clientOf(await system.json(['app', 'create', '--name', 'A first one', ...where]));
  await system.json(['subscribe', client.id, 'piste/sne-cotation']);
  await system.json(['approve', client.id, 'piste/sne-cotation', '--reason', 'test']);
  await system.json(['consent', client.id, 'piste/sne-cotation', '--account', email]);
  await system.json(['profile', 'assign', client.id, 'piste', 'sne-cotation', 'EPCI']);
  browser = await openChromium();
});
after(async () => {
  await browser.close();
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

async function withPerson(javaScript: boolean, act: (person: Person) => Promise<void>): Promise<void> {
  const person = await sitDown({ browser, url, email, looks: { language: 'fr', javaScript } });
  try {
    await person.logIn();
    await act(person);
  } finally {
    await person.leave();
  }
}

test('an operation is tried out without JavaScript: a form, an answer of 200', async () => {
  await withPerson(false, async (person) => {
    await person.go(`${page}/reference`);
    await person.page.locator('summary', { hasText: texts.fr.try.title }).first().click();
    await person.press(texts.fr.try.send);
    await person.sees(texts.fr.try.answer);
    assert.match(await person.page.locator('.answer').innerText(), /200[\s\S]*"etat": "OK"/);
  });
});

test('a call that is refused leads to why, and who can change it', async () => {
  const other = ['--organisation', 'mtes', '--environment', 'sandbox', '--email', email];
  await system.json(['app', 'create', '--name', 'Z without rights', ...other]);
  await withPerson(false, async (person) => {
    await person.go(`${page}/reference`);
    await person.page
      .getByLabel(texts.fr.choose.application, { exact: true })
      .selectOption({ label: 'Z without rights (Bac à sable)' });
    await person.press(texts.fr.choose.show);
    await person.page.locator('summary', { hasText: texts.fr.try.title }).first().click();
    await person.press(texts.fr.try.send);
    await person.sees(texts.fr.try.refused);
    await person.follow(texts.fr.try.why);
    assert.match(person.page.url(), /\/why\/piste\/sne-cotation\/1\.0$/);
  });
});

/** The addresses that a page asks for, other than those in its own memory. */
function addressesOf(tab: Page): string[] {
  const asked: string[] = [];
  tab.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url())) asked.push(request.url());
  });
  return asked;
}

test("Scalar's page calls the API through the relay, in French, and reaches no other address", async () => {
  await withPerson(true, async (person) => {
    const tab = person.page;
    const asked = addressesOf(tab);
    const refused: string[] = [];
    tab.on('console', (message) => {
      if (/content security policy/i.test(message.text())) refused.push(message.text());
    });
    await person.go(`${page}/try`);
    await tab
      .getByRole('button', { name: /Tester la requête/ })
      .first()
      .click();
    const sent = tab.waitForResponse((response) => response.url() === `${url}/relay`);
    await tab
      .getByRole('button', { name: /Envoyer/ })
      .first()
      .click();
    const answer = await sent;
    assert.equal(answer.status(), 200);
    assert.deepEqual(JSON.parse(await answer.text()), { version: '1.0', etat: 'OK' });
    await tab.getByText('"OK"').first().waitFor();
    assert.deepEqual(
      asked.filter((address) => new URL(address).origin !== url),
      [],
    );
    assert.deepEqual(refused, []);
    // Neither token nor secret is anywhere in the page.
    const whole = await tab.content();
    assert.ok(!whole.includes(client.secret) && !/Bearer [A-Za-z0-9]{20}/.test(whole));
  });
});

type Runner = { readonly language: string; readonly file: string; readonly run: (path: string) => readonly string[] };

const runners: readonly Runner[] = [
  { language: 'curl', file: 'sample.sh', run: (path) => ['sh', path] },
  { language: 'python', file: 'sample.py', run: (path) => ['/usr/bin/python3', path] },
  { language: 'node', file: 'sample.mjs', run: (path) => [process.execPath, path] },
  { language: 'ruby', file: 'sample.rb', run: (path) => ['ruby', path] },
  {
    language: 'php',
    file: 'sample.php',
    run: (path) => ['php', '-d', `curl.cainfo=${system.certificates.authorityFile}`, path],
  },
];

/** Runs `command`; null when it is not installed. */
function execute(command: readonly string[], variables: Readonly<Record<string, string>>): Promise<string | null> {
  const authority = system.certificates.authorityFile;
  const proxy = system.proxy.url;
  const env = {
    ...process.env,
    // Ruby takes the proxy of plain HTTP for TLS as well.
    ...{ https_proxy: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, NODE_USE_ENV_PROXY: '1' },
    ...{
      CURL_CA_BUNDLE: authority,
      REQUESTS_CA_BUNDLE: authority,
      SSL_CERT_FILE: authority,
      NODE_EXTRA_CA_CERTS: authority,
    },
    ...variables,
  };
  const [program = '', ...args] = command;
  return new Promise((done, fail) => {
    execFile(program, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      if (error.code === 'ENOENT') return done(null);
      fail(new Error(`${command.join(' ')}\n${stdout}\n${stderr}`, { cause: error }));
    });
  });
}

for (const { language, file, run } of runners) {
  test(`the samples for ${language} get a token and call the API as they stand`, async (t) => {
    let samples: string[] = [];
    await withPerson(false, async (person) => {
      await person.go(`${page}/reference?language=${language}`);
      samples = await person.page.locator('.code code').allTextContents();
    });
    const [token = '', ...others] = samples;
    const call = others.find((code) => code.includes('ACCESS_TOKEN')) ?? '';
    assert.ok(token.includes(client.id) && !token.includes(client.secret));
    const runSample = async (code: string, variables: Readonly<Record<string, string>>): Promise<string | null> => {
      const path = join(folder, file);
      await writeFile(path, code);
      return execute(run(path), variables);
    };
    const granted = await runSample(token, { CLIENT_SECRET: client.secret });
    if (granted === null) return t.skip(`${language} is not installed`);
    const accessToken = /"access_token":\s*"([^"]+)"/.exec(granted)?.[1] ?? '';
    assert.notEqual(accessToken, '', granted);
    assert.match((await runSample(call, { ACCESS_TOKEN: accessToken })) ?? '', /"etat":"OK"/);
  });
}
