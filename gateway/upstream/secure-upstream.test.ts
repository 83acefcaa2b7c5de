/** Upstreams behind TLS: whom the gateway believes, and that a WebSocket goes through as well. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { Gateway } from '#gateway/gateway.ts';
import type { SnapshotRoute } from '#gateway/snapshot.ts';
import {
  openControl,
  openFolder,
  openTestGateway,
  speak,
  type Answered,
  type FakeControl,
} from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';
import { makeCertificates } from '#test/tls/authority.ts';

let control: FakeControl;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;
let authority = '';
let port = 0;
let securePort = 0;
let revision = 0;
const service = createServer();

before(async () => {
  folder = await openFolder();
  const made = makeCertificates(folder.path, ['localhost']);
  authority = readFileSync(made.authorityFile, 'utf8');
  service.setSecureContext({ cert: readFileSync(made.certificateFile), key: readFileSync(made.keyFile) });
  service.on('request', (_request, response) => response.end('secure'));
  service.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => socket.end('last'));
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  const address = service.address();
  securePort = typeof address === 'object' && address !== null ? address.port : 0;
  control = await openControl();
  gateway = await openTestGateway(control.url, folder.path);
  port = gateway.addresses[0]?.port ?? 0;
});

after(async () => {
  await gateway.close();
  service.closeAllConnections();
  service.close();
  await Promise.all([control.close(), folder.close()]);
});

const fields = `Host: ${webstatRoute.host}\r\nX-IBM-Client-Id: ${sampleApplication.clientId}\r\n`;

async function publish(changes: Partial<SnapshotRoute>): Promise<void> {
  revision += 1;
  const route: SnapshotRoute = { ...webstatRoute, credential: 'client-id', webSocket: true, ...changes };
  control.publish(sampleSnapshot({ revision, routes: [route] }));
  for (;;) {
    const health = await speak(port, 'GET /.guichet/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    if (health.body.includes(`"revision":${revision},`)) return;
  }
}

async function callWith(changes: Partial<SnapshotRoute>): Promise<Answered> {
  await publish(changes);
  return speak(port, `GET ${webstatRoute.basePath}/x HTTP/1.1\r\n${fields}Connection: close\r\n\r\n`);
}

test('an upstream is believed when its chain ends at an authority of the system or of its declaration, and its name fits', async () => {
  const upstream = `https://localhost:${securePort}`;
  const trusted = await callWith({ upstream, upstreamAuthority: authority });
  assert.deepEqual([trusted.status, trusted.body], [200, 'secure']);
  const unknown = await callWith({ upstream, upstreamAuthority: null });
  assert.match(unknown.head, /^HTTP\/1\.1 503 .*x-guichet-reason: upstream\.unreachable/s);
  const misnamed = await callWith({ upstream: `https://127.0.0.1:${securePort}`, upstreamAuthority: authority });
  assert.match(misnamed.head, /^HTTP\/1\.1 503 .*x-guichet-reason: upstream\.unreachable/s);
});

test('of two addresses the one that is believed answers', async () => {
  const upstream = `https://127.0.0.1:${securePort} https://localhost:${securePort}`;
  for (let round = 0; round < 4; round += 1) {
    assert.equal((await callWith({ upstream, upstreamAuthority: authority })).status, 200);
  }
});

test('a WebSocket goes through TLS, and each side of it ends by itself', async () => {
  await publish({ upstream: `https://localhost:${securePort}`, upstreamAuthority: authority });
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.setEncoding('latin1');
  const asked = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n';
  socket.write(`GET ${webstatRoute.basePath}/x HTTP/1.1\r\n${fields}${asked}\r\nbytes`);
  let text = '';
  socket.on('data', (data: string) => (text += data));
  while (!text.endsWith('bytes')) await once(socket, 'data');
  assert.match(text, /^HTTP\/1\.1 101 /);
  socket.end();
  await once(socket, 'close');
  assert.match(text, /byteslast$/);
});
