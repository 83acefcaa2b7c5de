import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { test } from 'node:test';
import type { AnswerSink, Failure } from '#http1/client/request.ts';
import { Upstream } from '#http1/client/upstream.ts';
import { Deadlines } from '#http1/deadlines.ts';
import { openFieldNames } from '#http1/field-names.ts';

const ms = { connectMs: 1_000, firstByteMs: 1_000, stallMs: 1_000, totalMs: 1_000, idleMs: 1_000, maximumAgeMs: 1_000 };
const limits = {
  ...ms,
  ...{ maximumConnections: 4, maximumWaiting: 4 },
  ...{ failuresToEject: 5, ejectionMs: 60_000, maximumEjectionMs: 60_000 },
};

async function listen(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return { server, port: address.port };
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function withUpstream(ports: readonly number[], run: (upstream: Upstream) => Promise<void>): Promise<void> {
  const deadlines = new Deadlines(20);
  const rules = { names: openFieldNames({}, {}), maximumHeadBytes: 4_096, maximumFields: 20 };
  const targets = ports.map((port) => ({ host: '127.0.0.1', port, secure: false }));
  const upstream = new Upstream({ targets, limits, rules, deadlines });
  await run(upstream).finally(() => {
    upstream.close();
    deadlines.close();
  });
}

/** Sends one request; gives the status, or the reason of the failure. */
function ask(upstream: Upstream): Promise<number | Failure['reason']> {
  return new Promise((resolve) => {
    const sink: AnswerSink = {
      onSending: () => undefined,
      onSendingDrain: () => undefined,
      onAnswer: (head) => resolve(head.status),
      onAnswerBody: () => undefined,
      onAnswerEnd: () => undefined,
      onAnswerCut: ({ reason }) => resolve(reason),
      onFailure: ({ reason }) => resolve(reason),
    };
    const kind = { body: '', bodylessAnswer: false, idempotent: true, upgrade: false, furtherTargets: 3 };
    upstream.send({ ...kind, head: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' }, sink);
  });
}

test('a target that cannot be reached is tried once a request, when there is no other', async () => {
  await withUpstream([await freePort()], async (upstream) => {
    for (let failure = 1; failure <= limits.failuresToEject; failure += 1) {
      assert.equal(await ask(upstream), 'unreachable');
    }
    assert.equal(await ask(upstream), 'refused');
  });
});

test('a request whose target cannot be reached goes to another', async () => {
  const { server, port } = await listen();
  await withUpstream([await freePort(), port], async (upstream) => {
    for (let request = 1; request <= 10; request += 1) assert.equal(await ask(upstream), 200);
  });
  await new Promise((resolve) => server.close(resolve));
});
