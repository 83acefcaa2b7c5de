import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { openLog, silentLog } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import type { Snapshot } from '#gateway/snapshot.ts';
import type { Gateway } from '#gateway/gateway.ts';
import {
  openWorkers,
  systemSurroundings,
  type Surroundings,
  type WorkersSettings,
} from '#gateway/workers/supervisor.ts';
import {
  bodyOf,
  gatewayKey,
  openControl,
  openFake,
  openFolder,
  speak,
  type FakeControl,
  type FakeServer,
} from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';
import { makePair, type PairFiles } from '#test/tls/certificate-pair.ts';

/** The supervisor's own lines name no worker. */
const lineSchema = z.looseObject({
  message: z.string(),
  worker: z.number().default(0),
  requestId: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

let control: FakeControl;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let serve: RequestListener = (_request, response) => void response.end('hello');
let revision = 0;

/** `/away` leads to an upstream that nobody serves: its refusals stand in the log, with the worker that wrote them. */
function snapshot(): Snapshot {
  revision += 1;
  return sampleSnapshot({
    revision,
    routes: [
      { ...webstatRoute, credential: 'client-id', upstream: upstream.url },
      { ...webstatRoute, credential: 'client-id', basePath: '/away', upstream: 'http://127.0.0.1:1' },
    ],
  });
}

const publish = (): void => control.publish(snapshot());

before(async () => {
  control = await openControl();
  upstream = await openFake((request, response) => serve(request, response));
});

beforeEach(async () => {
  folder = await openFolder();
  serve = (_request, response) => void response.end('hello');
  publish();
});

after(() => Promise.all([control.close(), upstream.close()]));

type Running = {
  readonly gateway: Gateway;
  readonly port: number;
  readonly threads: Worker[];
  readonly lines: Line[];
  /** Waits until the workers have logged `message` so often in all. */
  readonly logged: (message: string, times: number) => Promise<void>;
  /** Whether workers that are started from now on die at once. */
  readonly crashing: (crash: boolean) => void;
  /** Pauses before replacements so far; `resume` ends the last one. */
  readonly pauses: number[];
  readonly resume: () => void;
};

/** Runs `run` beside a gateway of `count` workers, whose threads and log lines the test sees. */
async function withWorkers(
  count: number,
  run: (running: Running) => Promise<void>,
  changes: Partial<WorkersSettings> = {},
): Promise<void> {
  const threads: Worker[] = [];
  const lines: Line[] = [];
  const pauses: number[] = [];
  const waiting = new Set<() => void>();
  let crash = false;
  let resume = (): void => undefined;
  const surroundings: Surroundings = {
    ...systemSurroundings,
    startWorker: (data) => {
      const thread = crash
        ? new Worker("throw new Error('no luck')", { eval: true })
        : systemSurroundings.startWorker(data);
      threads.push(thread);
      return thread;
    },
    after: (ms, then) => {
      pauses.push(ms);
      resume = then;
    },
    writeLine: (line) => {
      lines.push(lineSchema.parse(JSON.parse(line)));
      for (const look of waiting) look();
    },
  };
  const log = openLog({}, surroundings.writeLine);
  const logged = (message: string, times: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (lines.filter((line) => line.message === message).length < times) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const gateway = await openWorkers({ ...settings(count), log, ...changes }, surroundings);
  try {
    await gateway.ready;
    await run({
      gateway,
      port: gateway.addresses[0]?.port ?? 0,
      threads,
      lines,
      logged,
      pauses,
      crashing: (on) => (crash = on),
      resume: () => resume(),
    });
  } finally {
    await gateway.close();
    await folder.close();
  }
}

function settings(workers: number): WorkersSettings {
  return {
    listeners: [{ environment: null, host: '127.0.0.1', port: 0 }],
    control: { url: control.url, key: gatewayKey },
    dataFolder: folder.path,
    trustProxy: false,
    logLevel: 'info',
    log: silentLog,
    workers,
  };
}

type Called = { readonly status: number; readonly body: string; readonly requestId: string };

/** One call on a connection of `agent`. @throws what the connection broke with */
async function call(port: number, agent: Agent, path = `${webstatRoute.basePath}/x`): Promise<Called> {
  const headers = { host: webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
  const request = httpRequest({ port, host: '127.0.0.1', path, agent, headers });
  request.end();
  const [answer]: IncomingMessage[] = await once(request, 'response');
  if (answer === undefined) throw new Error('a response event without one');
  return {
    status: answer.statusCode ?? 0,
    body: await bodyOf(answer),
    requestId: String(answer.headers['x-request-id']),
  };
}

const oneConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

/** The worker that serves the connection of `agent`: it logs what it could not relay. */
async function workerOf({ port, lines, logged }: Running, agent: Agent): Promise<number> {
  const { requestId } = await call(port, agent, '/away/x');
  const before = (): Line | undefined => lines.find((line) => line.requestId === requestId);
  for (let seen = 1; before() === undefined; seen += 1) await logged('a request could not be relayed', seen);
  return before()?.worker ?? 0;
}

/** Opens connections until each of two workers has one; gives one of each. */
async function oneConnectionEach(running: Running): Promise<readonly [Agent, Agent]> {
  const found = new Map<number, Agent>();
  for (;;) {
    const agent = oneConnection();
    const worker = await workerOf(running, agent);
    if (found.has(worker)) agent.destroy();
    else found.set(worker, agent);
    const [first, second] = [found.get(1), found.get(2)];
    if (first !== undefined && second !== undefined) return [first, second];
  }
}

test('what every worker has served is handed over to the last request', async () => {
  const before = control.handedOver().length;
  const calls = 40;
  await withWorkers(
    2,
    async (running) => {
      const agents = await oneConnectionEach(running);
      for (let made = 0; made < calls; made += 1) await call(running.port, agents[made % 2] ?? oneConnection());
      for (const agent of agents) agent.destroy();
    },
    { requestLog: 'all' },
  );
  const parcels = control.handedOver().slice(before);
  const counts = parcels.flatMap((parcel) => parcel.counts).filter(({ apiId }) => apiId === webstatRoute.apiId);
  const answered = counts.reduce((sum, { byClass }) => sum + (byClass[2] ?? 0), 0);
  const entries = parcels.flatMap(({ requests }) => requests).filter(({ status }) => status === 200);
  assert.deepEqual([answered, entries.length], [calls, calls]);
  assert.equal(new Set(parcels.map(({ sequence }) => sequence)).size, parcels.length);
  assert.partialDeepStrictEqual(entries[0], { applicationId: sampleApplication.id, operation: '/x', weight: 1 });
});

test('two workers share a port, and both serve', () =>
  withWorkers(2, async (running) => {
    const agents = await oneConnectionEach(running);
    for (const agent of agents) {
      const { status, body } = await call(running.port, agent);
      assert.deepEqual([status, body], [200, 'hello']);
      agent.destroy();
    }
  }));

test('a worker that is killed is replaced, while the connections of the others know nothing of it', () =>
  withWorkers(2, async (running) => {
    const { port, threads } = running;
    const [first, second] = await oneConnectionEach(running);
    const stopped = new AbortController();
    let answered = 0;
    const stream = async (): Promise<void> => {
      while (!stopped.signal.aborted) {
        assert.equal((await call(port, second)).status, 200);
        answered += 1;
      }
    };
    const streaming = stream();
    assert.equal(threads.length, 2);
    await threads[0]?.terminate();
    // Its successor takes connections again.
    for (const agent of await oneConnectionEach(running)) agent.destroy();
    stopped.abort();
    await streaming;
    assert.ok(answered > 0);
    assert.equal(threads.length, 3);
    for (const agent of [first, second]) agent.destroy();
  }));

test('whoever comes while a worker has no snapshot is served by the others', async () => {
  const leaving = await openControl();
  leaving.publish(snapshot());
  // Neither from the control process nor from the disk: the replacement gets no snapshot at all.
  await writeFile(join(folder.path, 'gateway'), 'a file in place of the folder');
  const changes = { control: { url: leaving.url, key: gatewayKey } };
  await withWorkers(
    2,
    async ({ port, threads, lines, logged }) => {
      await leaving.close();
      await logged('the stream of snapshots broke', 2);
      lines.length = 0;
      await threads[0]?.terminate();
      for (let seen = 1; !lines.some(({ worker }) => worker === 1); seen += 1) {
        await logged('the stream of snapshots broke', seen);
      }
      for (let connection = 0; connection < 30; connection += 1) {
        const agent = oneConnection();
        assert.equal((await call(port, agent)).status, 200);
        agent.destroy();
      }
    },
    changes,
  );
});

test('a snapshot that changes under a steady stream of requests drops none', () =>
  withWorkers(2, async (running) => {
    const agents = await oneConnectionEach(running);
    const stopped = new AbortController();
    const stream = async (agent: Agent): Promise<void> => {
      while (!stopped.signal.aborted) assert.equal((await call(running.port, agent)).status, 200);
    };
    const streams = agents.map(stream);
    for (let change = 1; change <= 20; change += 1) {
      publish();
      await running.logged('a snapshot is in force', 2 + 2 * change);
    }
    stopped.abort();
    await Promise.all(streams);
    for (const agent of agents) agent.destroy();
  }));

test('closing lets the answers under way in every worker end, and takes no new connection', () =>
  withWorkers(2, async (running) => {
    const agents = await oneConnectionEach(running);
    const begun: (() => void)[] = [];
    const both = Promise.withResolvers<void>();
    serve = (_request, response) => {
      response.write('first ');
      if (begun.push(() => void response.end('last')) === 2) both.resolve();
    };
    const answers = agents.map((agent) => call(running.port, agent));
    await both.promise;
    const closed = running.gateway.close();
    // The listeners go one after the other, each as its worker hears of it.
    const refused = async (): Promise<void> => {
      const answer = await speak(running.port, '');
      if (answer.failure === null) await refused();
    };
    await refused();
    for (const finish of begun) finish();
    for (const answer of await Promise.all(answers)) assert.equal(answer.body, 'first last');
    await closed;
    for (const agent of agents) agent.destroy();
  }));

test('a port that somebody has is refused, even to one who would share it', () =>
  withWorkers(2, async ({ port }) => {
    const listeners = [{ environment: null, host: '127.0.0.1', port }];
    await assert.rejects(openWorkers({ ...settings(2), listeners }), { code: 'EADDRINUSE', port });
  }));

test('each listener keeps its own port, though none was named', () => {
  const place = { environment: null, host: '127.0.0.1', port: 0 };
  return withWorkers(
    2,
    async ({ gateway }) => assert.equal(new Set(gateway.addresses.map(({ port }) => port)).size, 2),
    { listeners: [place, place] },
  );
});

test('what a worker refuses at its start reaches whoever started it, as the problem that it is', async () => {
  const listeners = [{ environment: null, host: '0.0.0.0', port: 0 }];
  await assert.rejects(
    openWorkers({ ...settings(2), listeners }),
    (failure) => failure instanceof Problem && failure.code === 'listener.plain_not_loopback',
  );
  await folder.close();
});

test('a reload reaches every worker', () =>
  withWorkers(
    2,
    async ({ gateway, logged }) => {
      await gateway.reload();
      await logged('a certificate was read again', 2);
    },
    { listeners: [{ environment: null, host: '127.0.0.1', port: 0, tls: { pair: makeCertificate() } }] },
  ));

function makeCertificate(): PairFiles {
  const files = { certFile: join(folder.path, 'cert.pem'), keyFile: join(folder.path, 'key.pem') };
  makePair(files, 'a.example');
  return files;
}

test('a worker that dies as soon as it lives is started ever later, and the others serve on', () =>
  withWorkers(2, async ({ port, threads, logged, crashing, pauses, resume }) => {
    crashing(true);
    await threads[0]?.terminate();
    for (const times of [2, 3, 4, 5]) {
      await logged('a worker died and is replaced', times);
      if (times < 5) resume();
    }
    assert.deepEqual(pauses, [100, 200, 400, 800]);
    const agent = oneConnection();
    assert.equal((await call(port, agent)).status, 200);
    agent.destroy();
    crashing(false);
    resume();
    await logged('a snapshot is in force', 3);
  }));
