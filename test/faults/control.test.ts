/** docs/faults.md, "The control process": the real parts in processes of their own; the control process is killed and stopped. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before } from 'node:test';
import { z } from 'zod';
import { readLines, type Lines } from '#test/faults/lines.ts';
import { faultTests } from '#test/faults/table.ts';
import { execute, findPortBase } from '#test/system.ts';

const { line, complete } = faultTests('The control process');
const root = resolve(import.meta.dirname, '../..');
const guichet = join(root, 'script', 'guichet');
const dataFolder = mkdtempSync(join(tmpdir(), 'guichet-faults-'));

type Part = { readonly child: ChildProcess; readonly log: Lines; readonly ready: Promise<unknown> };

let portBase = 0;
let control: Part;
let service: Part;
let gateway: Part;
let token = '';

function start(args: readonly string[], base = portBase): Part {
  const flags = ['--data', dataFolder, '--port-base', String(base)];
  const child = spawn(guichet, ['serve', ...args, ...flags], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = readLines(child.stdout).next((text) => text.startsWith('ready'));
  return { child, log: readLines(child.stderr), ready };
}

async function end({ child }: Part, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Starts the control process, and waits until the gateway at `base` follows it again. */
async function startControl(): Promise<void> {
  control = start(['--parts', 'control,identity', '--apply', 'guichet.yaml']);
  await control.ready;
}

/** Asks the gateway until it follows the control process. */
async function untilConnected(base = portBase): Promise<void> {
  let health: string;
  do health = await (await fetch(`http://127.0.0.1:${base + 3}/.guichet/health`)).text();
  while (!health.includes('"controlConnected":true'));
}

type Called = { readonly status: number; readonly reason: string | null };

async function call(bearer: string | null, base = portBase): Promise<Called> {
  const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  const answer = await fetch(`http://127.0.0.1:${base + 3}/mtes/sne-cotation/v1.0/healthcheck`, { headers });
  await answer.text();
  return { status: answer.status, reason: answer.headers.get('x-guichet-reason') };
}

const served: Called = { status: 200, reason: null };
const unverifiable: Called = { status: 503, reason: 'token.unverifiable' };
const unknown: Called = { status: 401, reason: 'token.unknown' };

function broke(part: Part): Promise<string> {
  return part.log.next((text) => text.includes('the stream of snapshots broke'));
}

const firstCallSchema = z.object({ steps: z.array(z.object({ command: z.string().optional() })) });

async function getToken(): Promise<string> {
  const flags = ['--json', '--data', dataFolder, '--port-base', String(portBase)];
  const { stdout } = await execute(guichet, ['first-call', 'sne-cotation', ...flags]);
  const commands = firstCallSchema.parse(JSON.parse(stdout)).steps.map(({ command = '' }) => command);
  const [, id = '', secret = ''] = /CLIENT_ID=(\S+); CLIENT_SECRET=(\S+)/.exec(commands.join('\n')) ?? [];
  const answer = await fetch(`http://127.0.0.1:${portBase + 1}/piste-sandbox/api/oauth/token`, {
    method: 'POST',
    headers: { accept: 'utf-8' },
    body: new URLSearchParams({ client_id: id, client_secret: secret, grant_type: 'client_credentials' }),
  });
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
}

before(async () => {
  portBase = await findPortBase();
  await startControl();
  service = start(['--parts', 'sne-cotation']);
  gateway = start(['--parts', 'gateway']);
  await Promise.all([service.ready, gateway.ready]);
  token = await getToken();
  assert.deepEqual(await call(token), served);
});

after(async () => {
  await Promise.all([end(gateway, 'SIGTERM'), end(service, 'SIGTERM')]);
  // Its server outlives a killed one: the next finds it, and stops it with itself.
  await end(control, 'SIGTERM');
  rmSync(dataFolder, { recursive: true, force: true });
});

line('it is killed', async () => {
  await end(control, 'SIGKILL');
  assert.deepEqual(await call(token), served);
  assert.deepEqual(await call('never-seen'), unverifiable);
  for (const _try of [1, 2, 3, 4]) {
    await broke(gateway);
    assert.deepEqual(await call(token), served);
  }
  await startControl();
  await untilConnected();
  assert.deepEqual(await call(token), served);
  assert.deepEqual(await call('never-seen'), unknown);
});

line('it hangs', async () => {
  control.child.kill('SIGSTOP');
  assert.deepEqual(await call(token), served);
  assert.deepEqual(await call('never-seen-either'), unverifiable);
  await broke(gateway);
  assert.deepEqual(await call(token), served);
  control.child.kill('SIGCONT');
  await untilConnected();
  assert.deepEqual(await call('never-seen-either'), unknown);
});

/** A gateway beside the first, on the same last good snapshot, which looks for the control process in the same place. */
async function startSecond(): Promise<{ readonly second: Part; readonly base: number }> {
  const base = await findPortBase();
  return { base, second: start(['--parts', 'gateway', '--control-url', `http://127.0.0.1:${portBase + 4}`], base) };
}

line('a gateway starts while it is away', async () => {
  await end(control, 'SIGKILL');
  const { second, base } = await startSecond();
  await second.ready;
  await second.log.next((text) => text.includes('"from":"disk"'));
  assert.deepEqual(await call(null, base), { status: 400, reason: 'credential.missing' });
  assert.deepEqual(await call(token, base), unverifiable);
  await startControl();
  await untilConnected(base);
  assert.deepEqual(await call(token, base), served);
  await end(second, 'SIGTERM');
});

line('a gateway starts while it is away, and the last good snapshot is damaged', async () => {
  await end(gateway, 'SIGTERM');
  await end(control, 'SIGKILL');
  const file = join(dataFolder, 'gateway', 'snapshot.sealed');
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
  writeFileSync(file, bytes);
  const { second, base } = await startSecond();
  await second.log.next((text) => text.includes('the last good snapshot is damaged or not ours, and is not used'));
  await broke(second);
  assert.deepEqual(await call(token, base), { status: 503, reason: 'gateway.not_ready' });
  await startControl();
  await second.ready;
  assert.deepEqual(await call(token, base), served);
  await end(second, 'SIGTERM');
});

complete();
