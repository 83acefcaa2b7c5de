/**
 * The gateway's listeners as others know them: HAProxy, which wrote the PROXY protocol, in front; curl and nghttp2's h2load
 * as HTTP/2 clients.
 */
import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
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
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';
import { makePair } from '#test/tls/certificate-pair.ts';

const run = promisify(execFile);
const path = `${webstatRoute.basePath}/x`;

let control: FakeControl;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let gateway: Gateway;
let haproxy: ChildProcess;
/** Ports of HAProxy by what it speaks to the gateway. */
let ports: Readonly<Record<string, number>>;

before(async () => {
  control = await openControl();
  upstream = await openFake((incoming, response) => {
    void bodyOf(incoming).then((body) =>
      response.end(JSON.stringify({ fields: incoming.headers, bytes: body.length })),
    );
  });
  folder = await openFolder();
  const pair = { certFile: join(folder.path, 'x.pem'), keyFile: join(folder.path, 'x.key') };
  makePair(pair, 'x', [webstatRoute.host]);
  control.publish(
    sampleSnapshot({ routes: [{ ...webstatRoute, credential: 'client-id', upstream: upstream.url }], passages: [] }),
  );
  const tls = { environment: null, host: '127.0.0.1', port: 0, tls: { pair } };
  gateway = await openTestGateway(control.url, folder.path, {
    listeners: [
      { environment: 'production', host: '127.0.0.1', port: 0, proxyPeers: ['127.0.0.1'] },
      { ...tls, proxyPeers: ['127.0.0.0/8'] },
      tls,
    ],
  });
  await gateway.ready;
  ports = await freePorts(['send-proxy', 'send-proxy-v2', 'send-proxy-v2 proxy-v2-options crc32c,unique-id', 'tls']);
  haproxy = await startHaproxy();
});

after(async () => {
  const ended = once(haproxy, 'exit');
  haproxy.kill();
  await ended;
  await gateway.close();
  await Promise.all([control.close(), upstream.close(), folder.close()]);
});

function portAt(index: number): number {
  return gateway.addresses[index]?.port ?? 0;
}

/** HAProxy takes no port 0: these were free a moment ago. */
async function freePorts(names: readonly string[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of names) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address !== 'string') found[name] = address.port;
    server.close();
  }
  return found;
}

async function startHaproxy(): Promise<ChildProcess> {
  const plain = Object.entries(ports).filter(([name]) => name !== 'tls');
  // Its health checks speak the protocol too, for themselves: LOCAL, and UNKNOWN.
  const section = (name: string, port: number, target: number, how: string): string =>
    `listen ${name}\n  bind 127.0.0.1:${port}\n  bind [::1]:${port}\n  unique-id-format %pid\n  server gateway 127.0.0.1:${target} ${how} check-send-proxy check inter 100ms\n`;
  const config = [
    'global\n  log stderr local0\ndefaults\n  mode tcp\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n',
    ...plain.map(([how, port], index) => section(`plain${index}`, port, portAt(0), how)),
    section('tls', ports['tls'] ?? 0, portAt(1), 'send-proxy-v2'),
  ].join('\n');
  const file = join(folder.path, 'haproxy.cfg');
  await writeFile(file, config);
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  child.once('error', (cause) => {
    throw new Error('this test needs haproxy: apt-get install haproxy', { cause });
  });
  return child;
}

/** What the upstream is told about a client that calls through HAProxy from `localAddress`. */
async function forwardedFor(port: number, host: string, localAddress: string): Promise<unknown> {
  const headers = { host: webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
  for (;;) {
    const outgoing = request({ port, host, localAddress, path, headers, agent: false });
    outgoing.end();
    try {
      const [response] = await once(outgoing, 'response');
      return JSON.parse(await bodyOf(response)).fields['x-forwarded-for'];
    } catch (cause) {
      // Until HAProxy stands.
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') || haproxy.exitCode !== null)
        throw cause;
    }
  }
}

test('the client that HAProxy names is the client, in both versions and both families', async () => {
  for (const [how, port] of Object.entries(ports).filter(([name]) => name !== 'tls')) {
    assert.equal(await forwardedFor(port, '127.0.0.1', '127.0.0.5'), '127.0.0.5', how);
    assert.equal(await forwardedFor(port, '::1', '::1'), '::1', how);
  }
});

/** curl as it is, with nobody's certificate checked. */
async function curl(...args: string[]): Promise<string> {
  const fixed = ['--silent', '--show-error', '--insecure', '--max-time', '10'];
  const { stdout } = await run('curl', [...fixed, '-H', `x-ibm-client-id: ${sampleApplication.clientId}`, ...args]);
  return stdout;
}

function to(port: number): string[] {
  return ['--resolve', `${webstatRoute.host}:${port}:127.0.0.1`, `https://${webstatRoute.host}:${port}${path}`];
}

test('curl speaks HTTP/2 and HTTP/1.1 to the TLS listener, through HAProxy as well', async () => {
  for (const port of [portAt(2), ports['tls'] ?? 0]) {
    const told = ['-w', '\n%{http_version} %{response_code}'];
    const [body = '', version] = (await curl('--http2', '--data', 'a=1', ...told, ...to(port))).split('\n');
    assert.equal(version, '2 200');
    assert.equal(JSON.parse(body).bytes, 3);
    assert.match(await curl('--http1.1', ...told, ...to(port)), /\n1\.1 200$/);
  }
  const [body = ''] = (await curl('--http2', '--interface', '127.0.0.6', ...to(ports['tls'] ?? 0))).split('\n');
  assert.equal(JSON.parse(body).fields['x-forwarded-for'], '127.0.0.6');
});

test('curl uploads megabytes over HTTP/2, chunk by chunk', async () => {
  const file = join(folder.path, 'large');
  await writeFile(file, 'x'.repeat(3_000_000));
  const answer = await curl('--http2', '-T', file, '-X', 'POST', '-H', 'Expect: 100-continue', ...to(portAt(2)));
  assert.equal(JSON.parse(answer).bytes, 3_000_000);
});

test('thousands of requests of h2load, many at a time on few connections, are all answered', async () => {
  const url = `https://127.0.0.1:${portAt(2)}${path}`;
  const fields = ['-H', `:authority: ${webstatRoute.host}`, '-H', `x-ibm-client-id: ${sampleApplication.clientId}`];
  const { stdout } = await run('h2load', ['-n', '3000', '-c', '4', '-m', '50', ...fields, url]);
  assert.match(stdout, /3000 succeeded, 0 failed, 0 errored, 0 timeout/);
  assert.match(stdout, /status codes: 3000 2xx/);
});
