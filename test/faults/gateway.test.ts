/** docs/faults.md, "The gateway": workers and processes that die, and a disk that is full. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { openLog } from '#base/log.ts';
import { openWorkers, systemSurroundings } from '#gateway/workers/supervisor.ts';
import { openLines, readLines } from '#test/faults/lines.ts';
import { requestText } from '#test/faults/surroundings.ts';
import { faultTests } from '#test/faults/table.ts';
import { startUpstream } from '#test/faults/upstream-process.ts';
import { gatewayKey, openControl, openFolder, openTestGateway, speak } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { startSystem } from '#test/system.ts';

const { line, complete } = faultTests('The gateway');

async function withTwoWorkers(
  run: (scene: {
    port: number;
    threads: Worker[];
    logged: (message: string, more?: RegExp) => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const [control, folder, upstream] = await Promise.all([openControl(), openFolder(), startUpstream()]);
  const route = { ...webstatRoute, credential: 'client-id', upstream: `http://127.0.0.1:${upstream.port}` } as const;
  control.publish(sampleSnapshot({ routes: [{ ...route, basePath: '/problem' }] }));
  const lines = openLines();
  const threads: Worker[] = [];
  const gateway = await openWorkers(
    {
      listeners: [{ environment: null, host: '127.0.0.1', port: 0 }],
      ...{ control: { url: control.url, key: gatewayKey }, dataFolder: folder.path, trustProxy: false },
      ...{ workers: 2, logLevel: 'info', log: openLog({}, lines.put) },
    },
    {
      ...systemSurroundings,
      writeLine: lines.put,
      startWorker: (data) => {
        const thread = systemSurroundings.startWorker(data);
        threads.push(thread);
        return thread;
      },
    },
  );
  await gateway.ready;
  const logged = (message: string, more = /(?:)/): Promise<string> =>
    lines.next((text) => JSON.parse(text).message === message && more.test(text));
  try {
    await run({ port: gateway.addresses[0]?.port ?? 0, threads, logged });
  } finally {
    await gateway.close();
    await Promise.all([upstream.kill(), control.close(), folder.close()]);
  }
}

/** A kept connection: whether it goes on serving. */
async function serves(port: number, agent: Agent): Promise<boolean> {
  const headers = { host: webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
  const request = httpRequest({ port, host: '127.0.0.1', path: '/problem/hello', agent, headers }).end();
  try {
    const [answer]: IncomingMessage[] = await once(request, 'response');
    answer?.resume();
    return answer?.statusCode === 200;
  } catch {
    return false;
  }
}

/** Thirty kept connections before, and the same after `harm`: some break, none but those of one worker; then all serve. */
async function assertOthersServe(port: number, harm: () => Promise<void>): Promise<void> {
  const agents = Array.from({ length: 30 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const all = (): Promise<boolean[]> => Promise.all(agents.map((agent) => serves(port, agent)));
  assert.ok((await all()).every(Boolean));
  await harm();
  assert.ok((await all()).some(Boolean), 'the others serve on');
  assert.ok((await all()).every(Boolean), 'whoever connects again is served');
  for (const agent of agents) agent.destroy();
}

line('a worker is killed', () =>
  withTwoWorkers(({ port, threads, logged }) =>
    assertOthersServe(port, async () => {
      await threads[0]?.terminate();
      await logged('a worker died and is replaced');
    }),
  ),
);

line('a worker runs into a fault that nobody caught', () =>
  withTwoWorkers(({ port, threads, logged }) =>
    assertOthersServe(port, async () => {
      // An order that no supervisor gives: the worker does not catch what its parser throws.
      threads[1]?.postMessage({ type: 'nonsense' });
      await logged('a worker died and is replaced', /invalid_union|Invalid/);
    }),
  ),
);

line('its process is killed', async () => {
  const system = await startSystem({ hosts: guideHosts });
  try {
    assert.ok(system.process.stderr !== null);
    const log = readLines(system.process.stderr);
    const child = (): number =>
      Number(execFileSync('pgrep', ['-P', String(system.process.pid), '-f', 'parts gateway'], { encoding: 'utf8' }));
    const killed = child();
    process.kill(killed, 'SIGKILL');
    await log.next((text) => text.includes('the gateway’s process ended and is started again'));
    await log.next((text) => text.includes('the gateway’s process answers again'));
    assert.notEqual(child(), killed);
    assert.equal(
      (await speak(system.portBase + 2, requestText('/hello', { fields: 'Connection: close\r\n' }))).status,
      404,
    );
  } finally {
    await system.stop();
  }
});

type SmallDisk = { readonly fill: () => void; readonly empty: () => void; readonly close: () => void };

/** A disk of 256 KB, a file system of its own, and what fills it; null where nobody may mount one. */
function mountSmallDisk(path: string): SmallDisk | null {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const filling = join(path, 'filling');
  return {
    fill: () => {
      assert.throws(() => writeFileSync(filling, Buffer.alloc(1024 * 1024)), { code: 'ENOSPC' });
    },
    empty: () => rmSync(filling, { force: true }),
    close: () => execFileSync('umount', [path]),
  };
}

line('the disk of the last good snapshot is full', async (t) => {
  const folder = await openFolder();
  const disk = mountSmallDisk(join(folder.path, 'disk'));
  if (disk === null) return t.skip('a small disk cannot be mounted here');
  const [control, upstream] = await Promise.all([openControl(), startUpstream()]);
  const dataFolder = join(folder.path, 'disk');
  const lines = openLines();
  const publish = (revision: number): void => {
    const route = { ...webstatRoute, credential: 'client-id', upstream: `http://127.0.0.1:${upstream.port}` } as const;
    control.publish(sampleSnapshot({ revision, routes: [{ ...route, basePath: '/problem' }] }));
  };
  const open = (url: string) => openTestGateway(url, dataFolder, { log: openLog({}, lines.put) });
  const hello = requestText('/hello', { fields: 'Connection: close\r\n' });
  const assertServesAlone = async (revision: number): Promise<void> => {
    const alone = await open('http://127.0.0.1:1');
    await lines.next((text) => text.includes('"from":"disk"') && text.includes(`"revision":${revision},`));
    assert.equal((await speak(alone.addresses[0]?.port ?? 0, hello)).status, 200);
    await alone.close();
  };
  publish(1);
  const first = await open(control.url);
  await first.ready;
  await first.close();
  disk.fill();
  publish(2);
  const second = await open(control.url);
  await lines.next((text) => text.includes('"revision":2,') && text.includes('"from":"control"'));
  assert.equal((await speak(second.addresses[0]?.port ?? 0, hello)).status, 200);
  await lines.next((text) => text.includes('the last good snapshot could not be written') && text.includes('ENOSPC'));
  assert.deepEqual(readdirSync(join(dataFolder, 'gateway')), ['snapshot.sealed']);
  await assertServesAlone(1);
  disk.empty();
  await second.close();
  await assertServesAlone(2);
  disk.close();
  await Promise.all([upstream.kill(), control.close(), folder.close()]);
});

complete();
