/** HTTP/2 through a whole gateway: the same decisions, refusals and upstreams as HTTP/1.1, and an end to every stream. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Gateway } from '#gateway/gateway.ts';
import {
  bodyOf,
  openControl,
  openFake,
  openFolder,
  openTestGateway,
  type FakeControl,
  type FakeServer,
} from '#test/gateway-surroundings.ts';
import { makePair } from '#test/tls/certificate-pair.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';

let control: FakeControl;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;
/** What the upstream does with a call; each test says. */
let serve: RequestListener;

const credentials = { ':authority': webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
const path = `${webstatRoute.basePath}/x`;

before(async () => {
  control = await openControl();
  upstream = await openFake((request, response) => serve(request, response));
  folder = await openFolder();
  const route = { ...webstatRoute, credential: 'client-id', upstream: upstream.url } as const;
  control.publish(sampleSnapshot({ routes: [route], passages: [] }));
  gateway = await openSecureGateway();
});

after(async () => {
  await gateway.close();
  await Promise.all([control.close(), upstream.close(), folder.close()]);
});

async function openSecureGateway(): Promise<Gateway> {
  const pair = { certFile: join(folder.path, 'cert.pem'), keyFile: join(folder.path, 'key.pem') };
  makePair(pair, 'x');
  const opened = await openTestGateway(control.url, folder.path, {
    listeners: [{ environment: null, host: '127.0.0.1', port: 0, tls: { pair } }],
    clientTimes: { headMs: 500, idleMs: 500, stallMs: 300, bodyMs: 2_000 },
    deadlineStepMs: 20,
  });
  await opened.ready;
  return opened;
}

function openSession(to: Gateway = gateway): ClientHttp2Session {
  const session = connect(`https://127.0.0.1:${to.addresses[0]?.port}`, {
    rejectUnauthorized: false,
    // What a client of Node's queues counts against its own limit.
    maxSessionMemory: 100,
  });
  session.on('error', () => undefined);
  return session;
}

type Answer = { readonly status: unknown; readonly fields: Record<string, unknown>; readonly body: string };

/** Reads an answer to its end; fails with the code of the reset when it is broken off. */
async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  let fields: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  stream.on('response', (received) => (fields = received));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  let failure: Error | null = null;
  stream.on('error', (error) => (failure = error));
  await new Promise((resolve) => stream.once('close', resolve));
  if (failure !== null) throw failure;
  return { status: fields[':status'], fields, body: Buffer.concat(chunks).toString('latin1') };
}

async function call(fields: OutgoingHttpHeaders, body: string | null = null): Promise<Answer> {
  const session = openSession();
  const stream = session.request({ ':path': path, ...credentials, ...fields }, { endStream: body === null });
  if (body !== null) stream.end(body);
  try {
    return await answerOf(stream);
  } finally {
    session.close();
  }
}

const echo: RequestListener = async (request, response) => {
  const body = await bodyOf(request);
  response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  response.end(JSON.stringify({ method: request.method, target: request.url, raw: request.rawHeaders, body }));
};

test('a call is decided and forwarded as one of HTTP/1.1 would be', async () => {
  serve = echo;
  const answer = await call({ ':path': `${path}?a=%2f`, cookie: ['x=1', 'y=2'], 'x-guichet-identity': 'forged' });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.fields['set-cookie'], ['a=1', 'b=2']);
  assert.match(String(answer.fields['x-request-id']), /./);
  const seen: { target: string; raw: string[] } = JSON.parse(answer.body);
  assert.equal(seen.target, '/x?a=%2f');
  const value = (name: string): string[] =>
    seen.raw.filter((_, index) => index % 2 === 1 && seen.raw[index - 1] === name);
  assert.deepEqual(value('cookie'), ['x=1; y=2']);
  assert.deepEqual(value('x-forwarded-proto'), ['https']);
  assert.deepEqual(value('x-forwarded-for'), ['127.0.0.1']);
  assert.deepEqual(value('x-forwarded-host'), [webstatRoute.host]);
  assert.deepEqual(value('x-ibm-client-id'), []);
  assert.ok(!value('x-guichet-identity').includes('forged'));
});

test('bodies pass in both directions, of known length and of unknown, with what a client says after them dropped', async () => {
  serve = echo;
  const known = await call({ ':method': 'POST', 'content-length': 5 }, 'hello');
  const unknown = await call({ ':method': 'POST' }, 'hello');
  for (const answer of [known, unknown]) assert.equal(JSON.parse(answer.body).body, 'hello');
  assert.match(known.body, /"content-length","5"/);
  assert.match(unknown.body, /"transfer-encoding","chunked"/);
  const session = openSession();
  const stream = session.request({ ':path': path, ':method': 'POST', ...credentials }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ authorization: 'Bearer smuggled' }));
  stream.end('bytes');
  assert.doesNotMatch((await answerOf(stream)).body, /smuggled/);
  session.close();
});

test('bytes that are no text come back as they went, megabytes of them, on streams that share a connection', async () => {
  serve = (request, response) => void request.pipe(response);
  const bytes = Buffer.from(Uint8Array.from({ length: 1_500_000 }, (_, index) => (index * 7) % 256));
  const session = openSession();
  const bodies = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const stream = session.request({ ':path': path, ':method': 'POST', ...credentials, te: 'trailers' });
      stream.end(bytes);
      return (await answerOf(stream)).body;
    }),
  );
  for (const body of bodies) assert.ok(body === bytes.toString('latin1'), `${body.length} bytes`);
  session.close();
});

test('HEAD, 204 and 304 have no body, and HEAD tells the length', async () => {
  serve = (request, response) => {
    const status = Number(new URL(request.url ?? '', 'http://x').searchParams.get('status'));
    response.writeHead(status, status === 200 ? { 'content-length': 11 } : {}).end();
  };
  const head = await call({ ':method': 'HEAD', ':path': `${path}?status=200` });
  assert.deepEqual([head.status, head.fields['content-length'], head.body], [200, '11', '']);
  for (const status of [204, 304]) {
    const answer = await call({ ':path': `${path}?status=${status}` });
    assert.deepEqual([answer.status, answer.body], [status, '']);
  }
});

test('refusals come in the dialect of the API, and what is no request is refused as in HTTP/1.1', async () => {
  serve = echo;
  const stranger = await call({ 'x-ibm-client-id': 'nobody' });
  assert.equal(stranger.status, 401);
  assert.match(String(stranger.fields['x-guichet-reason']), /client\.unknown/);
  const reason = async (fields: OutgoingHttpHeaders): Promise<unknown> =>
    (await call(fields)).fields['x-guichet-reason'];
  assert.equal(await reason({ ':path': '/nowhere' }), 'route.unknown');
  assert.equal(await reason({ ':path': `${path}/../y` }), 'request.malformed');
  assert.equal(await reason({ ':path': `/${'a'.repeat(9_000)}` }), 'request.target_too_long');
  assert.equal(await reason({ ':method': 'TRACE' }), 'request.method_not_supported');
  assert.equal(await reason({ ':scheme': 'http' }), 'request.malformed');
  assert.equal(await reason({ 'x-name': 'caf\u00e9' }), 'request.malformed');
  assert.equal(await reason({ expect: 'something' }), 'request.expectation_failed');
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, '1']));
  assert.equal(await reason(many), 'request.head_too_large');
  const early = await call({ ':method': 'POST', 'x-ibm-client-id': 'nobody' }, 'x'.repeat(400_000));
  assert.equal(early.status, 401);
});

test('a client that waits for leave to send its body gets it', async () => {
  serve = echo;
  const session = openSession();
  const stream = session.request({ ':path': path, ':method': 'POST', ...credentials, expect: '100-continue' });
  stream.once('continue', () => stream.end('after leave'));
  assert.equal(JSON.parse((await answerOf(stream)).body).body, 'after leave');
  session.close();
});

test('an upstream that breaks off resets the stream, and the others of the connection go on', async () => {
  serve = (request, response) => {
    if (request.url?.endsWith('cut') !== true) return void response.end('whole');
    response.write('half');
    setImmediate(() => response.destroy());
  };
  const session = openSession();
  const cut = answerOf(session.request({ ':path': `${path}?cut`, ...credentials }));
  await assert.rejects(cut, /NGHTTP2_INTERNAL_ERROR/);
  assert.equal((await answerOf(session.request({ ':path': path, ...credentials }))).body, 'whole');
  session.close();
});

for (const [how, failure] of [
  ['with an error', new Error('broken off')],
  ['as if there were none', undefined],
] as const) {
  test(`a request that its client resets ${how} never reaches the upstream as a whole one`, async () => {
    const seen = Promise.withResolvers<string>();
    serve = (request) => {
      // Not `close`, before whose reset a client of Node's ends the stream.
      request.once('data', () => stream.destroy(failure));
      request.once('end', () => seen.resolve('ended'));
      request.once('error', () => seen.resolve('broken'));
    };
    const session = openSession();
    const stream = session.request({ ':path': path, ':method': 'POST', ...credentials });
    stream.on('error', () => undefined);
    stream.write('half of it');
    assert.equal(await seen.promise, 'broken');
    session.close();
  });
}

test('a client that goes away takes its requests off the upstream', async () => {
  const gone = Promise.withResolvers<void>();
  serve = (request, response) => {
    response.write('begun');
    request.socket.once('close', () => gone.resolve());
  };
  const session = openSession();
  const stream = session.request({ ':path': path, ...credentials });
  stream.on('error', () => undefined);
  await once(stream, 'data');
  session.destroy();
  await gone.promise;
});

test('a client that stops sending is told that it is too slow, and one that stops reading is cut off', async () => {
  serve = (request, response) => {
    request.resume();
    if (request.method === 'GET') response.end(Buffer.alloc(3_000_000));
  };
  const session = openSession();
  const stream = session.request({ ':path': path, ':method': 'POST', ...credentials });
  stream.write('half');
  assert.equal((await answerOf(stream)).fields['x-guichet-reason'], 'request.too_slow');
  const unread = session.request({ ':path': path, ...credentials });
  unread.on('error', () => undefined);
  await once(unread, 'response');
  unread.pause();
  await new Promise((resolve) => unread.once('close', resolve));
  assert.notEqual(unread.rstCode, constants.NGHTTP2_NO_ERROR);
  session.close();
});

test('an idle connection is closed, with a word first', async () => {
  const session = openSession();
  const [code] = await once(session, 'goaway');
  assert.equal(code, constants.NGHTTP2_NO_ERROR);
  await once(session, 'close');
});

test('closing lets running streams end, and begins no new ones', async () => {
  const arrived = Promise.withResolvers<() => void>();
  serve = (_request, response) => arrived.resolve(() => response.end('to the end'));
  const closing = await openSecureGateway();
  const session = openSession(closing);
  const running = answerOf(session.request({ ':path': path, ...credentials }));
  const finish = await arrived.promise;
  const word = once(session, 'goaway');
  const closed = closing.close();
  await word;
  finish();
  assert.equal((await running).body, 'to the end');
  await closed;
});

test('a client that takes its requests back by the hundred is sent away', async () => {
  serve = () => undefined;
  const session = openSession();
  await once(session, 'connect');
  const ended = new Promise((resolve) => session.once('close', resolve));
  let sent = 0;
  const flood = (): void => {
    for (let index = 0; index < 50 && !session.closed && !session.destroyed; index += 1) {
      const stream = session.request({ ':path': path, ...credentials });
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
      sent += 1;
    }
    if (!session.closed && !session.destroyed && sent < 20_000) setImmediate(flood);
  };
  flood();
  await ended;
  assert.ok(sent < 20_000, `${sent} requests were taken back`);
});
