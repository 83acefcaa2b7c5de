import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';
import type { Portal } from '#portal/server.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { run } from '#registry/operation.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal } from '#test/portal.ts';
import { makePortalWorld } from '#test/portal-world.ts';

let registry: TestRegistry;
let portal: Portal;
let developer: string;

const path = '{get: {responses: {"200": {description: ok}}}}';
const acme = `
organisations: [{slug: acme, name: Acme}]
providers:
  - slug: acme
    organisation: acme
    name: {fr: Société Acmé, en: Acme Company}
    contact: api@acme.example
    terms:
      - slug: cgu
        title: {fr: CGU Acmé, en: Acme terms}
        versions:
          - {version: "1", effective: 2020-01-01, text: {fr: "Ancien <b>texte</b>", en: Old text}}
          - {version: "2", effective: 2021-01-01, text: {fr: Nouveau texte, en: New text}}
          - {version: "3", effective: 2999-01-01, text: {fr: Futur texte, en: Future text}}
    apis:
      - slug: parcels
        version: "9.0"
        name: Parcels
        status: deprecated
        credential: api-key
        dialect: problem
        contract: {openapi: "3.0.3", info: {title: P, version: "9"}, paths: {/old: ${path}, /same: ${path}}}
      - slug: parcels
        version: "10.0"
        name: {fr: Parcelles, en: Parcels}
        description: {fr: "**Cadastre** <script>alert(1)</script> [x](javascript:alert(1))", en: Land register}
        tags: [géo, "a&b=c"]
        credential: api-key
        dialect: problem
        terms: cgu
        deployments: {sandbox: {host: sandbox.acme.example, basePath: /parcels/v10, upstream: "http://127.0.0.1:9"}}
        contract: {openapi: "3.0.3", info: {title: P, version: "10"}, paths: {/same: ${path}, /new: ${path}}}
      - {slug: hidden, version: "1", name: Hidden, status: draft, credential: client-id, dialect: problem}
    products:
      - slug: land
        name: {fr: Foncier, en: Land}
        apis: ["parcels@10.0"]
        plans: [{slug: free, name: Free, rate: 5, quota: {day: 1000}}]
`;

before(async () => {
  registry = await openTestRegistry();
  developer = (await makePortalWorld(registry)).accounts.developer;
  await run(registry, operator, applyDeclaration, { files: [{ name: 'acme.yaml', text: acme }] });
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

const open = (address: string, language: 'fr' | 'en' = 'en') => newVisitor(portal, language).open(address);
const send = (address: string, init?: RequestInit) => newVisitor(portal).send(address, init);

test('the catalogue finds in spite of accents and typing errors, and says what it has read', async () => {
  const page = await open('/catalogue?search=cottation', 'fr');
  assert.match(page.text, /SNE-Cotation/);
  assert.match(page.text, /Résultats affichés pour « cotation »/);
  assert.match((await open('/catalogue?search=societe', 'fr')).text, /Parcelles/);
});

test('filters are links that keep the words, and a tag may hold any letter', async () => {
  const page = await open('/catalogue?search=acme');
  const links = page.document.querySelectorAll('.facets a').map((link) => link.getAttribute('href') ?? '');
  assert.ok(links.includes('/catalogue?search=acme&kind=product'), links.join(' '));
  const tagged = links.find((link) => link.includes('b%3Dc')) ?? '';
  const narrowed = await open(tagged);
  assert.match(narrowed.text, /2 results for “acme”/);
  assert.equal(narrowed.document.querySelectorAll('.facets a[aria-current]').length, 1);
  const kept = narrowed.document.querySelector('input[name=tag]')?.getAttribute('value');
  assert.equal(kept, 'a&b=c');
});

test('what an address asks for oddly is left aside, what was typed is shown as text', async () => {
  assert.equal((await open('/catalogue?page=x&kind=nothing&environment=moon&tag=&limit=9999')).status, 200);
  const hostile = await open(`/catalogue?search=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.equal(hostile.document.querySelectorAll('script:not([src])').length, 0);
  assert.equal(hostile.document.querySelector('#search')?.getAttribute('value'), '"><script>alert(1)</script>');
});

test('a search that finds nothing offers other words and the way back', async () => {
  const page = await open('/catalogue?search=parcel+cotatoin&provider=inqom');
  assert.match(page.text, /Nothing fits/);
  assert.ok(page.document.querySelector('a[href="/catalogue"]'));
});

test('an API shows every field of the guide, in both languages', async () => {
  const page = await open('/apis/piste/sne-cotation/1.0', 'fr');
  for (const shown of [
    'Publiée',
    'sandbox-api.piste.gouv.fr',
    '/mtes/sne-cotation/v1.0',
    'https://sandbox-oauth.piste.gouv.fr/api/oauth/token',
    'https://oauth.piste.gouv.fr/api/oauth/token',
    'approbation.sne-cotation@piste.gouv.fr',
    'administration.sne-cotation@piste.gouv.fr',
    'SANDBOX',
    'REST',
    'Activé',
    'Oui',
    'site-école',
    'Swagger 2.0',
    'EPCI',
    'resource.READ',
    '1er mars 2026',
    'Standard',
    "Conditions générales d'utilisation de l'API SNE-Cotation",
  ]) {
    assert.ok(page.text.includes(shown), shown);
  }
  const links = new Set(page.document.querySelectorAll('main a').map((link) => link.getAttribute('href')));
  for (const expected of ['/try', '/reference'].map((end) => `/apis/piste/sne-cotation/1.0${end}`))
    assert.ok(links.has(expected));
  assert.ok(links.has('/products/piste/sne-cotation/subscribe'));
  assert.match((await open('/apis/piste/sne-cotation/1.0')).text, /Submitted to validation/);
});

test('versions stand side by side, the newest by number; a name without version leads there', async () => {
  const page = await open('/apis/acme/parcels');
  assert.equal(page.address, '/apis/acme/parcels/10.0');
  const versions = page.document.querySelectorAll('nav.tabs a').map((link) => link.textContent.trim());
  assert.deepEqual(versions, ['10.0', '9.0 (Deprecated)']);
  assert.match((await open('/apis/acme/parcels/9.0')).text, /This version is deprecated/);
});

test('what a provider has written is neither markup nor script', async () => {
  const page = await open('/apis/acme/parcels/10.0', 'fr');
  assert.equal(page.document.querySelectorAll('main script').length, 0);
  assert.equal(page.document.querySelectorAll('main a[href^="javascript"]').length, 0);
  assert.ok(page.document.querySelectorAll('main strong').some((one) => one.textContent === 'Cadastre'));
  const listed = await open('/catalogue?search=cadastre', 'fr');
  assert.match(listed.text, /Cadastre <script>alert\(1\)<\/script>/);
  assert.equal(listed.document.querySelectorAll('main script').length, 0);
  assert.match((await open('/terms/acme/cgu/1', 'fr')).text, /Ancien <b>texte<\/b>/);
});

test('drafts, and what is not there, are nowhere', async () => {
  for (const address of [
    '/apis/acme/hidden',
    '/apis/acme/hidden/1',
    '/apis/acme/parcels/1',
    '/apis/x/y/1',
    '/products/acme/none',
    '/providers/none',
    '/terms/acme/none',
    '/terms/acme/cgu/9',
    '/apis/acme/hidden/1/changes',
  ]) {
    assert.equal((await open(address)).status, 404, address);
  }
});

test('a product shows its APIs, its limits in words and the way to subscribe', async () => {
  const page = await open('/products/acme/land', 'fr');
  assert.match(page.text, /Parcelles/);
  assert.match(page.text, /5 appels par seconde/);
  assert.ok(page.document.querySelector('a[href="/products/acme/land/subscribe"]'));
});

test('contracts are taken away in each form, valid, with the addresses of their environment', async () => {
  for (const file of ['openapi-3.1.json', 'openapi-3.1.yaml', 'swagger-2.0.json', 'swagger-2.0.yaml']) {
    const response = await send(`/apis/piste/sne-cotation/1.0/contract/production.${file}`);
    assert.equal(response.status, 200, file);
    assert.match(response.headers.get('content-type') ?? '', /json|yaml/);
    const text = await response.text();
    assert.match(text, /api\.piste\.gouv\.fr/);
    const document: unknown = parse(text);
    const validated = await new Validator().validate(structuredClone({ ...Object(document) }));
    assert.ok(validated.valid, `${file} ${JSON.stringify(validated.errors)}`);
  }
  assert.equal((await send('/apis/piste/sne-cotation/1.0/contract/moon.openapi-3.1.json')).status, 404);
  assert.equal((await send('/apis/acme/parcels/10.0/contract/production.openapi-3.1.json')).status, 404);
});

test('a contract that has not changed is not sent again, and may be kept', async () => {
  const address = '/apis/piste/sne-cotation/1.0/contract/sandbox.openapi-3.1.json';
  const first = await send(address);
  const tag = first.headers.get('etag') ?? '';
  assert.match(first.headers.get('cache-control') ?? '', /public, max-age/);
  const again = await send(address, { headers: { 'if-none-match': `"other", W/${tag}` } });
  assert.deepEqual([again.status, await again.text()], [304, '']);
  assert.equal((await send(address, { headers: { 'if-none-match': '"other"' } })).status, 200);
});

test('what changed is computed, and what may break is marked', async () => {
  const page = await open('/apis/acme/parcels/10.0/changes');
  assert.match(page.text, /1 change may break programs/);
  assert.match(page.text, /May break Operation\s+GET \/old\s+– removed/);
  assert.match(page.text, /1 harmless change/);
  const first = await open('/apis/piste/sne-cotation/1.0/changes', 'fr');
  assert.match(first.text, /C'est la première version/);
  assert.equal((await open('/apis/acme/parcels/10.0/changes?since=7')).status, 404);
});

test('terms show the version in force, and every other one by its address', async () => {
  assert.match((await open('/terms/acme/cgu')).text, /New text/);
  const old = await open('/terms/acme/cgu/1');
  assert.match(old.text, /Old text/);
  assert.match(old.text, /A newer version is in force/);
  assert.match((await open('/terms/acme/cgu/3', 'fr')).text, /en vigueur à partir du/);
});

test('public pages may be kept by who is not logged in, and tell search engines what they are', async () => {
  for (const address of [
    '/',
    '/getting-started',
    '/catalogue',
    '/apis/acme/parcels/10.0',
    '/products/acme/land',
    '/providers/acme',
    '/terms/acme/cgu',
  ]) {
    const page = await open(address);
    assert.equal(page.status, 200, address);
    assert.match(page.headers.get('cache-control') ?? '', /^public/, address);
    assert.match(page.headers.get('vary') ?? '', /cookie/, address);
    const description = page.document.querySelector('meta[name=description]')?.getAttribute('content') ?? '';
    assert.ok(description.length > 10, `${address}: ${description}`);
    assert.equal(page.document.querySelectorAll('h1').length, 1, address);
  }
});

test('pages of who is logged in are kept by nobody', async () => {
  const visitor = newVisitor(portal);
  await visitor.logInAs(registry, developer);
  assert.match((await visitor.open('/catalogue')).headers.get('cache-control') ?? '', /no-store/);
});

test('the first steps hold a call that can be pasted', async () => {
  const page = await open('/getting-started', 'fr');
  const code = page.document.querySelector('pre')?.textContent.replace(/<\/?code>/g, '') ?? '';
  assert.match(code, /^(?:TOKEN=|curl )/);
  assert.match(code, /https:\/\/sandbox/);
});
