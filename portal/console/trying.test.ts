/** Trying an API out through the portal: with a registry of its own, and a gateway and an identity server that tell what came. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { apis } from '#database/tables.ts';
import { newVisitor, openTestPortal, type SeenPage, type Visitor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld } from '#test/portal-world.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { openConsole } from '#portal/console/console.ts';
import type { Portal } from '#portal/server.ts';

type Seen = {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
};
type Given = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

const page = '/apis/piste/sne-cotation/1.0/reference';
const healthcheck = 'https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0/healthcheck';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;
let developer: Visitor;
const servers: Server[] = [];
let calls: Seen[] = [];
let tokenRequests: Seen[] = [];
let answer: Given;

async function listen(seen: () => Seen[], give: () => Given): Promise<string> {
  const server = createServer(async (request, response) => {
    const { url = '', method = '', headers } = request;
    seen().push({ url, method, headers, body: await text(request) });
    const { status, headers: fields, body } = give();
    response.writeHead(status, fields).end(body);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `address()` of a server that listens on TCP is never a text or null.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  // Whatever the guides' declarations say of Webstat: here it is the API without contract.
  await registry.database.query.update(apis).set({ contract: null }).where(eq(apis.slug, 'webstat-fr'));
  const gateway = await listen(
    () => calls,
    () => answer,
  );
  const identity = await listen(
    () => tokenRequests,
    () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"access_token":"token-1","expires_in":3600}',
    }),
  );
  const places = { gateways: { sandbox: gateway, production: 'http://127.0.0.1:9' }, identity, local: false };
  portal = await openTestPortal(registry, { console: openConsole(places, registry.clock) });
});

test.beforeEach(async () => {
  calls = [];
  tokenRequests = [];
  answer = {
    status: 200,
    headers: { 'content-type': 'application/json', 'set-cookie': 'a=b' },
    body: '{"version":"1.0","etat":"OK"}',
  };
  developer = newVisitor(portal);
  await developer.logInAs(registry, world.accounts.developer);
});

after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await registry.database.close();
});

function tryAddress(operation: string): string {
  return `/apis/piste/sne-cotation/1.0/reference/try?operation=${operation}&application=${world.application}`;
}

async function csrf(visitor: Visitor): Promise<string> {
  const { document } = await visitor.open(tryAddress('operation-healthcheck'));
  return document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
}

/** What the try-out page's script sends. */
async function relay(
  visitor: Visitor,
  asked: Readonly<Record<string, string>> = {},
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  const fields: Record<string, string> = {
    'x-csrf-token': await csrf(visitor),
    'x-relay-api': 'piste/sne-cotation@1.0',
    'x-relay-application': world.application,
    'x-relay-method': 'GET',
    'x-relay-address': healthcheck,
    ...asked,
  };
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  return visitor.send('/relay', { ...init, method: 'POST', headers });
}

function clientIdOn({ text }: SeenPage): string {
  return /client_id=([0-9a-f-]{36})/.exec(text)?.[1] ?? '';
}

test('everybody reads the reference; nobody known sees no form, and is told to log in', async () => {
  const seen = await newVisitor(portal, 'fr').open(page);
  assert.equal(seen.status, 200);
  assert.match(seen.text, /Référence de SNE-Cotation 1\.0/);
  assert.match(seen.text, /Vérifie que le service répond/);
  assert.match(seen.text, /YOUR-CLIENT-ID/);
  assert.equal(seen.document.querySelectorAll('main form[method=post]').length, 0);
  assert.notEqual(seen.document.querySelector('#definition-etat'), null);
});

test('samples hold the client id of the application and the language that was chosen before, no secret', async () => {
  const first = await developer.open(`${page}?language=python`);
  assert.match(first.text, /os\.environ\["CLIENT_SECRET"\]/);
  const again = await developer.open(page);
  assert.match(again.text, /requests\.get/);
  const curl = await developer.open(`${page}?language=curl`);
  assert.notEqual(clientIdOn(curl), '');
});

test('an API without contract says so, and whom to ask', async () => {
  const seen = await developer.open('/apis/banque-de-france/webstat-fr/1.0/reference');
  assert.equal(seen.status, 200);
  assert.match(seen.text, /has no contract yet/);
});

test('the form of the reference calls the API as the application, and shows what came, without a script', async () => {
  const reference = await developer.open(page);
  const action = reference.document.querySelector('main form[method=post]')?.getAttribute('action') ?? '';
  const seen = await developer.submit(reference, action);
  assert.equal(seen.status, 200);
  assert.match(seen.text, /Status ?200/);
  assert.match(seen.text, /"etat": "OK"/);
  const [call] = calls;
  assert.equal(call?.url, '/mtes/sne-cotation/v1.0/healthcheck');
  assert.equal(call?.headers['host'], 'sandbox-api.piste.gouv.fr');
  assert.equal(call?.headers['authorization'], 'Bearer token-1');
  assert.equal(call?.headers['cookie'], undefined);
  assert.equal(tokenRequests[0]?.url, '/piste-sandbox/api/oauth/token');
  assert.match(tokenRequests[0]?.body ?? '', /grant_type=client_credentials&client_id=.*&client_secret=/);
  assert.doesNotMatch(seen.document.toString(), /token-1/);
});

test('a token is got once for a session, and again when the gateway knows it no more', async () => {
  await relay(developer);
  await relay(developer);
  assert.equal(tokenRequests.length, 1);
  answer = { status: 401, headers: { 'x-guichet-reason': 'token.revoked' }, body: '' };
  await relay(developer);
  assert.equal(tokenRequests.length, 2);
  assert.equal(calls.length, 4);
});

test('the use of a secret for a test stands in the audit', async () => {
  await relay(developer);
  const rows = await registry.database.query.query.auditEntries.findMany();
  assert.ok(rows.some(({ action }) => action === 'secret.use-for-test'));
});

test('the relay gives what the API answered, as nothing that a browser would run or keep', async () => {
  answer = {
    status: 418,
    headers: { 'content-type': 'text/html', 'set-cookie': 'a=b', location: '/x' },
    body: '<script>1</script>',
  };
  const response = await relay(developer);
  assert.equal(response.status, 418);
  assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('location'), null);
  assert.doesNotMatch(response.headers.getSetCookie().join(), /a=b/);
  assert.equal(await response.text(), '<script>1</script>');
});

test('a refusal of the gateway leads to the page that says why', async () => {
  answer = { status: 403, headers: { 'x-guichet-reason': 'subscription.pending' }, body: '{}' };
  const response = await relay(developer);
  assert.equal(response.headers.get('x-relay-why'), `/applications/${world.application}/why/piste/sne-cotation/1.0`);
  const reference = await developer.open(tryAddress('operation-healthcheck'));
  const seen = await developer.submit(reference, tryAddress('operation-healthcheck'));
  assert.match(seen.text, /The gateway refused this call/);
  assert.equal(
    seen.document.querySelector('.answer a')?.getAttribute('href'),
    `/applications/${world.application}/why/piste/sne-cotation/1.0`,
  );
});

test('the relay reaches nothing but the operations of the API that is named', async () => {
  const refusals = [
    ['x-relay-address', 'http://127.0.0.1:8004/admin/v1/accounts', 'relay.address_outside'],
    ['x-relay-address', healthcheck.replace('healthcheck', '../../admin'), 'relay.address_unclear'],
    ['x-relay-address', `${healthcheck}/other`, 'relay.operation_unknown'],
    ['x-relay-method', 'DELETE', 'relay.operation_unknown'],
    ['x-relay-api', 'piste/sne-cotation', 'relay.request_incomplete'],
    ['x-relay-api', 'piste/nothing@1.0', 'api.not_found'],
    ['x-relay-application', 'x', 'relay.request_incomplete'],
    ['x-relay-application', '00000000-0000-4000-8000-000000000000', 'relay.request_incomplete'],
  ] as const;
  for (const [name, value, code] of refusals) {
    const response = await relay(developer, { [name]: value });
    assert.equal(response.headers.get('x-relay-refusal'), code, `${name}: ${value}`);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
  }
  assert.equal(calls.length, 0);
});

test("another person's application calls nothing", async () => {
  const outsider = newVisitor(portal);
  await outsider.logInAs(registry, world.accounts.otherProvider);
  const { document } = await outsider.open('/');
  const token = document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
  const response = await relay(outsider, { 'x-csrf-token': token });
  assert.equal(response.headers.get('x-relay-refusal'), 'relay.request_incomplete');
  assert.equal(calls.length + tokenRequests.length, 0);
});

test('the relay answers no other site, and nobody who is not logged in', async () => {
  assert.equal((await relay(developer, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await relay(developer, { 'sec-fetch-site': 'same-site' })).status, 403);
  assert.equal((await relay(developer, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await relay(developer, { 'x-csrf-token': 'x' })).status, 403);
  assert.equal((await developer.send('/relay')).status, 404);
  const { cookies: _, ...nobody } = newVisitor(portal);
  assert.notEqual((await nobody.send('/relay', { method: 'POST' })).status, 200);
  assert.equal(calls.length, 0);
});

test('a body passes the relay as it is, forms too; one that is too large does not', async () => {
  const address = 'https://sandbox-api.webstat.banque-france.fr/webstat-fr/v1/x';
  const webstat = {
    'x-relay-api': 'banque-de-france/webstat-fr@1.0',
    'x-relay-address': address,
    'x-relay-method': 'POST',
  };
  await relay(developer, webstat, { body: '{"a":1}', headers: { 'content-type': 'application/json', 'x-own': 'y' } });
  assert.equal(calls[0]?.body, '{"a":1}');
  assert.equal(calls[0]?.headers['content-type'], 'application/json');
  assert.equal(calls[0]?.headers['x-own'], 'y');
  assert.match(String(calls[0]?.headers['x-ibm-client-id']), /^[0-9a-f-]{36}$/);
  await relay(developer, webstat, { body: new URLSearchParams({ a: 'é' }) });
  assert.equal(calls[1]?.body, 'a=%C3%A9');
  const form = new FormData();
  form.set('file', new File(['lines'], 'a.txt'));
  await relay(developer, webstat, { body: form });
  assert.match(calls[2]?.body ?? '', /filename="a.txt"[\s\S]*lines/);
  const large = await relay(developer, webstat, {
    body: 'a'.repeat(3 * 1024 * 1024),
    headers: { 'content-type': 'text/plain' },
  });
  assert.equal(large.headers.get('x-relay-refusal'), 'relay.body_too_large');
  assert.equal(calls.length, 3);
});

test('the try-out page has a policy of its own, and its contract leads nowhere else', async () => {
  const seen = await developer.open('/apis/piste/sne-cotation/1.0/try');
  assert.match(seen.headers.get('content-security-policy') ?? '', /connect-src 'self';/);
  const frame = seen.document.querySelector('#api-console');
  const contract = await developer.send(frame?.getAttribute('data-contract') ?? '');
  const { servers } = JSON.parse(await contract.text());
  assert.deepEqual(servers, [{ url: 'https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0' }]);
  const script = await developer.send(frame?.getAttribute('data-script') ?? '', {
    headers: { 'accept-encoding': 'br' },
  });
  assert.equal(script.headers.get('content-encoding'), 'br');
  assert.match(script.headers.get('cache-control') ?? '', /immutable/);
  assert.equal((await developer.send('/assets/console/0.0.1/console.js')).status, 404);
});

test('where tokens speak for a person, the form asks for an access account, uses it once and keeps nothing', async () => {
  const part = {
    type: 'object',
    properties: { file: { type: 'string', format: 'binary' }, label: { type: 'string' } },
  };
  const paths = {
    '/accounts/import': {
      post: { operationId: 'import', requestBody: { content: { 'multipart/form-data': { schema: part } } } },
    },
  };
  const contract = { openapi: '3.1.0', info: {}, paths };
  await registry.database.query.update(apis).set({ contract }).where(eq(apis.slug, 'banking'));
  const address = `/apis/inqom/banking/1.0/reference/try?operation=operation-import&application=${world.application}`;
  const form = await developer.open(address);
  const without = await developer.submit(form, address);
  assert.equal(without.status, 422);
  assert.match(without.text, /speak for a person/);
  const person = { username: 'cabinet@example.org', password: 'Mot de passe & plus' };
  const file = new File(['0412345'], 'releve.txt');
  const seen = await developer.submit(form, address, { ...person, 'part-0': file, 'part-1': 'mars' });
  assert.equal(seen.status, 200);
  const asked = new URLSearchParams(tokenRequests[0]?.body);
  assert.deepEqual(
    ['grant_type', 'username', 'password', 'scope'].map((name) => asked.get(name)),
    ['password', person.username, person.password, 'openid apidata'],
  );
  assert.equal(tokenRequests[0]?.headers['x-forwarded-for'], '192.0.2.7');
  assert.match(calls[0]?.body ?? '', /name="file"; filename="releve.txt"[\s\S]*0412345[\s\S]*name="label"[\s\S]*mars/);
  assert.ok(!seen.document.toString().includes('Mot de passe'));
  assert.equal((await developer.submit(form, address)).status, 422);
  const console = await developer.open('/apis/inqom/banking/1.0/try');
  assert.equal(console.document.querySelector('#api-console'), null);
});

test('where the API takes keys, the portal makes one that ends soon, once for a session', async () => {
  await registry.database.query.update(apis).set({ credential: 'api-key' }).where(eq(apis.slug, 'webstat-en'));
  await registry.database.query.update(apis).set({ contract: null }).where(eq(apis.slug, 'webstat-en'));
  const asked = {
    'x-relay-api': 'banque-de-france/webstat-en@1.0',
    'x-relay-address': 'https://sandbox-api.webstat.banque-france.fr/webstat-en/v1/x',
    'x-api-key': 'of-the-browser',
  };
  await relay(developer, asked);
  await relay(developer, asked);
  assert.match(String(calls[0]?.headers['x-api-key']), /^gck_/);
  assert.equal(calls[1]?.headers['x-api-key'], calls[0]?.headers['x-api-key']);
  const all = await registry.database.query.query.apiKeys.findMany();
  const keys = all.filter(({ label }) => label === 'test');
  assert.equal(keys.length, 1);
  assert.equal((keys[0]?.expiresAt?.getTime() ?? 0) - registry.clock.nowMs(), 3_600_000);
});
