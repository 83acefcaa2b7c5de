/** One service at several addresses: who gets a request, and what becomes of it when a target does not. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { Deadlines } from '#http1/deadlines.ts';
import { openFieldNames } from '#http1/field-names.ts';
import type { AnswerSink, Failure, Sending } from '#http1/client/request.ts';
import type { UpstreamLimits } from '#http1/client/settings.ts';
import { Upstream } from '#http1/client/upstream.ts';

type Target = {
  readonly name: string;
  /** Requests that came and were not answered yet. */
  readonly held: Socket[];
  /** Answers at once, holds back, or closes without a word. */
  behaviour: 'answer' | 'hold' | 'break';
  received: number;
  readonly server: Server;
};

const limits: UpstreamLimits = {
  connectMs: 2_000,
  firstByteMs: 60_000,
  stallMs: 60_000,
  totalMs: 60_000,
  idleMs: 60_000,
  maximumAgeMs: 600_000,
  maximumConnections: 4,
  maximumWaiting: 10,
  maximumTunnels: 2,
  failuresToEject: 3,
  ejectionMs: 1_000,
  maximumEjectionMs: 4_000,
};

/** Walks once an hour, that is never: the tests set its time. */
const deadlines = new Deadlines(3_600_000);
const open: { close: () => void }[] = [];
let targets: readonly Target[] = [];

function answer(socket: Socket, name: string): void {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
}

async function openTarget(name: string): Promise<Target> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      target.received += 1;
      if (target.behaviour === 'break') socket.destroy();
      else if (target.behaviour === 'hold') target.held.push(socket);
      else if (!String(data).includes('pgrade')) answer(socket, name);
      else socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
  });
  const target: Target = { name, held: [], behaviour: 'answer', received: 0, server };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  open.push({ close: () => server.close() });
  return target;
}

function portOf({ server }: Target): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const target = await openTarget('dead');
  const port = portOf(target);
  await new Promise((resolve) => target.server.close(resolve));
  return port;
}

function openUpstream(...ports: readonly number[]): Upstream {
  const upstream = new Upstream({
    targets: ports.map((port) => ({ host: '127.0.0.1', port, secure: false })),
    limits,
    rules: { names: openFieldNames(), maximumHeadBytes: 16_384, maximumFields: 50 },
    deadlines,
  });
  open.push(upstream);
  return upstream;
}

type Outcome = { readonly body: string } | { readonly failure: Failure };

/** Sends a request; settles with the body of its answer, or with how it failed. */
function call(upstream: Upstream, method = 'GET', upgrade = false): Promise<Outcome> {
  return new Promise((resolve) => {
    let sending: Sending | null = null;
    const sink: AnswerSink = {
      onSending: (now) => (sending = now),
      onSendingDrain: () => undefined,
      onAnswer: (head, body) => resolve({ body: head.status === 101 ? 'tunnel' : (body ?? '') }),
      onAnswerBody: () => undefined,
      onAnswerEnd: () => undefined,
      onAnswerCut: () => sending?.abandon(),
      onFailure: (failure) => resolve({ failure }),
    };
    const more = upgrade ? 'connection: upgrade\r\nupgrade: websocket\r\n' : '';
    const head = `${method} / HTTP/1.1\r\nhost: service\r\n${more}\r\n`;
    const idempotent = method !== 'POST';
    upstream.send({ head, body: '', bodylessAnswer: false, idempotent, upgrade, furtherTargets: 3 }, sink);
  });
}

/** Settles when `targets` have received `count` requests between them. */
async function received(count: number): Promise<void> {
  while (targets.reduce((sum, target) => sum + target.received, 0) < count) await new Promise(setImmediate);
}

beforeEach(async () => {
  deadlines.nowMs = 1_000_000;
  targets = [await openTarget('one'), await openTarget('two')];
});

after(() => {
  for (const one of open) one.close();
  deadlines.close();
});

test('requests under way are shared out evenly, and the next goes where there are fewest', async () => {
  const upstream = openUpstream(...targets.map(portOf));
  for (const target of targets) target.behaviour = 'hold';
  const answered: Outcome[] = [];
  const calls = Array.from({ length: 6 }, () => call(upstream).then((outcome) => answered.push(outcome)));
  await received(6);
  assert.deepEqual(
    targets.map((target) => target.received),
    [3, 3],
  );
  const [one, two] = targets;
  assert.ok(one !== undefined && two !== undefined);
  for (const socket of two.held) answer(socket, 'two');
  while (answered.length < 3) await new Promise(setImmediate);
  two.behaviour = 'answer';
  for (let round = 0; round < 3; round += 1) assert.deepEqual(await call(upstream), { body: 'two' });
  for (const socket of one.held) answer(socket, 'one');
  await Promise.all(calls);
});

test('of idle targets each gets its turn', async () => {
  const upstream = openUpstream(...targets.map(portOf));
  for (let round = 0; round < 4; round += 1) await call(upstream);
  assert.deepEqual(
    targets.map((target) => target.received),
    [2, 2],
  );
});

test('a request that a dead target did not take goes to another, whatever its method and however busy the other is', async () => {
  const [one] = targets;
  assert.ok(one !== undefined);
  const upstream = openUpstream(await deadPort(), portOf(one), await deadPort());
  one.behaviour = 'hold';
  const busy = call(upstream);
  await received(1);
  one.behaviour = 'answer';
  for (const method of ['POST', 'GET', 'POST']) assert.deepEqual(await call(upstream, method), { body: 'one' });
  for (const socket of one.held) answer(socket, 'held');
  assert.deepEqual(await busy, { body: 'held' });
});

test('with all targets dead the request fails as unreachable, and the next ones are not even tried', async () => {
  const upstream = openUpstream(await deadPort(), await deadPort());
  for (let round = 0; round < limits.failuresToEject; round += 1) {
    const outcome = await call(upstream);
    assert.equal('failure' in outcome && outcome.failure.reason, 'unreachable');
  }
  const outcome = await call(upstream);
  assert.equal('failure' in outcome && outcome.failure.reason, 'refused');
  assert.equal(upstream.retryAfterMs, limits.ejectionMs);
});

test('a request that was sent is not sent to another target', async () => {
  const upstream = openUpstream(...targets.map(portOf));
  for (const target of targets) target.behaviour = 'break';
  const outcome = await call(upstream, 'POST');
  assert.equal('failure' in outcome && outcome.failure.reason, 'broken');
  await received(1);
  assert.equal(
    targets.reduce((sum, target) => sum + target.received, 0),
    1,
  );
});

test('a target that fails again and again is left alone, tried by one request, and comes back', async () => {
  const [one, two] = targets;
  assert.ok(one !== undefined && two !== undefined);
  const upstream = openUpstream(portOf(one), portOf(two));
  one.behaviour = 'break';
  let failed = 0;
  for (let round = 0; round < 10; round += 1) if ('failure' in (await call(upstream, 'POST'))) failed += 1;
  assert.equal(failed, limits.failuresToEject);
  assert.equal(one.received, limits.failuresToEject);

  // The rest is over: one request is the trial, it fails, and the next rest is longer.
  deadlines.nowMs += limits.ejectionMs;
  for (let round = 0; round < 4; round += 1) await call(upstream, 'POST');
  assert.equal(one.received, limits.failuresToEject + 1);
  deadlines.nowMs += limits.ejectionMs;
  for (let round = 0; round < 4; round += 1) assert.deepEqual(await call(upstream, 'POST'), { body: 'two' });

  one.behaviour = 'answer';
  deadlines.nowMs += limits.ejectionMs;
  const bodies = new Set<string>();
  for (let round = 0; round < 4; round += 1) bodies.add(JSON.stringify(await call(upstream, 'POST')));
  assert.deepEqual([...bodies].sort(), ['{"body":"one"}', '{"body":"two"}']);
});

test('tunnels count as load and not as connections, and there is an end to their number', async () => {
  const [one, two] = targets;
  assert.ok(one !== undefined && two !== undefined);
  const alone = openUpstream(portOf(one));
  assert.deepEqual(await call(alone, 'GET', true), { body: 'tunnel' });
  assert.deepEqual(await call(alone, 'GET', true), { body: 'tunnel' });
  const third = await call(alone, 'GET', true);
  assert.equal('failure' in third && third.failure.reason, 'refused');
  const calls = Array.from({ length: limits.maximumConnections }, () => call(alone));
  assert.ok((await Promise.all(calls)).every((outcome) => 'body' in outcome));

  const both = openUpstream(portOf(one), portOf(two));
  const tunnelAt = targets.map((target) => target.received);
  await call(both, 'GET', true);
  const other = targets.find((target, index) => target.received === tunnelAt[index]);
  for (let round = 0; round < 3; round += 1) assert.deepEqual(await call(both), { body: other?.name });
});
