import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { jwtVerify } from 'jose';
import type { Gateway } from '#gateway/gateway.ts';
import type { Snapshot } from '#gateway/snapshot.ts';
import {
  bodyOf,
  gatewayKey,
  openControl,
  openFake,
  openFolder,
  openTestGateway,
  speak,
  type Answered,
  type FakeControl,
  type FakeServer,
} from '#test/gateway-surroundings.ts';
import { samplePlan } from '#test/limits/sample-plan.ts';
import {
  identityKeys,
  sampleApplication,
  sampleIssuer,
  sampleJwtIssuer,
  sampleRoute,
  sampleSnapshot,
} from '#test/sample-snapshot.ts';

let control: FakeControl;
let issuer: FakeServer;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;
let port = 0;
let revision = 0;
let introspected: string[] = [];
/** What the upstream does with a call; each test says. */
let serve: RequestListener = (_request, response) => void response.end('hello');

const echo: RequestListener = async (request, response) => {
  const body = await bodyOf(request);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ target: request.url, fields: request.headers, raw: request.rawHeaders, body }));
};

async function answerIntrospection(request: IncomingMessage): Promise<object> {
  const token = new URLSearchParams(await bodyOf(request)).get('token') ?? '';
  introspected.push(token);
  if (request.headers.authorization !== `Bearer ${gatewayKey}` || !token.startsWith('good')) return { active: false };
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return { active: true, client_id: sampleApplication.clientId, scope: 'openid', exp, secret_id: 'secret-1' };
}

function world(changes: Partial<Snapshot> = {}): Snapshot {
  revision += 1;
  return sampleSnapshot({
    revision,
    issuers: {
      [sampleIssuer.id]: { ...sampleIssuer, introspection: `${issuer.url}/introspect` },
      [sampleJwtIssuer.id]: sampleJwtIssuer,
    },
    routes: [{ ...sampleRoute, upstream: upstream.url, operations: null }],
    passages: [{ host: 'oauth.piste.example', upstream: upstream.url }],
    ...changes,
  });
}

/** Publishes and waits until the gateway says that it has it: the health answer is what an operator would ask, too. */
async function publish(snapshot: Snapshot): Promise<void> {
  control.publish(snapshot);
  for (;;) {
    const health = await speak(port, 'GET /.guichet/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    if (health.body.includes(`"revision":${snapshot.revision},`)) return;
  }
}

function get(path: string, ...fields: string[]): Promise<Answered> {
  const lines = ['Host: api.piste.example', 'Authorization: Bearer good', 'Connection: close', ...fields];
  return speak(port, `GET ${sampleRoute.basePath}${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
}

before(async () => {
  control = await openControl();
  upstream = await openFake((request, response) => serve(request, response));
  issuer = await openFake((request, response) => {
    void answerIntrospection(request).then((answer) => response.end(JSON.stringify(answer)));
  });
  folder = await openFolder();
  gateway = await openTestGateway(control.url, folder.path, {
    upstreamTimes: { connectMs: 1_000, firstByteMs: 200, stallMs: 1_000 },
    deadlineStepMs: 20,
  });
  port = gateway.addresses[0]?.port ?? 0;
  const early = await get('/healthcheck');
  assert.equal(early.status, 503);
  assert.match(early.head, /x-guichet-reason: gateway\.not_ready/);
  await publish(world());
  await gateway.ready;
});

after(async () => {
  await gateway.close();
  await Promise.all([control.close(), upstream.close(), issuer.close(), folder.close()]);
});

test('a call reaches the upstream below the base path, with the identity signed and the credential gone', async () => {
  serve = echo;
  const answer = await get(
    '/a%20b?x=%2f',
    'X-Guichet-Identity: forged',
    'X_Guichet_Identity: forged',
    'X-Forwarded-For: 192.0.2.1',
    'Accept-Encoding: utf-8',
    'X-Request-Id: mine',
    'Connection: X-Guichet-Identity',
  );
  assert.equal(answer.status, 200);
  const seen: { target: string; fields: Record<string, string>; raw: string[] } = JSON.parse(answer.body);
  assert.equal(seen.target, '/a%20b?x=%2f');
  assert.equal(seen.fields['authorization'], undefined);
  assert.equal(seen.fields['x-forwarded-for'], '127.0.0.1');
  assert.equal(seen.fields['x-forwarded-host'], 'api.piste.example');
  assert.equal(seen.fields['accept-encoding'], 'utf-8');
  assert.notEqual(seen.fields['x-request-id'], 'mine');
  assert.match(answer.head, new RegExp(`x-request-id: ${seen.fields['x-request-id']}`));
  assert.equal(seen.raw.filter((name) => /guichet.identity/i.test(name)).length, 1);
  const identity = await jwtVerify(seen.fields['x-guichet-identity'] ?? '', identityKeys.publicKey, {
    audience: 'sne-cotation',
    issuer: 'guichet',
    typ: 'guichet-identity+jwt',
  });
  assert.deepEqual(identity.payload['profiles'], ['INSTRUCTEUR']);
  assert.equal((identity.payload.exp ?? 0) - (identity.payload.iat ?? 0), 60);
});

test('the issuer is asked about a token once', async () => {
  introspected = [];
  await speakWith('good-once');
  await speakWith('good-once');
  assert.deepEqual(introspected, ['good-once']);
});

function speakWith(token: string): Promise<Answered> {
  const call = `GET ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nConnection: close\r\n`;
  return speak(port, `${call}Authorization: Bearer ${token}\r\n\r\n`);
}

test('a token that was good is refused as soon as its application is disabled', async () => {
  serve = echo;
  assert.equal((await get('/x')).status, 200);
  await publish(world({ applications: { 'app-1': { ...sampleApplication, enabled: false } } }));
  const answer = await get('/x');
  assert.equal(answer.status, 401);
  assert.match(answer.head, /error_description="The client app was not found or is disabled\."/);
  assert.match(answer.head, /x-guichet-reason: application\.disabled/);
  await publish(world());
});

test('with the issuer away a known token goes on, and a new one is told to come back', async () => {
  assert.equal((await get('/x')).status, 200);
  const away = { ...sampleIssuer, introspection: 'http://127.0.0.1:1/' };
  await publish(world({ issuers: { [away.id]: away } }));
  assert.equal((await get('/x')).status, 200);
  const answer = await speakWith('good-new');
  assert.equal(answer.status, 503);
  assert.match(answer.head, /retry-after: 2/);
  await publish(world());
});

test('a page of a declared origin may read answers and refusals, and the upstream has no word in it', async () => {
  serve = (_request, response) => void response.setHeader('Access-Control-Allow-Origin', '*').end('x');
  const answer = await get('/x', 'Origin: https://app.example');
  assert.match(answer.head, /access-control-allow-origin: https:\/\/app\.example/);
  assert.doesNotMatch(answer.head, /allow-origin: \*/i);
  const refused = await get('/x', 'Origin: https://app.example', 'Authorization: Bearer second');
  assert.equal(refused.status, 400);
  assert.match(refused.head, /access-control-allow-origin: https:\/\/app\.example/);
  assert.doesNotMatch((await get('/x', 'Origin: https://evil.example')).head, /allow-origin/i);
});

test('a body streams through as it came, chunked or of known length', async () => {
  serve = echo;
  const begin = `POST ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nAuthorization: Bearer good\r\nConnection: close\r\n`;
  const chunked = await speak(
    port,
    `${begin}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n`,
  );
  const seen: { body: string; fields: Record<string, string> } = JSON.parse(chunked.body.replace(/^[^{]*|[^}]*$/g, ''));
  assert.equal(seen.body, 'abcde');
  assert.equal(seen.fields['x-trailer'], undefined);
  const sized = await speak(port, `${begin}Content-Length: 5\r\n\r\nabcde`);
  assert.match(sized.body, /"body":"abcde"/);
});

test('a client that waits for it is told to go on, and only it', async () => {
  serve = echo;
  const url = `http://127.0.0.1:${port}${sampleRoute.basePath}/x`;
  const headers = {
    host: 'api.piste.example',
    authorization: 'Bearer good',
    expect: '100-continue',
    connection: 'close',
  };
  const call = httpRequest(url, { method: 'POST', headers: { ...headers, 'content-length': '5' } });
  call.flushHeaders();
  await once(call, 'continue');
  call.end('abcde');
  const [answer] = await once(call, 'response');
  assert.match(await bodyOf(answer), /"body":"abcde"/);
});

test('a refused call with Expect is not told to send its body', async () => {
  const answer = await speak(
    port,
    `POST ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n`,
  );
  assert.equal(answer.status, 400);
});

test('an upstream that dies inside its answer breaks the connection of the client', async () => {
  serve = (_request, response) => {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('half', () => response.destroy());
  };
  const answer = await get('/x');
  assert.equal(answer.status, 200);
  assert.equal(answer.failure, 'read ECONNRESET');
});

test('a client that goes away takes its upstream request with it', async () => {
  const gone = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  serve = (_request, response) => {
    response.once('close', gone.resolve);
    response.write('begun');
    begun.resolve();
  };
  const aborted = new AbortController();
  const url = `http://127.0.0.1:${port}${sampleRoute.basePath}/x`;
  const answer = fetch(url, { headers: { authorization: 'Bearer good' }, signal: aborted.signal });
  await begun.promise;
  await answer;
  aborted.abort();
  await gone.promise;
});

test('upstreams that break, are slow, or are away are told apart', async () => {
  serve = (request) => void request.socket.destroy();
  assert.match((await get('/x')).head, /^HTTP\/1\.1 500 .*x-guichet-reason: upstream\.broken/s);
  serve = () => undefined;
  assert.match((await get('/x')).head, /^HTTP\/1\.1 504 .*x-guichet-reason: upstream\.slow/s);
  await publish(world({ routes: [{ ...sampleRoute, operations: null, dialect: 'problem' }] }));
  assert.match((await get('/x')).head, /^HTTP\/1\.1 503 .*x-guichet-reason: upstream\.unreachable/s);
  await publish(world());
});

test('of several addresses of a service one that is away is passed over, body or not', async () => {
  serve = echo;
  const several = `http://127.0.0.1:1/v1 ${upstream.url}/v1`;
  await publish(world({ routes: [{ ...sampleRoute, operations: null, upstream: several }] }));
  const post = `POST ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nAuthorization: Bearer good\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde`;
  for (let round = 0; round < 4; round += 1) {
    const answer = await (round % 2 === 0 ? get('/x') : speak(port, post));
    const seen: { target: string; body: string; fields: Record<string, string> } = JSON.parse(answer.body);
    assert.deepEqual([seen.target, seen.body], ['/v1/x', round % 2 === 0 ? '' : 'abcde']);
    // Its name is that of the first address, whichever answers.
    assert.equal(seen.fields['host'], '127.0.0.1:1');
  }
  await publish(world());
});

test('every answer to a call under a plan tells its limits, and the call above them when to come again', async () => {
  const plan = samplePlan({ slug: 'gold', ratePerSecond: 0.01, burst: 2, quotaPerDay: 100 });
  await publish(world({ plans: { plan } }));
  serve = (_request, response) => void response.setHeader('RateLimit', 'its own').end('x');
  const first = await get('/x');
  assert.match(first.head, /\r\nratelimit: "rate";r=1;t=\d+, "day";r=99;t=\d+\r\n/);
  assert.equal(first.head.match(/\r\nratelimit:/gi)?.length, 1);
  serve = (request) => void request.socket.destroy();
  const broken = await get('/x');
  assert.match(broken.head, /^HTTP\/1\.1 500 .*\r\nratelimit: "rate";r=0;/s);
  const refused = await get('/x');
  assert.match(refused.head, /^HTTP\/1\.1 429 .*x-guichet-reason: limit\.rate\r\nretry-after: \d+\r\n.*ratelimit: /s);
  await publish(world());
});

test('every answer of a deprecated API tells its end and its successor, in place of what the upstream says', async () => {
  const deprecation = {
    deprecatedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    sunsetAtMs: Date.parse('2026-09-01T12:00:00Z'),
    successor: 'https://api.piste.example/v2',
    page: 'https://portal.example/apis/mtes/sne-cotation/1.0',
  };
  await publish(world({ routes: [{ ...sampleRoute, operations: null, upstream: upstream.url, deprecation }] }));
  serve = (_request, response) => void response.setHeader('Sunset', 'its own').setHeader('Link', '<x>').end('x');
  const lines =
    /\r\ndeprecation: @1767225600\r\nsunset: Tue, 01 Sep 2026 12:00:00 GMT\r\nlink: <https:\/\/api\.piste\.example\/v2>; rel="successor-version"\r\nlink: <https:\/\/portal\.example\/apis\/mtes\/sne-cotation\/1\.0>; rel="deprecation"; type="text\/html"\r\n/;
  const answer = await get('/x');
  assert.match(answer.head, lines);
  assert.equal(answer.head.match(/\r\nsunset:/gi)?.length, 1);
  assert.match(answer.head, /\r\nLink: <x>\r\n/);
  serve = (request) => void request.socket.destroy();
  assert.match((await get('/x')).head, lines);
  await publish(world());
});

test('HEAD is refused and answered without a body', async () => {
  const call = `HEAD ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nConnection: close\r\n`;
  const refused = await speak(port, `${call}\r\n`);
  assert.deepEqual([refused.status, refused.body], [400, '']);
  serve = (_request, response) => void response.setHeader('Content-Length', '5').end();
  const answer = await speak(port, `${call}Authorization: Bearer good\r\n\r\n`);
  assert.deepEqual([answer.status, answer.body], [200, '']);
  assert.match(answer.head, /content-length: 5/i);
});

test('one connection carries several requests, and a refusal does not end it', async () => {
  serve = (_request, response) => void response.end('hello');
  const call = `GET ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\n`;
  const answer = await speak(
    port,
    `${call}\r\n${call}Authorization: Bearer good\r\n\r\n${call}Authorization: Bearer good\r\nConnection: close\r\n\r\n`,
  );
  assert.equal(answer.status, 400);
  assert.equal(answer.body.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
});

test('a gateway that closes lets a running answer end, and takes no new connection', async () => {
  const closing = await openTestGateway(control.url, folder.path);
  await closing.ready;
  const begun = Promise.withResolvers<() => void>();
  serve = (_request, response) => {
    response.write('first ');
    begun.resolve(() => void response.end('last'));
  };
  const url = `http://127.0.0.1:${closing.addresses[0]?.port}${sampleRoute.basePath}/x`;
  const answer = fetch(url, { headers: { authorization: 'Bearer good' } });
  const finish = await begun.promise;
  const closed = closing.close();
  await assert.rejects(fetch(url));
  finish();
  assert.equal(await (await answer).text(), 'first last');
  await closed;
});

test('a host that is handed through keeps its name and its credentials', async () => {
  serve = echo;
  const answer = await speak(
    port,
    'GET /api/oauth/token?x=1 HTTP/1.1\r\nHost: oauth.piste.example\r\nAuthorization: Basic YTpi\r\nConnection: close\r\n\r\n',
  );
  const seen: { target: string; fields: Record<string, string> } = JSON.parse(answer.body);
  assert.equal(seen.target, '/api/oauth/token?x=1');
  assert.equal(seen.fields['host'], 'oauth.piste.example');
  assert.equal(seen.fields['authorization'], 'Basic YTpi');
  assert.equal(seen.fields['x-forwarded-proto'], 'http');
  assert.equal(seen.fields['x-guichet-identity'], undefined);
});

const start = `GET ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nAuthorization: Bearer good\r\n`;
const hostile: readonly (readonly [string, string, number])[] = [
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', `${start}Host: other\r\n\r\n`, 400],
  ['length and coding', `${start}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['two lengths', `${start}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`, 400],
  ['an unknown coding', `${start}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501],
  ['chunked not last', `${start}Transfer-Encoding: chunked, gzip\r\n\r\n`, 400],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 400],
  ['a folded field', `${start}X: a\r\n b\r\n\r\n`, 400],
  ['space before the colon', `${start}X : a\r\n\r\n`, 400],
  ['a NUL', `${start}X: a\0b\r\n\r\n`, 400],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', 501],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 501],
  ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['another expectation', `${start}Expect: tea\r\n\r\n`, 417],
  ['coding in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a climbing path', `GET ${sampleRoute.basePath}/../../x HTTP/1.1\r\nHost: api.piste.example\r\n\r\n`, 400],
  ['a head over the limit', `${start}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['more fields than the limit', `${start}${'X: a\r\n'.repeat(120)}\r\n`, 431],
];
for (const [name, bytes, status] of hostile) {
  test(`${name} is answered ${status} and the connection closed, and no upstream sees it`, async () => {
    let reached = false;
    serve = (_request, response) => {
      reached = true;
      response.end();
    };
    const answer = await speak(port, bytes);
    assert.equal(answer.status, status);
    assert.match(answer.head, /x-request-id: .*x-guichet-reason: request\./s);
    assert.equal(reached, false);
  });
}

test('a chunk that is broken after the head never reaches the upstream as a whole request', async () => {
  const failed = Promise.withResolvers<void>();
  serve = (request) => void bodyOf(request).catch(() => failed.resolve());
  await speak(port, `${start.replace('GET', 'POST')}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nZZ\r\n`);
  await failed.promise;
});

test('a gateway that starts while the control process is away serves from its last good snapshot', async () => {
  serve = echo;
  await publish(world());
  const file = join(folder.path, 'gateway', 'snapshot.sealed');
  while ((await stat(file).catch(() => null)) === null) await new Promise(setImmediate);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.ok(!(await readFile(file)).includes('PRIVATE KEY'));
  const second = await openTestGateway('http://127.0.0.1:1', folder.path);
  await second.ready;
  const url = `http://127.0.0.1:${second.addresses[0]?.port}${sampleRoute.basePath}/x`;
  assert.equal((await fetch(url, { headers: { authorization: 'Bearer good' } })).status, 200);
  await second.close();
});

test('a damaged last good snapshot is not used, and the gateway waits for the control process', async () => {
  const damaged = await openFolder();
  const first = await openTestGateway(control.url, damaged.path);
  await first.ready;
  await first.close();
  const file = join(damaged.path, 'gateway', 'snapshot.sealed');
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  await writeFile(file, bytes);
  const second = await openTestGateway('http://127.0.0.1:1', damaged.path);
  const answer = await fetch(`http://127.0.0.1:${second.addresses[0]?.port}/.guichet/health`);
  assert.equal(answer.status, 503);
  await second.close();
  await damaged.close();
});
