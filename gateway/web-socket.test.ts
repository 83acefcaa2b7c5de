/** WebSockets through a gateway: a real client, a real server behind, and everything that must not become one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { WebSocket } from 'undici';
import type { Gateway } from '#gateway/gateway.ts';
import type { Snapshot } from '#gateway/snapshot.ts';
import {
  openControl,
  openFake,
  openFolder,
  openTestGateway,
  speak,
  type FakeControl,
  type FakeServer,
} from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleIssuer, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

/** What the server behind does with a connection, once its head is read. */
type Service = (socket: Socket, head: string) => void;

let control: FakeControl;
let issuer: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;
let upstream: Server;
let port = 0;
let revision = 0;
let nowMs = Date.now();
let serve: Service = () => undefined;
const opened = new Set<Socket>();

function accept(head: string): string {
  const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1] ?? '';
  const answer = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`;
}

/** Answers the handshake and gives every byte back: to a client, its own frames without their mask. */
const echo: Service = (socket, head) => {
  socket.write(accept(head));
  let pending = Buffer.alloc(0);
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, Buffer.from(data)]);
    for (let frame = readFrame(pending); frame !== null; frame = readFrame(pending)) {
      pending = pending.subarray(frame.lengthBytes);
      socket.write(frame.unmasked);
      // A close: the server ends first (RFC 6455 §7.1.1).
      if (frame.unmasked.readUInt8(0) === 0x88) socket.end();
    }
  });
  socket.on('end', () => socket.end());
};

/** RFC 6455 §5.2: the first frame in `bytes`, as a server would send it back. */
function readFrame(bytes: Buffer): { readonly unmasked: Buffer; readonly lengthBytes: number } | null {
  if (bytes.length < 6) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < headBytes + 4) return null;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const lengthBytes = headBytes + 4 + length;
  if (bytes.length < lengthBytes) return null;
  const mask = bytes.subarray(headBytes, headBytes + 4);
  const unmasked = Buffer.concat([bytes.subarray(0, headBytes), bytes.subarray(headBytes + 4, lengthBytes)]);
  unmasked.writeUInt8(short, 1);
  for (let index = 0; index < length; index += 1) {
    unmasked.writeUInt8(unmasked.readUInt8(headBytes + index) ^ mask.readUInt8(index % 4), headBytes + index);
  }
  return { unmasked, lengthBytes };
}

function openUpstream(): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    opened.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => opened.delete(socket));
    let head = '';
    const read = (data: Buffer): void => {
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      socket.off('data', read);
      const rest = Buffer.from(head.slice(end + 4), 'latin1');
      serve(socket, head.slice(0, end));
      if (rest.length > 0) socket.emit('data', rest);
    };
    socket.on('data', read);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function world(webSocket: boolean, changes: Partial<Snapshot> = {}): Snapshot {
  revision += 1;
  return sampleSnapshot({
    revision,
    issuers: { [sampleIssuer.id]: { ...sampleIssuer, introspection: `${issuer.url}/introspect` } },
    routes: [{ ...sampleRoute, upstream: `http://127.0.0.1:${portOf(upstream)}`, operations: null, webSocket }],
    ...changes,
  });
}

async function publish(snapshot: Snapshot): Promise<void> {
  control.publish(snapshot);
  for (;;) {
    const health = await speak(port, 'GET /.guichet/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    if (health.body.includes(`"revision":${snapshot.revision},`)) return;
  }
}

const address = (): string => `ws://127.0.0.1:${port}${sampleRoute.basePath}/live?x=1`;

function open(authorization = 'Bearer good'): WebSocket {
  return new WebSocket(address(), { headers: { authorization } });
}

const handshake = [
  `GET ${sampleRoute.basePath}/live HTTP/1.1`,
  'Host: api.piste.example',
  'Authorization: Bearer good',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** A handshake over a socket of one's own; settles with what came first. */
async function openRaw(more = '', at = port): Promise<{ readonly socket: Socket; readonly first: string }> {
  const socket = connect({ port: at, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(`${handshake.join('\r\n')}\r\n\r\n${more}`, 'latin1');
  const [data] = await once(socket, 'data');
  return { socket, first: String(data) };
}

before(async () => {
  control = await openControl();
  upstream = await openUpstream();
  issuer = await openFake((_request, response) => {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const facts = { client_id: sampleApplication.clientId, scope: 'openid', exp, secret_id: 'secret-1' };
    response.end(JSON.stringify({ active: true, ...facts }));
  });
  folder = await openFolder();
  gateway = await openTestGateway(control.url, folder.path, {
    clock: { nowMs: () => nowMs },
    tunnelTimes: { idleMs: 60_000, checkMs: 20 },
    deadlineStepMs: 20,
  });
  port = gateway.addresses[0]?.port ?? 0;
  await publish(world(true));
});

beforeEach(() => {
  serve = echo;
});

after(async () => {
  for (const socket of opened) socket.destroy();
  await gateway.close();
  upstream.close();
  await Promise.all([control.close(), issuer.close(), folder.close()]);
});

test('messages of any size go both ways, and the end reaches the other side', async () => {
  let seen = '';
  serve = (socket, head) => {
    seen = head;
    echo(socket, head);
  };
  const webSocket = open();
  webSocket.binaryType = 'arraybuffer';
  await once(webSocket, 'open');
  for (const size of [5, 200, 70_000, 1_000_000]) {
    const sent = Buffer.alloc(size, 'guichet');
    webSocket.send(sent);
    const [{ data }] = await once(webSocket, 'message');
    assert.ok(sent.equals(Buffer.from(data)), `${size} bytes`);
  }
  webSocket.close(1000);
  const [{ code }] = await once(webSocket, 'close');
  assert.equal(code, 1000);
  assert.match(seen, /^GET \/live\?x=1 HTTP\/1\.1\r\n/);
  assert.match(seen, /\r\nconnection: upgrade\r\nupgrade: websocket/);
  assert.match(seen, /\r\nx-guichet-identity: /);
  assert.doesNotMatch(seen, /authorization/i);
});

test('the answer keeps what the client must see of it', async () => {
  const { socket, first } = await openRaw();
  assert.match(first, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
  assert.match(first, /\r\nupgrade: websocket\r\nconnection: upgrade\r\n/);
  assert.match(first, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  assert.match(first, /\r\nx-request-id: /);
  assert.doesNotMatch(first, /content-length|transfer-encoding/i);
  socket.destroy();
});

test('without a token there is a refusal and no WebSocket', async () => {
  let reached = false;
  serve = () => {
    reached = true;
  };
  const webSocket = open('');
  const [event] = await Promise.race([once(webSocket, 'error'), once(webSocket, 'open')]);
  assert.equal(event.type, 'error');
  const refused = await speak(
    port,
    `${handshake.filter((line) => !line.startsWith('Auth')).join('\r\n')}\r\nConnection: close\r\n\r\n`,
  );
  assert.equal(refused.status, 400);
  assert.match(refused.head, /x-guichet-reason: credential\.missing/);
  assert.equal(reached, false);
});

/** Answers as an ordinary service, with what it saw. */
const ordinary: Service = (socket, head) => {
  const body = /upgrade|websocket/i.test(head.replaceAll(/^sec-websocket-.*$/gim, '')) ? 'asked' : 'not asked';
  socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
};

const changed = (from: string, to: string): string => handshake.join('\r\n').replace(from, to);
const notHandshakes: readonly (readonly [string, string])[] = [
  ['h2c', changed('Upgrade: websocket', 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__')],
  ['a choice of protocols', changed('Upgrade: websocket', 'Upgrade: websocket, h2c')],
  ['two Upgrade fields', changed('Upgrade: websocket', 'Upgrade: websocket\r\nUpgrade: websocket')],
  ['Upgrade that Connection does not name', changed('Connection: Upgrade\r\n', '')],
  ['no key', changed('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'X: y')],
  ['two versions', changed('Version: 13', 'Version: 13\r\nSec-WebSocket-Version: 8')],
  ['a key that Connection names', changed('Connection: Upgrade', 'Connection: Upgrade, Sec-WebSocket-Key')],
  ['another method', changed('GET', 'POST')],
  ['a body', `${handshake.join('\r\n')}\r\nContent-Length: 0`.replace('Length: 0', 'Length: 2')],
  ['a chunked body', `${handshake.join('\r\n')}\r\nTransfer-Encoding: chunked`],
  ['HTTP/1.0', changed('HTTP/1.1', 'HTTP/1.0')],
];
for (const [name, head] of notHandshakes) {
  test(`a request with ${name} is an ordinary one: the upstream hears nothing of Upgrade`, async () => {
    serve = ordinary;
    const body = head.includes('Length: 2') ? 'ab' : head.includes('chunked') ? '0\r\n\r\n' : '';
    const answer = await speak(port, `${head}\r\nConnection: close\r\n\r\n${body}`);
    assert.deepEqual([answer.status, answer.body], [200, 'not asked']);
  });
}

test('where the API does not declare it a handshake is an ordinary request', async () => {
  await publish(world(false));
  serve = ordinary;
  const answer = await speak(port, `${handshake.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  assert.deepEqual([answer.status, answer.body], [200, 'not asked']);
  await publish(world(true));
});

test('an upstream that does not switch is answered for as usual, and the connection serves on', async () => {
  serve = (socket) => socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\nX-Why: old\r\n\r\nno');
  const call = `GET ${sampleRoute.basePath}/x HTTP/1.1\r\nHost: api.piste.example\r\nConnection: close\r\n\r\n`;
  const answer = await speak(port, `${handshake.join('\r\n')}\r\n\r\n${call}`);
  assert.equal(answer.status, 426);
  assert.match(answer.head, /X-Why: old/);
  assert.match(answer.body, /^noHTTP\/1\.1 400 /);
});

test('an upstream that switches to something else, or unasked, is broken', async () => {
  const other = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n';
  serve = (socket) => void socket.write(other);
  const asked = await speak(port, `${handshake.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  assert.match(asked.head, /^HTTP\/1\.1 500 .*x-guichet-reason: upstream\.broken/s);
  serve = (socket, head) => void socket.write(accept(head));
  const plain = handshake.filter((line) => !/upgrade/i.test(line)).join('\r\n');
  const unasked = await speak(port, `${plain}\r\nConnection: close\r\n\r\n`);
  assert.match(unasked.head, /^HTTP\/1\.1 500 .*x-guichet-reason: upstream\.broken/s);
});

test('what a client sends before the answer reaches the upstream after it', async () => {
  const got = Promise.withResolvers<string>();
  serve = (socket, head) => {
    socket.on('data', (data) => got.resolve(data.toString()));
    socket.write(accept(head));
  };
  const { socket } = await openRaw('early');
  assert.equal(await got.promise, 'early');
  socket.destroy();
});

test('each side ends by itself, and the other may go on', async () => {
  const heard = Promise.withResolvers<Socket>();
  serve = (socket, head) => {
    socket.write(accept(head));
    socket.on('end', () => heard.resolve(socket));
  };
  const client = await openRaw();
  client.socket.end();
  const behind = await heard.promise;
  behind.end('the last word');
  const [data] = await once(client.socket, 'data');
  assert.equal(String(data), 'the last word');
  await once(client.socket, 'close');

  serve = (socket, head) => {
    socket.end(accept(head));
    socket.on('data', (word) => got.resolve(word.toString()));
  };
  const got = Promise.withResolvers<string>();
  const second = await openRaw();
  if (!second.socket.readableEnded) await once(second.socket.resume(), 'end');
  second.socket.end('from the client');
  assert.equal(await got.promise, 'from the client');
});

test('a client that reads nothing holds the upstream back, and loses nothing', async () => {
  const total = 64 * 1024 * 1024;
  let written = 0;
  const full = Promise.withResolvers<void>();
  serve = (socket, head) => {
    socket.write(accept(head));
    const piece = Buffer.alloc(256 * 1024, 'x');
    const fill = (): void => {
      while (written < total) {
        written += piece.length;
        if (!socket.write(piece)) {
          full.resolve();
          return;
        }
      }
      socket.end();
    };
    socket.on('drain', fill);
    fill();
  };
  const { socket, first } = await openRaw();
  socket.pause();
  await full.promise;
  assert.ok(written < total);
  let read = first.length - first.indexOf('\r\n\r\n') - 4;
  socket.on('data', (data) => (read += data.length));
  socket.resume();
  await once(socket, 'end');
  assert.equal(read, total);
  socket.destroy();
});

test('an upstream that reads nothing holds the client back, and loses nothing', async () => {
  const total = 32 * 1024 * 1024;
  const held = Promise.withResolvers<Socket>();
  serve = (socket, head) => {
    socket.write(accept(head));
    socket.pause();
    held.resolve(socket);
  };
  const { socket } = await openRaw();
  const behind = await held.promise;
  let sent = false;
  socket.write(Buffer.alloc(total, 'x'), () => (sent = true));
  for (let turn = 0; turn < 1_000; turn += 1) await new Promise(setImmediate);
  assert.equal(sent, false);
  let read = 0;
  const all = Promise.withResolvers<void>();
  behind.on('data', (data) => {
    read += data.length;
    if (read === total) all.resolve();
  });
  behind.resume();
  await all.promise;
  socket.destroy();
});

test('an upstream that dies takes the WebSocket with it', async () => {
  const behind = Promise.withResolvers<Socket>();
  serve = (socket, head) => {
    socket.write(accept(head));
    behind.resolve(socket);
  };
  const webSocket = open();
  await once(webSocket, 'open');
  (await behind.promise).resetAndDestroy();
  const [{ code }] = await once(webSocket, 'close');
  assert.equal(code, 1006);
});

test('a client that dies takes the upstream connection with it', async () => {
  const gone = Promise.withResolvers<void>();
  serve = (socket, head) => {
    socket.write(accept(head));
    socket.once('close', () => gone.resolve());
  };
  const { socket } = await openRaw();
  socket.resetAndDestroy();
  await gone.promise;
});

/** Opens a WebSocket, does `end`, and waits until both sides are cut. */
async function cutBy(end: () => Promise<void> | void, at = port): Promise<void> {
  const gone = Promise.withResolvers<void>();
  serve = (socket, head) => {
    socket.write(accept(head));
    socket.once('close', () => gone.resolve());
  };
  const { socket } = await openRaw('', at);
  const closed = Promise.withResolvers<void>();
  socket.resume().once('close', () => closed.resolve());
  await end();
  await Promise.all([closed.promise, gone.promise]);
}

test('a WebSocket does not outlive the right to it', async () => {
  await cutBy(() => publish(world(true, { applications: { 'app-1': { ...sampleApplication, enabled: false } } })));
  await publish(world(true));
  await cutBy(() => publish(world(false)));
  await publish(world(true));
  await cutBy(() => publish(world(true, { routes: [] })));
  await publish(world(true));
});

test('a WebSocket ends with its token, revoked or expired', async () => {
  const digest = createHash('sha256').update('good').digest('hex');
  await cutBy(() => publish(world(true, { deniedTokens: { [`digest:${digest}`]: nowMs + 3_600_000 } })));
  await publish(world(true));
  const issuedMs = nowMs;
  await cutBy(() => void (nowMs += 3_700_000));
  nowMs = issuedMs;
});

test('a WebSocket on which nothing moves is cut after a while', async () => {
  const other = await openFolder();
  const impatient = await openTestGateway(control.url, other.path, {
    tunnelTimes: { idleMs: 50, checkMs: 20 },
    deadlineStepMs: 20,
  });
  await impatient.ready;
  await cutBy(() => undefined, impatient.addresses[0]?.port);
  await impatient.close();
  await other.close();
});
