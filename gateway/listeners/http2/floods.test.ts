/**
 * Frames that no honest client sends, written by hand: each costs a connection its life, and the others nothing. The names
 * of the attacks are those of CVE-2019-9511 and its neighbours, and of CVE-2024-27316.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import type { Gateway } from '#gateway/gateway.ts';
import { openControl, openFolder, openTestGateway, type FakeControl } from '#test/gateway-surroundings.ts';
import { sampleSnapshot } from '#test/sample-snapshot.ts';
import { makePair } from '#test/tls/certificate-pair.ts';

const type = { data: 0, headers: 1, priority: 2, settings: 4, ping: 6, windowUpdate: 8, continuation: 9 } as const;
const flag = { none: 0, endStream: 1, endHeaders: 4 } as const;
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

let control: FakeControl;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;

before(async () => {
  control = await openControl();
  folder = await openFolder();
  control.publish(sampleSnapshot({ routes: [], passages: [] }));
  const pair = { certFile: join(folder.path, 'x.pem'), keyFile: join(folder.path, 'x.key') };
  makePair(pair, 'x');
  gateway = await openTestGateway(control.url, folder.path, {
    listeners: [{ environment: null, host: '127.0.0.1', port: 0, tls: { pair } }],
    clientTimes: { headMs: 1_000, idleMs: 1_000, stallMs: 1_000, bodyMs: 5_000 },
    deadlineStepMs: 20,
  });
  await gateway.ready;
});

after(async () => {
  await gateway.close();
  await Promise.all([control.close(), folder.close()]);
});

function frame(kind: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(kind, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Fields in HPACK's plainest form: literal, not indexed, no Huffman code (RFC 7541 §6.2.2); texts under 127 bytes. */
function block(...fields: readonly string[]): Buffer {
  const texts = fields.map((text, index) =>
    Buffer.concat([Buffer.from(index % 2 === 0 ? [0, text.length] : [text.length]), Buffer.from(text, 'latin1')]),
  );
  return Buffer.concat(texts);
}

const request = [':method', 'POST', ':scheme', 'https', ':authority', 'a.example', ':path', '/'];

async function openRaw(): Promise<TLSSocket> {
  const socket = connect({
    port: gateway.addresses[0]?.port ?? 0,
    host: '127.0.0.1',
    ALPNProtocols: ['h2'],
    rejectUnauthorized: false,
  });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write(Buffer.concat([preface, frame(type.settings, flag.none, 0)]));
  return socket;
}

/** Settles when the gateway has closed the connection; reads what comes until then. */
async function closed(socket: TLSSocket): Promise<void> {
  socket.resume();
  await new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    socket.once('close', () => resolve());
  });
}

/** An honest client still gets its answer. */
async function answersOthers(): Promise<void> {
  const client = connectHttp2(`https://127.0.0.1:${gateway.addresses[0]?.port}`, { rejectUnauthorized: false });
  const [fields] = await once(client.request({ ':path': '/' }), 'response');
  assert.equal(fields[':status'], 404);
  client.destroy();
}

const floods: readonly (readonly [string, readonly Buffer[], number])[] = [
  ['pings whose answers nobody reads', [frame(type.ping, flag.none, 0, Buffer.alloc(8))], 200_000],
  ['settings whose answers nobody reads', [frame(type.settings, flag.none, 0)], 200_000],
  ['empty pieces of a body', [frame(type.data, flag.none, 1)], 5_000],
  ['a head without an end', [frame(type.continuation, flag.none, 1, block('x', '1'))], 5_000],
];
for (const [name, frames, times] of floods) {
  test(`${name} end the connection, and the others live on`, async () => {
    const socket = await openRaw();
    socket.pause();
    const endsHead = frames[0]?.[3] !== type.continuation;
    socket.write(frame(type.headers, endsHead ? flag.endHeaders : flag.none, 1, block(...request)));
    const burst = Buffer.concat(Array.from({ length: 1_000 }, () => frames).flat());
    const ended = Promise.withResolvers<void>();
    socket.once('close', () => ended.resolve());
    for (let sent = 0; sent < times && !socket.destroyed; sent += 1_000) {
      if (!socket.write(burst))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), ended.promise]);
    }
    await closed(socket);
    await answersOthers();
  });
}

const resets: readonly (readonly [string, (stream: number) => Buffer])[] = [
  ['a window that grows by nothing', (stream) => frame(type.windowUpdate, flag.none, stream, Buffer.alloc(4))],
  [
    'a window that grows beyond its limit',
    (stream) => frame(type.windowUpdate, flag.none, stream, Buffer.from('7fffffff', 'hex')),
  ],
  ['bytes after the end', (stream) => frame(type.data, flag.endStream, stream, Buffer.alloc(1))],
  [
    'a priority on itself',
    (stream) => frame(type.priority, flag.none, stream, Buffer.from([0, 0, stream >> 8, stream & 0xff, 0])),
  ],
];
for (const [name, provoke] of resets) {
  test(`streams that their client has the gateway reset by ${name} end the connection too (CVE-2025-8671)`, async () => {
    const socket = await openRaw();
    socket.resume();
    let stream = 1;
    while (!socket.destroyed && stream < 20_000) {
      const flags = flag.endHeaders | (name === 'bytes after the end' ? flag.endStream : flag.none);
      socket.write(Buffer.concat([frame(type.headers, flags, stream, block(...request)), provoke(stream)]));
      stream += 2;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(socket.destroyed, `${stream} streams`);
    socket.destroy();
  });
}

const single: readonly (readonly [string, Buffer])[] = [
  ['bytes that are no frames', Buffer.alloc(64, 0xff)],
  ['a frame over the limit', frame(type.data, flag.none, 1, Buffer.alloc(70_000))],
  ['an even stream number', frame(type.headers, flag.endHeaders | flag.endStream, 2, block(...request))],
  ['half a head and then nothing', frame(type.headers, flag.none, 1, block(':method', 'GET'))],
  ['nothing', Buffer.alloc(0)],
];
for (const [name, bytes] of single) {
  test(`${name} end the connection`, async () => {
    const socket = await openRaw();
    socket.write(bytes);
    await closed(socket);
    await answersOthers();
  });
}

const reset = 3;
const goaway = 7;

for (const extra of [
  ['connection', 'close'],
  ['Upper', '1'],
  ['transfer-encoding', 'chunked'],
  ['te', 'gzip'],
  [':path', '/b'],
  [':protocol', 'websocket'],
]) {
  test(`a head with ${extra.join(': ')} resets its stream, and is never served`, async () => {
    const socket = await openRaw();
    socket.write(frame(type.headers, flag.endHeaders | flag.endStream, 1, block(...request, ...extra)));
    let received = Buffer.alloc(0);
    for await (const data of socket) {
      received = Buffer.concat([received, data]);
      const verdict = framesIn(received).find((kind) => [type.headers, reset, goaway].includes(kind));
      if (verdict === undefined) continue;
      assert.equal(verdict, reset);
      break;
    }
  });
}

test('a field with a character that no field may have is left out by nghttp2: nobody gets to see it', async () => {
  const socket = await openRaw();
  // Were it not left out, the answer would be that the request is malformed (400).
  socket.write(frame(type.headers, flag.endHeaders | flag.endStream, 1, block(...request, 'x-a', '1\r\nx-b: 2')));
  let received = Buffer.alloc(0);
  for await (const data of socket) {
    received = Buffer.concat([received, data]);
    if (framesIn(received).includes(type.headers)) break;
  }
  // `:status: 404` stands in HPACK's table of fixed fields, at 13 (RFC 7541, appendix A).
  assert.ok(received.includes(0x80 | 13));
});

function framesIn(bytes: Buffer): number[] {
  const kinds: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) kinds.push(bytes[at + 3] ?? -1);
  return kinds;
}
