/** The system under proof, each part a process of its own: a control process with its embedded database, and two gateways. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { childEnvironment } from '#base/settings.ts';
import { clusterFolder } from '#database/embedded/cluster.ts';
import { findPostmaster } from '#database/embedded/postmaster-file.ts';
import { reachServer } from '#database/embedded/reach.ts';
import { databaseName, embeddedConnection } from '#database/embedded/server.ts';
import { readLines } from '#test/faults/lines.ts';
import { declarationText, type Ask } from '#test/metering/exactness/world.ts';
import { findPortBase } from '#test/system.ts';

const guichet = resolve(import.meta.dirname, '../../../script/guichet');
const pollMs = 50;
/** Longest wait for what comes back in a second or two. */
const patienceMs = 120_000;
/** Above it lie the ports of connections that clients open: one of them could take a gateway's while it is away. */
const highestPort = 32_000;

/**
 * `gateway`: SIGKILL to the first one. `gateway stopped`: the second one is asked to stop, and started again, by which nothing may
 * be lost. `control` and `database`: SIGKILL.
 */
export const victims = ['gateway', 'control', 'database', 'gateway stopped'] as const;
export type Victim = (typeof victims)[number];

export type Outage = {
  readonly victim: Victim;
  /** The gateway whose last calls may be lost by it; null: none may. */
  readonly lossy: number | null;
  readonly strickenAtMs: number;
  readonly backAtMs: number;
};

export type Processes = {
  /** Ports that the gateways serve on. */
  readonly ports: readonly number[];
  readonly ask: Ask;
  readonly database: () => Promise<pg.ClientConfig>;
  /** Starts the gateways, when there is something for them to know. */
  readonly startGateways: () => Promise<void>;
  /** Strikes it, and gives what that was when it is there again. */
  readonly strike: (victim: Victim) => Promise<Outage>;
  /** Stops the gateways; settles when they have handed over all that they had. */
  readonly emptyGateways: () => Promise<void>;
  /** What the parts have said is lost; and how one ended that nobody had asked to. */
  readonly said: readonly string[];
  readonly close: () => Promise<void>;
};

type Part = { readonly args: readonly string[]; child: ChildProcess };

/** Starts the control process in a fresh data folder below `folder`; `upstream` is the address behind its APIs. */
export async function startProcesses(folder: string, upstream: string, workers: number): Promise<Processes> {
  const key = (): string => randomBytes(32).toString('base64url');
  const keys = { GUICHET_GATEWAY_KEY: key(), GUICHET_ADMIN_KEY: key() };
  const said: string[] = [];
  const declaration = join(folder, 'exact.yaml');
  await writeFile(declaration, declarationText(upstream));
  const dataFolder = join(folder, 'control');
  await mkdir(dataFolder);
  const bases = await portBases(3);
  const controlUrl = `http://127.0.0.1:${(bases[0] ?? 0) + 4}`;

  const begin = (args: readonly string[]): Part => ({ args, child: startChild(args, keys, said) });
  const again = async (part: Part): Promise<void> => {
    part.child = startChild(part.args, keys, said);
    await untilReady(part.child);
  };
  const control = begin(['--parts', 'control', '--apply', declaration, ...place(dataFolder, bases[0])]);
  const gateways: Part[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(gateways.map(({ child }) => end(child, 'SIGTERM')));
    await end(control.child, 'SIGTERM');
  };
  const spools = (index: number): string => join(folder, `gateway-${index}`, 'gateway', 'usage');

  const strikes: Readonly<Record<Victim, () => Promise<void>>> = {
    gateway: () => restart(gateways[0], 'SIGKILL', again),
    'gateway stopped': () => restart(gateways[1], 'SIGTERM', again),
    control: () => restart(control, 'SIGKILL', again),
    database: () => killDatabase(dataFolder),
  };
  try {
    await untilReady(control.child);
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    ports: bases.slice(1).map((base) => base + 3),
    ask: async (path, body) => ask(`${controlUrl}/admin/v1${path}`, keys.GUICHET_ADMIN_KEY, body),
    database: () => embeddedConnection(dataFolder, databaseName),
    startGateways: async () => {
      const common = ['--parts', 'gateway', '--gateway-workers', String(workers), '--control-url', controlUrl];
      for (const [index, base] of bases.slice(1).entries()) {
        gateways.push(begin([...common, ...place(join(folder, `gateway-${index}`), base)]));
      }
      await Promise.all(gateways.map(({ child }) => untilReady(child)));
    },
    strike: async (victim) => {
      const strickenAtMs = Date.now();
      await strikes[victim]();
      return { victim, lossy: victim === 'gateway' ? 0 : null, strickenAtMs, backAtMs: Date.now() };
    },
    emptyGateways: () =>
      within('the gateways’ spools are empty', async () => {
        await Promise.all(gateways.map(({ child }) => end(child, 'SIGTERM')));
        const left = await Promise.all(gateways.map((_, index) => bytesBelow(spools(index))));
        if (left.every((bytes) => bytes === 0)) return true;
        // What it could not hand over as it stopped, it hands over from the disk.
        await Promise.all(gateways.map(again));
        return false;
      }),
    said,
    close,
  };
}

function place(data: string, base: number | undefined): string[] {
  return ['--data', data, '--port-base', String(base), '--log-level', 'warn'];
}

async function portBases(count: number): Promise<number[]> {
  const bases: number[] = [];
  while (bases.length < count) {
    const base = await findPortBase();
    if (base < highestPort && bases.every((other) => Math.abs(other - base) > 20)) bases.push(base);
  }
  return bases;
}

/** Whatever else goes wrong while a database is away: nothing may be given up. */
const alarming = /"message":"[^"]*\blost\b/;

function startChild(args: readonly string[], keys: Readonly<Record<string, string>>, said: string[]): ChildProcess {
  const child = spawn(guichet, ['serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(keys),
  });
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (alarming.test(line)) said.push(line);
    last.push(line);
    if (last.length > 20) last.shift();
  });
  child.once('exit', (code, signal) => {
    if (!child.killed) said.push(`a part ended by itself with ${code ?? signal}: serve ${args.join(' ')}`, ...last);
  });
  return child;
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('it has no standard output');
  const ready = readLines(child.stdout).next((line) => line.startsWith('ready'));
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`a part ended with ${code ?? signal} before it was ready`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function restart(
  part: Part | undefined,
  signal: NodeJS.Signals,
  again: (part: Part) => Promise<void>,
): Promise<void> {
  if (part === undefined) throw new Error('it has not been started');
  await end(part.child, signal);
  await again(part);
}

/** Kills the server; its supervisor in the control process starts it again. */
async function killDatabase(dataFolder: string): Promise<void> {
  const cluster = clusterFolder(dataFolder);
  const postmaster = await findPostmaster(cluster);
  if (postmaster?.state !== 'running') throw new Error('the database does not run');
  process.kill(postmaster.pid, 'SIGKILL');
  const connection = await embeddedConnection(dataFolder, databaseName);
  await within('the database answers again', async () => {
    const next = await findPostmaster(cluster);
    return next?.state === 'running' && next.pid !== postmaster.pid && (await reachServer(connection)) === 'up';
  });
}

/** Looks again and again until `fits`. @throws Error after far too long */
export async function within(what: string, fits: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await fits())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await pause(pollMs);
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const parcels = entries.filter((name) => name.endsWith('.ndjson'));
  const sizes = await Promise.all(parcels.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function ask(url: string, key: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const said: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${url} → ${answer.status}: ${JSON.stringify(said)}`);
  return said;
}
