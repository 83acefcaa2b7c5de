import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { openCertificates, type Certificates } from '#gateway/listeners/certificates/certificates.ts';
import { openFront, type Front, type FrontSettings } from '#gateway/listeners/front.ts';
import { trustPeers } from '#gateway/listeners/trusted-peers.ts';
import { openFolder } from '#test/gateway-surroundings.ts';
import { makePair } from '#test/tls/certificate-pair.ts';

let folder: Awaited<ReturnType<typeof openFolder>>;
let certificates: Certificates;

before(async () => {
  folder = await openFolder();
  const pair = { certFile: join(folder.path, 'cert.pem'), keyFile: join(folder.path, 'key.pem') };
  makePair(pair, 'x');
  certificates = await openCertificates({ pair }, { log: silentLog, clock: systemClock });
});

after(async () => {
  certificates.close();
  await folder.close();
});

/** A front that answers every connection with who it is, by which version, and its first bytes, and ends it. */
async function openEcho(changes: Partial<FrontSettings>): Promise<Front> {
  const settings = {
    host: '127.0.0.1',
    port: 0,
    certificates: null,
    versions: ['http/1.1'],
    proxyPeers: null,
  } as const;
  return openFront({ ...settings, log: silentLog, ...changes }, ({ socket, clientAddress, version }) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => socket.end(`${clientAddress} ${version} ${bytes.toString('latin1')}`));
  });
}

async function textFrom(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  // A connection that is cut is one of the answers.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

function say({ address }: Front, ...pieces: string[]): Promise<string> {
  const socket = connect(address.port, '127.0.0.1').setNoDelay(true);
  for (const piece of pieces) socket.write(piece, 'latin1');
  return textFrom(socket);
}

async function sayInTls(front: Front, header: string, text: string, protocols: string[] = []): Promise<string> {
  const raw = connect(front.address.port, '127.0.0.1');
  if (header !== '') raw.write(header, 'latin1');
  const socket: TLSSocket = connectTls({ socket: raw, rejectUnauthorized: false, ALPNProtocols: protocols });
  socket.write(text, 'latin1');
  return textFrom(socket);
}

const declared = { proxyPeers: trustPeers(['127.0.0.0/8']) };
const line = 'PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n';

test('a declared peer speaks for its client, and what follows its header is the client’s', async () => {
  const front = await openEcho(declared);
  assert.equal(await say(front, `${line}hello`), '192.0.2.7 http/1.1 hello');
  assert.equal(await say(front, 'PROXY UNKNOWN\r\nhello'), '127.0.0.1 http/1.1 hello');
  await front.close();
});

test('a declared peer that sends no header, a broken one, or half of one is closed without an answer', async () => {
  const front = await openEcho(declared);
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', 'PROXY TCP4 nobody\r\nhello'])
    assert.equal(await say(front, bytes), '');
  const half = connect(front.address.port, '127.0.0.1');
  half.end('PROXY TC');
  assert.equal(await textFrom(half), '');
  await front.close();
});

test('without a declaration, and from others than those declared, a header is just bytes of the client', async () => {
  for (const proxyPeers of [null, trustPeers(['192.0.2.0/24'])]) {
    const front = await openEcho({ proxyPeers });
    assert.equal(await say(front, `${line}hello`), `127.0.0.1 http/1.1 ${line}hello`);
    await front.close();
  }
});

test('the header comes before TLS, in pieces or together with the handshake', async () => {
  const front = await openEcho({ ...declared, certificates, versions: ['h2', 'http/1.1'] });
  assert.equal(await sayInTls(front, line, 'hello'), '192.0.2.7 http/1.1 hello');
  assert.equal(await sayInTls(front, line, 'hello', ['h2']), '192.0.2.7 h2 hello');
  assert.equal(await sayInTls(front, '', 'hello'), '');
  await front.close();
});

test('a TLS client that speaks none of the protocols offered is refused', async () => {
  const front = await openEcho({ certificates });
  assert.equal(await sayInTls(front, '', 'hello', ['h2']), '');
  assert.equal(await sayInTls(front, '', 'hello', ['http/1.1']), '127.0.0.1 http/1.1 hello');
  await front.close();
});

test('closing drops connections that are still in their header or their handshake', async () => {
  for (const changes of [declared, { certificates }]) {
    const front = await openEcho(changes);
    const socket = connect(front.address.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('P');
    const ended = textFrom(socket);
    await front.close();
    assert.equal(await ended, '');
  }
});
