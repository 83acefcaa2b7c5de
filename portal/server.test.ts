import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeWorld, openTestRegistry, type TestRegistry, type World } from '#test/people.ts';
import { newVisitor, openTestPortal, portalOrigin } from '#test/portal.ts';
import type { Portal } from '#portal/server.ts';

let registry: TestRegistry;
let world: World;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

test('the home page speaks the language that the browser prefers', async () => {
  const french = await newVisitor(portal, 'fr').open('/');
  assert.equal(french.status, 200);
  assert.equal(french.document.querySelector('html')?.getAttribute('lang'), 'fr');
  const english = await newVisitor(portal, 'en').open('/');
  assert.equal(english.document.querySelector('html')?.getAttribute('lang'), 'en');
});

test('the switch changes the language, leads back to the page, and is remembered', async () => {
  const visitor = newVisitor(portal, 'en');
  const changed = await visitor.open('/language?to=fr&next=%2F%3Fa%3Db');
  assert.equal(changed.address, '/?a=b');
  assert.equal(changed.document.querySelector('html')?.getAttribute('lang'), 'fr');
  const later = await visitor.open('/');
  assert.equal(later.document.querySelector('html')?.getAttribute('lang'), 'fr');
});

test('the language switch leads to no other site', async () => {
  const response = await newVisitor(portal).send('/language?to=fr&next=https://evil.example/');
  assert.equal(response.headers.get('location'), '/');
});

test('what is not there is a page that says so, with a code and a request id', async () => {
  const page = await newVisitor(portal).open('/no/such/page');
  assert.equal(page.status, 404);
  assert.match(page.text, /path\.not_found/);
  assert.match(page.text, new RegExp(page.headers.get('x-request-id') ?? 'none'));
});

test('every answer carries the security headers, pages and assets alike', async () => {
  const visitor = newVisitor(portal);
  const home = await visitor.open('/');
  const style = home.document.querySelector('link[rel=stylesheet]')?.getAttribute('href') ?? '';
  for (const response of [await visitor.send('/'), await visitor.send('/nowhere'), await visitor.send(style)]) {
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(response.headers.get('strict-transport-security') ?? '', /max-age/);
  }
});

test('no page carries a script, a style or a handler of its own', async () => {
  const { document } = await newVisitor(portal).open('/');
  assert.deepEqual(
    document.querySelectorAll('script').filter((script) => !script.hasAttribute('src')),
    [],
  );
  assert.deepEqual(document.querySelectorAll('style, [style], [onclick], [onload]'), []);
});

test('assets may be kept for ever, and are compressed as the browser likes', async () => {
  const visitor = newVisitor(portal);
  const home = await visitor.open('/');
  const script = home.document.querySelector('script')?.getAttribute('src') ?? '';
  const response = await visitor.send(script, { headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(response.headers.get('content-encoding'), 'br');
  assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  assert.match(response.headers.get('content-type') ?? '', /javascript/);
});

test('who is logged in sees the way out; cookies are out of reach of scripts and of plain HTTP', async () => {
  const visitor = newVisitor(portal);
  await visitor.logInAs(registry, world.developer.accountId);
  const home = await visitor.open('/');
  assert.ok(home.document.querySelector('form[action="/logout"]'));
  const anonymous = await newVisitor(portal).send('/language?to=fr');
  const line = anonymous.headers.getSetCookie().find((one) => one.includes('guichet_language')) ?? '';
  assert.match(line, /^__Host-guichet_language=fr; Path=\/; HttpOnly; SameSite=Lax; Secure/);
});

test('the addresses of this portal are the ones that its settings name, whatever Host says', async () => {
  const home = await newVisitor(portal).open('/', { host: 'evil.example' });
  assert.equal(home.document.querySelector('link[rel=canonical]')?.getAttribute('href'), `${portalOrigin}/`);
});
