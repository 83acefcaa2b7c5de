import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { answering, ask, openPort, openTestUpstream, type TestPort } from '#http1/testing/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'http1-tls-'));
const closing: (() => unknown)[] = [];
let certificate = '';
let secure: TestPort;

before(async () => {
  const subject = ['-subj', '/CN=upstream', '-days', '1', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', 'certificate.pem', ...subject], {
    cwd: folder,
    stdio: 'pipe',
  });
  certificate = readFileSync(join(folder, 'certificate.pem'), 'utf8');
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  secure = await openPort(
    answering(() => ok),
    { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: certificate },
  );
  closing.push(secure.close);
});

after(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(folder, { recursive: true });
});

function client(host: string, authorities?: readonly string[]): ReturnType<typeof openTestUpstream>['upstream'] {
  const { upstream, close } = openTestUpstream([{ ...secure.target, host }], {}, authorities);
  closing.push(close);
  return upstream;
}

for (const host of ['localhost', '127.0.0.1']) {
  test(`an upstream whose certificate is trusted and names ${host} is spoken to, on one connection`, async () => {
    const upstream = client(host, [certificate]);
    const before = secure.peers.length;
    for (let count = 0; count < 3; count += 1) assert.equal((await ask(upstream).outcome).body, 'ok');
    assert.equal(secure.peers.length, before + 1);
  });
}

test('a large answer over TLS arrives whole, to a reader that stops and goes on', async () => {
  const body = randomBytes(3_000_000).toString('latin1');
  const large = await openPort(
    answering(() => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: certificate },
  );
  closing.push(large.close);
  const { upstream, close } = openTestUpstream([{ ...large.target, host: 'localhost' }], {}, [certificate]);
  closing.push(close);
  const stops = { pieces: 0 };
  const asked = ask(
    upstream,
    {},
    {
      onAnswerBody: () => {
        stops.pieces += 1;
        if (stops.pieces % 3 !== 0) return;
        const sending = asked.sending();
        sending.pause();
        setTimeout(() => sending.resume(), 1);
      },
    },
  );
  const outcome = await asked.outcome;
  assert.equal(outcome.failure, null);
  assert.ok(outcome.body === body);
  assert.ok(stops.pieces > 3);
});

test('an upstream whose certificate nobody vouches for is not reached, and sees nothing of the request', async () => {
  const before = secure.peers.length;
  const { failure } = await ask(client('localhost')).outcome;
  assert.equal(failure, 'unreachable');
  for (const peer of secure.peers.slice(before)) assert.equal(await peer.rest(), '');
});

test('an upstream that has another name than its certificate is not reached, and sees nothing of the request', async () => {
  const before = secure.peers.length;
  const { failure } = await ask(client('127.0.0.2', [certificate])).outcome;
  assert.equal(failure, 'unreachable');
  for (const peer of secure.peers.slice(before)) assert.equal(await peer.rest(), '');
});

test('an upstream that does not speak TLS is not reached', async () => {
  const plain = await openPort((peer) => peer.send('HTTP/1.1 400 Bad Request\r\n\r\n'));
  closing.push(plain.close);
  const { upstream, close } = openTestUpstream([{ ...plain.target, secure: true }]);
  closing.push(close);
  assert.equal((await ask(upstream).outcome).failure, 'unreachable');
});
