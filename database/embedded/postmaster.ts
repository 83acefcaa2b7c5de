/**
 * One postmaster: found or started, and waited for until it answers.
 */
import type { ChildProcess } from 'node:child_process';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import type { ServerAccount } from '#database/embedded/account.ts';
import type { Binaries } from '#database/embedded/binaries.ts';
import { launch } from '#database/embedded/launch.ts';
import { disownPostmaster, findPostmaster } from '#database/embedded/postmaster-file.ts';
import { processState } from '#database/embedded/process.ts';
import { reachServer } from '#database/embedded/reach.ts';
import { socketName } from '#database/embedded/socket.ts';

/** All that is needed to run the server of one cluster. */
export type PostmasterPlan = {
  readonly dataFolder: string;
  readonly cluster: string;
  readonly socket: string;
  readonly account: ServerAccount;
  readonly binaries: Binaries;
  readonly log: Log;
  readonly parameters: Readonly<Record<string, string>>;
  readonly diesWithUs: boolean;
  readonly connection: pg.ClientConfig;
};

export type RunningPostmaster = {
  readonly pid: number;
  readonly adopted: boolean;
  readonly alive: () => boolean;
};

const pollMs = 20;
/** How long a zombie's parent is given to reap it; some containers have nobody who does. */
const reapMs = 2_000;

/**
 * Gets the cluster's server to answer: one that runs already is used, one that stops is waited for, else one is started.
 *
 * @throws Problem `database.not_started` (500) with the end of its log
 */
export async function bringUp(plan: PostmasterPlan): Promise<RunningPostmaster> {
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  while (elapsedMs() < limits.databaseStartMs) {
    const found = await findPostmaster(plan.cluster);
    if (found?.state === 'running') {
      const { pid } = found;
      if ((await reachServer(plan.connection)) !== 'down') {
        plan.log.info('the embedded database was running already and is used again', { pid });
        return { pid, adopted: true, alive: () => processState(pid) === 'alive' };
      }
    } else if (found === undefined || found.state === 'stranger' || elapsedMs() > reapMs) {
      if (found !== undefined) await disown(plan, found.pid);
      const running = await start(plan, () => elapsedMs() < limits.databaseStartMs);
      if (running !== undefined) return running;
    }
    await delay(pollMs);
  }
  throw await notStarted(plan, 'it did not answer in time');
}

async function disown(plan: PostmasterPlan, pid: number): Promise<void> {
  await disownPostmaster(join(plan.cluster, 'postmaster.pid'), pid);
  await disownPostmaster(join(plan.socket, `${socketName}.lock`), pid);
}

/** Starts a postmaster and waits until it answers; undefined when backends of a dead one were still there: try again. */
async function start(plan: PostmasterPlan, inTime: () => boolean): Promise<RunningPostmaster | undefined> {
  const child = await spawnPostmaster(plan);
  const { pid } = child;
  if (pid === undefined) throw await notStarted(plan, 'its program could not be run');
  while (inTime()) {
    if (hasEnded(child)) {
      const said = await endOfLog(plan);
      if (said.includes('still in use') || said.includes('already exists')) return undefined;
      throw await notStarted(plan, `it ended with ${child.exitCode ?? child.signalCode}`);
    }
    if ((await reachServer(plan.connection)) !== 'down') {
      child.unref();
      return { pid, adopted: false, alive: () => !hasEnded(child) };
    }
    await delay(pollMs);
  }
  child.kill('SIGQUIT');
  throw await notStarted(plan, 'it did not answer in time');
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function spawnPostmaster(plan: PostmasterPlan): Promise<ChildProcess> {
  const path = logPath(plan);
  const length = await stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
  const output = await open(path, length > limits.databaseLogBytes ? 'w' : 'a', 0o600);
  try {
    return await launch({
      binaries: plan.binaries,
      account: plan.account,
      program: 'postgres',
      folder: plan.cluster,
      arguments: (folder) => ['-D', folder, ...parameterArguments(plan, folder)],
      output: output.fd,
      deathSignal: plan.diesWithUs ? 'INT' : null,
    });
  } finally {
    await output.close();
  }
}

function parameterArguments(plan: PostmasterPlan, folder: string): string[] {
  const parameters: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: plan.socket === plan.cluster ? folder : plan.socket,
    unix_socket_permissions: '0700',
    shared_buffers: '32MB',
    max_connections: String(limits.databaseConnections),
    max_worker_processes: '4',
    max_logical_replication_workers: '0',
    max_parallel_workers: '2',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Start, stop and crashes only: our own log tells of failed statements, and values of rows belong in neither.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    // Worker processes for reading cost memory and gain nothing on a small cache.
    ...(plan.binaries.major >= 18 ? { io_method: 'sync' } : {}),
    ...plan.parameters,
  };
  return Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function logPath(plan: PostmasterPlan): string {
  return join(plan.dataFolder, 'postgres.log');
}

async function endOfLog(plan: PostmasterPlan): Promise<string> {
  const text = await readFile(logPath(plan), 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join('\n');
}

async function notStarted(plan: PostmasterPlan, reason: string): Promise<Problem> {
  return new Problem(
    'database.not_started',
    500,
    {
      en: `The embedded database could not be started: ${reason}. Its log is ${logPath(plan)}.`,
      fr: `La base embarquée n'a pas pu être démarrée. Son journal est ${logPath(plan)}.`,
    },
    { internal: await endOfLog(plan) },
  );
}
