/** docs/faults.md, "Clients": slow ones, those that go away, and many of them at once. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before } from 'node:test';
import { openLog } from '#base/log.ts';
import type { Gateway } from '#gateway/gateway.ts';
import { openWorkers, systemSurroundings } from '#gateway/workers/supervisor.ts';
import { openLines, type Lines } from '#test/faults/lines.ts';
import { notRelayed, requestText } from '#test/faults/surroundings.ts';
import { faultTests } from '#test/faults/table.ts';
import { startUpstream, type UpstreamProcess } from '#test/faults/upstream-process.ts';
import { bodyOf, gatewayKey, openControl, openFolder, speak, type FakeControl } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';
import { execute } from '#test/system.ts';

const { line, complete } = faultTests('Clients');

let control: FakeControl;
let folder: Awaited<ReturnType<typeof openFolder>>;
let upstream: UpstreamProcess;
let gateway: Gateway;
let lines: Lines;
let port = 0;
let descriptorsAtStart = 0;

/** The gateway has a thread of its own, so that it is not the test that is slow. */
before(async () => {
  [control, folder, upstream] = await Promise.all([openControl(), openFolder(), startUpstream()]);
  const address = `http://127.0.0.1:${upstream.port}`;
  control.publish(
    sampleSnapshot({
      routes: [
        { ...webstatRoute, credential: 'client-id', basePath: '/problem', dialect: 'problem', upstream: address },
      ],
      // The tool can send no credential: what it sends is handed through.
      passages: [{ host: '127.0.0.1', upstream: address }],
    }),
  );
  lines = openLines();
  gateway = await openWorkers(
    {
      listeners: [{ environment: null, host: '127.0.0.1', port: 0 }],
      ...{ control: { url: control.url, key: gatewayKey }, dataFolder: folder.path, trustProxy: false },
      ...{ workers: 1, logLevel: 'info', log: openLog({}, lines.put) },
      clientTimes: { headMs: 1_000, idleMs: 60_000, stallMs: 1_000, bodyMs: 2_000 },
      deadlineStepMs: 50,
    },
    { ...systemSurroundings, writeLine: lines.put },
  );
  await gateway.ready;
  port = gateway.addresses[0]?.port ?? 0;
  descriptorsAtStart = descriptors();
});

after(async () => {
  await gateway.close();
  await Promise.all([upstream.kill(), control.close(), folder.close()]);
});

const logged = (message: string, why: string): Promise<string> =>
  lines.next((text) => text.includes(`"${message}"`) && text.includes(why));

const closing = { fields: 'Connection: close\r\n' };

async function assertServes(): Promise<void> {
  const { status, body } = await speak(port, requestText('/hello', closing));
  assert.deepEqual([status, body], [200, 'hello']);
}

/** Clients' connections that the gateway holds: established, or ended by the client alone. */
function heldConnections(): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows.filter((row) => {
    const [, from = '', , state = ''] = row.trim().split(/ +/);
    return from.endsWith(local) && ['01', '08'].includes(state);
  }).length;
}

async function untilHeld(connections: number): Promise<void> {
  while (heldConnections() !== connections) await new Promise(setImmediate);
}

/** Sockets and files of this process: the gateway's and the test's. */
const descriptors = (): number => readdirSync('/proc/self/fd').length;

/** Runs `run` and waits until the gateway holds no client's connection any more; what it serves next is whole. */
async function holdingNothing(run: () => Promise<void>): Promise<void> {
  await untilHeld(0);
  await run();
  await untilHeld(0);
  await assertServes();
}

type Client = {
  readonly socket: Socket;
  /** What came back until the end of the connection. */
  readonly ended: Promise<string>;
  readonly failure: () => string | null;
};

/** A connection that sends `text`. */
function open(text: string): Client {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let failure: string | null = null;
  socket.setEncoding('latin1');
  socket.on('data', (piece: string) => (received += piece));
  socket.on('error', (cause: NodeJS.ErrnoException) => (failure = cause.code ?? cause.message));
  socket.write(text, 'latin1');
  const ended = new Promise<string>((resolve) => void socket.on('close', () => resolve(received)));
  return { socket, ended, failure: () => failure };
}

/** Of the answer to `/large`. */
const largeBytes = 8 * 1024 * 1024;
const slowBody = requestText('/wait', { method: 'POST', fields: 'Content-Length: 1000\r\n' });

/** Sends one byte after the other, for as long as it may. */
function trickle({ socket }: Client): void {
  const timer = setInterval(() => socket.write('a'), 100);
  socket.once('close', () => clearInterval(timer));
}

line('one sends its head too slowly (15 s)', async () => {
  const client = open('GET /problem/hello HTTP/1.1\r\nX-A: ');
  trickle(client);
  assert.match(await client.ended, /^HTTP\/1\.1 408 [^]*x-guichet-reason: request\.too_slow/);
  await logged('a request could not be parsed', 'too_slow');
});

line('one sends its body too slowly (30 s of silence, 300 s in all)', async () => {
  const silent = open(slowBody);
  const trickling = open(slowBody);
  trickle(trickling);
  for (const client of [silent, trickling]) {
    await upstream.begun('/wait');
    assert.match(await client.ended, /^HTTP\/1\.1 408 [^]*x-guichet-reason: request\.too_slow/);
    await logged(notRelayed, 'request body: too_slow');
  }
});

line('one does not read its answer (30 s)', async () => {
  const client = open(requestText('/large', closing));
  client.socket.pause();
  await untilHeld(1);
  await untilHeld(0);
  client.socket.resume();
  // Reset, not ended: neither does the kernel keep for later what nobody reads, nor looks it whole.
  assert.ok((await client.ended).length < largeBytes);
  assert.equal(client.failure(), 'ECONNRESET');
});

line('one goes away in the middle of its request', async () => {
  const client = open(slowBody);
  await upstream.begun('/wait');
  client.socket.destroy();
  await logged(notRelayed, 'request body: cut');
  await untilHeld(0);
});

line('one goes away in the middle of its answer', () =>
  holdingNothing(async () => {
    const client = open(requestText('/large', closing));
    await once(client.socket, 'data');
    client.socket.destroy();
  }),
);

/** Calls one after the other on one connection until `stopped`; gives how many were served, and fails when one was not. */
async function callUntil(stopped: () => boolean): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { host: webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
  let served = 0;
  for (; !stopped(); served += 1) {
    const request = httpRequest({ port, host: '127.0.0.1', path: '/problem/hello', agent, headers }).end();
    const [answer]: IncomingMessage[] = await once(request, 'response');
    assert.ok(answer !== undefined);
    assert.deepEqual([answer.statusCode, await bodyOf(answer)], [200, 'hello']);
  }
  agent.destroy();
  return served;
}

/** Its ways to be slow, for two seconds each: heads, bodies, reading, ranges. */
const attacks: readonly (readonly string[])[] = [
  ['-H', '-x', '24', '-u', '/hello'],
  ['-B', '-s', '8192', '-x', '24', '-u', '/upload'],
  ['-X', '-w', '512', '-y', '1024', '-n', '1', '-z', '32', '-k', '3', '-u', '/large'],
  ['-R', '-t', 'HEAD', '-a', '10', '-b', '3000', '-u', '/hello'],
];

line('slowhttptest sends slow heads, slow bodies, slow readers and ranges', () =>
  holdingNothing(async () => {
    for (const [mode = '', ...rest] of attacks) {
      const path = rest.pop() ?? '';
      let ended = false;
      const attack = execute('slowhttptest', [
        ...[mode, '-c', '200', '-r', '400', '-i', '1', '-l', '3', '-p', '3', ...rest],
        `http://127.0.0.1:${port}${path}`,
      ]).finally(() => (ended = true));
      const served = await callUntil(() => ended);
      const { stdout, stderr } = await attack;
      assert.match(stdout, /service available:\S* +\S*YES/, `${mode}: ${stdout}${stderr}`);
      assert.ok(served > 0);
    }
  }),
);

/** One of three kinds: a slow head, a slow body, an answer that nobody reads. Ends when it is cut. */
async function beSlow(kind: number): Promise<void> {
  if (kind === 2) {
    const reader = open(requestText('/large', closing));
    reader.socket.pause();
    // The reset reaches whoever writes.
    const timer = setInterval(() => reader.socket.write('GET'), 100);
    await reader.ended;
    clearInterval(timer);
    return;
  }
  const client = open(kind === 0 ? 'GET /problem/hello HTTP/1.1\r\nX-A: ' : slowBody);
  trickle(client);
  const text = await client.ended;
  const about = `a slow ${kind === 0 ? 'head' : 'body'} got '${text.slice(0, 40)}' and ${client.failure() ?? 'no error'}`;
  assert.ok(text.startsWith('HTTP/1.1 408 '), about);
}

line('a thousand are idle and a thousand slow', () =>
  holdingNothing(async () => {
    const idle = Array.from({ length: 1_000 }, () => open(requestText('/hello')));
    await untilHeld(1_000);
    let cut = false;
    const slow = Promise.all(Array.from({ length: 1_000 }, (_, index) => beSlow(index % 3))).finally(
      () => (cut = true),
    );
    const fast = Array.from({ length: 100 }, () => callUntil(() => cut));
    const served = await Promise.all(fast);
    await slow;
    assert.ok(served.every((count) => count > 0));
    await untilHeld(1_000);
    for (const { socket } of idle) socket.end(requestText('/hello', closing));
    for (const { ended } of idle) assert.equal((await ended).match(/HTTP\/1\.1 200 OK/g)?.length, 2);
  }),
);

line('a hundred are cut off in the middle of their answers, fifty times over', () =>
  holdingNothing(async () => {
    const cutOff = async (): Promise<void> => {
      const client = open(requestText('/large'));
      await once(client.socket, 'data');
      client.socket.resetAndDestroy();
    };
    for (let round = 1; round <= 50; round += 1) {
      await Promise.all(Array.from({ length: 100 }, cutOff));
      await assertServes();
    }
  }),
);

line('all of them are gone', async () => {
  await untilHeld(0);
  // Unused connections to the service are kept for a while.
  while (descriptors() > descriptorsAtStart) await new Promise(setImmediate);
  await assertServes();
});

complete();
