/** Ordinary requests through the servers that stand before and behind gateways: they come through unharmed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { fuzzHost } from '#test/differential/grammar.ts';
import { openPassage } from '#test/differential/passage.ts';
import { hasProgram, nginxConfiguration, openProgram, type ProgramName } from '#test/differential/programs.ts';
import { openFake } from '#test/gateway-surroundings.ts';

/** Each passes everything on to `upstreamPort`. */
const configurations: Readonly<
  Record<ProgramName, (upstreamPort: number) => (port: number, folder: string) => string>
> = {
  nginx: nginxConfiguration,
  haproxy: (upstreamPort) => (port) =>
    `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend here
  bind 127.0.0.1:${port}
  default_backend there
backend there
  server one 127.0.0.1:${upstreamPort}
`,
  lighttpd: (upstreamPort) => (port, folder) =>
    `
server.modules = ("mod_proxy")
server.document-root = "${folder}"
server.upload-dirs = ("${folder}")
server.bind = "127.0.0.1"
server.port = ${port}
server.stream-request-body = 2
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${upstreamPort})))
`,
};

const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const large = Buffer.alloc(8 * 1024 * 1024, 'large bodies come through ');

type Got = { readonly status: number; readonly body: Buffer; readonly fields: Readonly<Record<string, unknown>> };

/** Node's own client; a body without a length goes out in chunks. */
function ask(port: number, method: string, path: string, body: Buffer | null, length: boolean): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const headers = { host: fuzzHost, ...(body !== null && length ? { 'content-length': body.length } : {}) };
  const call = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), fields: response.headers }),
    );
    response.on('error', reject);
  });
  call.on('error', reject);
  if (body !== null) {
    // In two pieces, so that Node does not know the length of itself.
    call.write(body.subarray(0, 1));
    call.write(body.subarray(1));
  }
  call.end();
  return promise;
}

const service = await openFake(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  response.setHeader('X-Seen', `${request.method} ${request.url} ${body.length} ${digest(body)}`);
  if (request.url === '/large') response.setHeader('Content-Length', large.length).end(large);
  else if (request.url === '/unknown-length') {
    response.write('piece ');
    response.end('by piece');
  } else response.end('hello');
});
after(() => service.close());
const servicePort = Number(new URL(service.url).port);

for (const name of ['nginx', 'haproxy', 'lighttpd'] as const) {
  const skip = hasProgram(name) ? false : `${name} is not installed, and only root can`;
  /** Ports to speak to: the program before the gateway, and behind it. */
  const ports: Record<string, number> = {};
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    if (skip !== false) return;
    const behind = await openProgram(name, configurations[name](servicePort));
    const toBehind = await openPassage(`http://127.0.0.1:${behind.port}`);
    const direct = await openPassage(service.url);
    const inFront = await openProgram(name, configurations[name](direct.port));
    ports['behind'] = toBehind.port;
    ports['in front of'] = inFront.port;
    closing.push(inFront.close, direct.close, toBehind.close, behind.close);
  });

  after(async () => {
    for (const close of closing) await close();
  });

  for (const place of ['behind', 'in front of']) {
    test(`with ${name} ${place} the gateway ordinary requests come through unharmed`, { skip }, async () => {
      const port = ports[place] ?? 0;
      const check = async (method: string, path: string, body: Buffer | null, length: boolean): Promise<Got> => {
        const got = await ask(port, method, path, body, length);
        assert.equal(got.status, 200, `${method} ${path}`);
        const sent = body ?? Buffer.alloc(0);
        assert.equal(got.fields['x-seen'], `${method} ${path} ${sent.length} ${digest(sent)}`);
        return got;
      };
      assert.equal(String((await check('GET', '/a?b=c%20d', null, false)).body), 'hello');
      assert.equal(String((await check('HEAD', '/a', null, false)).body), '');
      assert.equal(String((await check('POST', '/a', Buffer.from('a body'), true)).body), 'hello');
      assert.equal(String((await check('POST', '/a', Buffer.from('a body in chunks'), false)).body), 'hello');
      assert.equal(String((await check('GET', '/unknown-length', null, false)).body), 'piece by piece');
      assert.equal(digest((await check('GET', '/large', null, false)).body), digest(large));
      await check('PUT', '/a', large, true);
      await check('PUT', '/a', large, false);
    });
  }
}
