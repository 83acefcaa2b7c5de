import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createPlainServer, type Server as PlainServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';
import { limits } from '#base/limits.ts';
import { openPost, type Outcome } from '#notifications/webhooks/post.ts';
import { ClosedAddress, guardedLookup, parseTarget } from '#notifications/webhooks/target.ts';
import { freePort } from '#test/ports.ts';
import { makeCertificates } from '#test/tls/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-webhooks-'));
const files = makeCertificates(folder, ['receiver.example']);
const authority = readFileSync(files.authorityFile, 'utf8');
const opened: (Server | PlainServer)[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const server of opened) if ('closeAllConnections' in server) server.closeAllConnections();
  for (const socket of sockets) socket.destroy();
  for (const server of opened) server.close();
  rmSync(folder, { recursive: true });
});
const never = new AbortController().signal;

async function listen(server: Server | PlainServer): Promise<number> {
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

/** A receiver that answers so; its address. */
async function receiver(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(answer))}/hook`;
}

/** What speaks no HTTP, or its own; its port. */
async function plainReceiver(onSocket: (socket: Socket) => void): Promise<number> {
  return listen(
    createPlainServer((socket) => {
      sockets.push(socket);
      onSocket(socket);
    }),
  );
}

async function tlsReceiver(answer: RequestListener): Promise<number> {
  const certificate = { cert: readFileSync(files.certificateFile), key: readFileSync(files.keyFile) };
  return listen(createTlsServer(certificate, answer));
}

const toLoopback = async () => ['127.0.0.1'];
const anywhere = openPost({ privateTargets: true });
const post = (url: string, by = anywhere): Promise<Outcome> =>
  by({ url, headers: { 'x-a': 'b' }, body: '{"é":1}' }, never);

test('a receiver gets the body and the headers, and what it answers is told', async () => {
  let got = '';
  const url = await receiver((request, response) => {
    request.on('data', (chunk) => (got += chunk));
    request.on('end', () => response.writeHead(204, { 'x-b': 'c' }).end());
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['x-a'], 'b');
    assert.equal(request.headers['content-length'], '8');
  });
  const { status, failure, answer } = await post(url);
  assert.deepEqual({ status, failure, answer, got }, { status: 204, failure: null, answer: '', got: '{"é":1}' });
});

test('over TLS the certificate must be valid for the name, and of a known authority', async () => {
  const port = await tlsReceiver((_request, response) => response.end('ok'));
  const trusting = openPost({ privateTargets: true, resolve: toLoopback, authority });
  assert.equal((await post(`https://receiver.example:${port}/`, trusting)).failure, null);
  assert.equal((await post(`https://other.example:${port}/`, trusting)).failure, 'tls');
  const usual = openPost({ privateTargets: true, resolve: toLoopback });
  assert.equal((await post(`https://receiver.example:${port}/`, usual)).failure, 'tls');
  const plain = new URL(await receiver((_request, response) => response.end()));
  assert.equal((await post(`https://receiver.example:${plain.port}/`, trusting)).failure, 'tls');
});

test('a name that leads to a private address is not connected to, whatever it led to when it was set', async () => {
  let calls = 0;
  const port = await tlsReceiver((_request, response) => {
    calls += 1;
    response.end();
  });
  const url = `https://receiver.example:${port}/`;
  parseTarget(url, { privateTargets: false });
  for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], ['::ffff:127.0.0.1']]) {
    const careful = openPost({ privateTargets: false, resolve: async () => addresses, authority });
    const { failure, status, answer } = await post(url, careful);
    assert.deepEqual([failure, status], ['closed-address', null]);
    assert.doesNotMatch(answer, /127|::1|8\.8/, 'nothing is told of the network within');
  }
  const careful = openPost({ privateTargets: false });
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '0.0.0.0']) {
    assert.equal((await post(`https://${host}:${port}/`, careful)).failure, 'closed-address');
  }
  assert.equal((await post(`http://receiver.example:${port}/`, careful)).failure, 'closed-address');
  assert.equal(calls, 0);
});

test('a name is looked up once: what was judged is what is connected to, and another answer is judged anew', async () => {
  let asked = 0;
  const port = await tlsReceiver((_request, response) => response.end());
  const counting = openPost({
    ...{ privateTargets: true, authority },
    resolve: async () => {
      asked += 1;
      return ['127.0.0.1'];
    },
  });
  assert.equal((await post(`https://receiver.example:${port}/`, counting)).failure, null);
  assert.equal(asked, 1);
  // What a name server that rebinds would say the first and the second time.
  const answers = [['8.8.8.8', '2001:4860:4860::8888'], ['127.0.0.1']];
  const lookup = guardedLookup(async () => answers.shift() ?? [], { privateTargets: false });
  const look = () =>
    new Promise((done, fail) => {
      lookup('receiver.example', { all: true }, (cause, found) => (cause === null ? done(found) : fail(cause)));
    });
  assert.deepEqual(await look(), [
    { address: '8.8.8.8', family: 4 },
    { address: '2001:4860:4860::8888', family: 6 },
  ]);
  await assert.rejects(look(), ClosedAddress);
});

test('a redirection is not followed: it is a failure', async () => {
  let followed = 0;
  const inner = await receiver((_request, response) => {
    followed += 1;
    response.end();
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await receiver((_request, response) => response.writeHead(status, { location: inner }).end('moved'));
    const outcome = await post(url);
    assert.deepEqual([outcome.failure, outcome.status, outcome.answer], ['redirected', status, 'moved']);
  }
  assert.equal(followed, 0);
});

test('of a huge answer, and of one that never ends, only the beginning is read', async () => {
  const url = await receiver((request, response) => {
    response.writeHead(200);
    const chunk = 'x'.repeat(64 * 1024);
    const fill = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', fill);
    if (request.url === '/hook') fill();
  });
  const outcome = await post(url);
  assert.equal(outcome.failure, null);
  assert.equal(outcome.answer.length, limits.webhookAnswerBytes);
});

test('what cannot be stored or shown is cut out of an answer', async () => {
  const url = await receiver((_request, response) => response.writeHead(500).end('a\u0000b\u001b[31mc\n\td'));
  assert.deepEqual((await post(url)).answer, 'ab[31mc\n\td');
});

test('a huge head, and what is no HTTP, are a broken answer', async () => {
  const big = await receiver((_request, response) => response.writeHead(200, { big: 'x'.repeat(20_000) }).end());
  assert.equal((await post(big)).failure, 'broken');
  const otherwise = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: shell\r\n\r\n';
  for (const noise of ['no http\r\n\r\n', otherwise]) {
    const port = await plainReceiver((socket) => socket.on('data', () => socket.write(noise)));
    assert.equal((await post(`http://127.0.0.1:${port}/`)).failure, 'broken');
  }
});

test('a receiver that breaks off, one that is not there, and a name without address are told apart', async () => {
  const breaking = await receiver((request) => request.socket.destroy());
  assert.equal((await post(breaking)).failure, 'broken');
  assert.equal((await post(`http://127.0.0.1:${await freePort()}/`)).failure, 'unreachable');
  const nameless = openPost({ privateTargets: true, resolve: async () => [] });
  assert.equal((await post('https://receiver.example/', nameless)).failure, 'unresolved');
});

test('any other status than 2xx is a failure, and 410 one of its own', async () => {
  const answers = {
    200: null,
    202: null,
    299: null,
    400: 'status',
    404: 'status',
    410: 'gone',
    503: 'status',
  } as const;
  for (const [status, failure] of Object.entries(answers)) {
    const url = await receiver((_request, response) => response.writeHead(Number(status)).end());
    assert.deepEqual((await post(url)).failure, failure);
  }
});

/** Calls `url`, lets `meanwhile` come and then so much time pass. */
async function postUntil(url: string, meanwhile: Promise<unknown>, passedMs: number): Promise<Outcome> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const waiting = post(url);
    await meanwhile;
    mock.timers.tick(passedMs);
    return await waiting;
  } finally {
    mock.timers.reset();
  }
}

test('a receiver that takes its time is given up', async () => {
  const { promise: called, resolve: call } = Promise.withResolvers<void>();
  const silent = await receiver(() => call());
  const { failure, status } = await postUntil(silent, called, limits.webhookTotalMs);
  assert.deepEqual({ failure, status }, { failure: 'timed-out', status: null });
});

test('one with which no TLS comes about is given up before', async () => {
  const { promise: greeted, resolve: greet } = Promise.withResolvers<void>();
  const port = await plainReceiver((socket) => socket.on('data', () => greet()));
  const { failure, status } = await postUntil(`https://127.0.0.1:${port}/`, greeted, limits.webhookConnectMs);
  assert.deepEqual({ failure, status }, { failure: 'timed-out', status: null });
});

test('one that has said its status and drags on has said it', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const dragging = await receiver((_request, response) => void response.write('beginning'));
  subscribe('http.client.response.finish', () => begin());
  const { failure, status, answer } = await postUntil(dragging, begun, limits.webhookTotalMs);
  assert.deepEqual({ failure, status }, { failure: null, status: 200 });
  assert.match('beginning', new RegExp(`^${answer}`));
});

test('who breaks off gets no outcome', async () => {
  const silent = await receiver(() => undefined);
  const breaking = new AbortController();
  const waiting = anywhere({ url: silent, headers: {}, body: '' }, breaking.signal);
  breaking.abort(new Error('stop'));
  await assert.rejects(waiting, { message: 'stop' });
});

test('only whole https addresses on public hosts can be set, unless an operator allows more', () => {
  const closed = [
    ...[
      '',
      'nonsense',
      '/hook',
      'ftp://a.example/',
      'javascript:alert(1)',
      'http://a.example/',
      'https://u@a.example/',
    ],
    ...['https://u:p@a.example/', 'https://a.example/#x', 'https://127.0.0.1/', 'https://[::1]/', 'https://0x7f.1/'],
    ...['https://2130706433/', 'https://localhost/', 'https://a.localhost./', 'https://192.168.1.1:8443/'],
    ...['https://[::ffff:10.0.0.1]/', 'https://169.254.169.254/latest/meta-data'],
  ];
  for (const url of closed) {
    assert.throws(() => parseTarget(url, { privateTargets: false }), { code: 'webhook.address_refused' }, url);
  }
  for (const url of [
    'https://a.example/',
    'https://a.example:8443/x?y=z',
    'https://8.8.8.8/',
    'https://été.example/',
  ]) {
    parseTarget(url, { privateTargets: false });
  }
  for (const url of ['http://127.0.0.1:9000/', 'https://localhost/']) parseTarget(url, { privateTargets: true });
  assert.throws(() => parseTarget('file:///etc/passwd', { privateTargets: true }), { code: 'webhook.address_refused' });
});
