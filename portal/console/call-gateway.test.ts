import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { callGateway, fieldOf } from '#portal/console/call-gateway.ts';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

async function withGateway(answering: Answering, use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(answering);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `address()` of a server that listens on TCP is never a text or null.
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const call = {
  host: 'api.example.org',
  method: 'POST',
  target: '/a?b',
  fields: [['x-a', '1']],
  body: Buffer.from('hello'),
} as const;

test('the gateway is asked by the host of the API, with the fields and the body given and no others', async () => {
  let seen: unknown;
  await withGateway(
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { connection: _, ...headers } = request.headers;
        seen = { url: request.url, method: request.method, headers, body: Buffer.concat(chunks).toString() };
        response.end('ok');
      });
    },
    async (gateway) => {
      const answer = await callGateway({ gateway, ...call });
      assert.equal(answer.body.toString(), 'ok');
      assert.deepEqual(seen, {
        url: '/a?b',
        method: 'POST',
        headers: { host: 'api.example.org', 'accept-encoding': 'identity', 'x-a': '1', 'content-length': '5' },
        body: 'hello',
      });
    },
  );
});

test('a redirect is shown, not followed', async () => {
  let calls = 0;
  await withGateway(
    (_request, response) => {
      calls += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    },
    async (gateway) => {
      const answer = await callGateway({ gateway, ...call });
      assert.deepEqual([answer.status, fieldOf(answer, 'location'), calls], [302, '/elsewhere', 1]);
    },
  );
});

test('of an answer without end only the beginning is read', async () => {
  await withGateway(
    (_request, response) => {
      const write = (): void => {
        while (response.writable && response.write(Buffer.alloc(64 * 1024, 'a')));
      };
      response.on('drain', write);
      write();
    },
    async (gateway) => {
      const answer = await callGateway({ gateway, ...call });
      assert.equal(answer.cut, true);
      assert.equal(answer.body.length, limits.relayAnswerBytes);
    },
  );
});

test('a gateway that is not there, or hangs up, is told as such', async () => {
  const isUnreachable = (cause: unknown) => cause instanceof Problem && cause.code === 'relay.gateway_unreachable';
  await assert.rejects(callGateway({ gateway: 'http://127.0.0.1:9', ...call }), isUnreachable);
  await withGateway(
    (request) => request.socket.destroy(),
    (gateway) => assert.rejects(callGateway({ gateway, ...call }), isUnreachable),
  );
});
