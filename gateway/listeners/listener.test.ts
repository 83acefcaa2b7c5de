import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { Problem } from '#base/problem.ts';
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

let control: FakeControl;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;

before(async () => {
  control = await openControl();
  upstream = await openFake((request, response) => void response.end(JSON.stringify({ fields: request.headers })));
  folder = await openFolder();
  control.publish(
    sampleSnapshot({
      routes: [{ ...webstatRoute, credential: 'client-id', upstream: upstream.url }],
      passages: [{ host: 'oauth.piste.example', upstream: upstream.url }],
    }),
  );
});

after(() => Promise.all([control.close(), upstream.close(), folder.close()]));

test('plain HTTP stands on other addresses than loopback only behind a trusted proxy', async () => {
  const listeners = [{ environment: null, host: '0.0.0.0', port: 0 }];
  await assert.rejects(
    openTestGateway(control.url, folder.path, { listeners }),
    (failure) => failure instanceof Problem && failure.code === 'listener.plain_not_loopback',
  );
  const trusted = await openTestGateway(control.url, folder.path, { listeners, trustProxy: true });
  await trusted.close();
});

test('one TLS listener serves all hosts by name, and takes a new certificate while it runs', async () => {
  const files = { certFile: join(folder.path, 'cert.pem'), keyFile: join(folder.path, 'key.pem') };
  const makeCertificate = (name: string): Buffer =>
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${name} -keyout ${files.keyFile} -out ${files.certFile}`.split(
        ' ',
      ),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
  makeCertificate('first.example');
  const secure = await openTestGateway(control.url, folder.path, {
    listeners: [{ environment: null, host: '127.0.0.1', port: 0, tls: { pair: files } }],
  });
  await secure.ready;
  const call = (host: string, path: string): Promise<{ name: unknown; status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest({
        port: secure.addresses[0]?.port,
        host: '127.0.0.1',
        path,
        agent: false,
        // The test's own certificate is signed by nobody; which one it is, the test looks at.
        rejectUnauthorized: false,
        headers: { Host: host, 'X-IBM-Client-Id': sampleApplication.clientId },
      });
      request.on('error', reject);
      request.on('response', (response) => {
        const name = response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().subject.CN : null;
        void bodyOf(response).then((body) => resolve({ name, status: response.statusCode ?? 0, body }), reject);
      });
      request.end();
    });
  const plain = await call(webstatRoute.host, `${webstatRoute.basePath}/x`);
  assert.deepEqual([plain.status, plain.name], [200, 'first.example']);
  const token = await call('oauth.piste.example', '/api/oauth/token');
  assert.match(token.body, /"x-forwarded-proto":"https"/);
  assert.equal((await call('127.0.0.1', `${webstatRoute.basePath}/x`)).status, 404);
  assert.equal((await call('localhost', '/.guichet/health')).status, 404);
  makeCertificate('second.example');
  await secure.reload();
  const renewed = await call(webstatRoute.host, `${webstatRoute.basePath}/x`);
  assert.deepEqual([renewed.status, renewed.name], [200, 'second.example']);
  await secure.close();
});
