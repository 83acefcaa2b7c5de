/** Any program as a process of its own, pinned to one core, with what it uses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMicroseconds, descriptorsOf, memoryOf, type Memory } from '#bench/process-usage.ts';
import { accepts } from '#test/ports.ts';

export type PinnedProcess = {
  readonly pid: number;
  /** CPU time that it and its children have used since their start, in microseconds. */
  readonly cpuMicroseconds: () => number;
  readonly memory: () => Memory;
  /** Open files and sockets. */
  readonly descriptors: () => number;
  readonly stop: () => Promise<void>;
};

export type Launch = {
  readonly command: readonly [string, ...string[]];
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what it writes to stderr; without it that goes to ours. */
  readonly logFile?: string;
};

const killedAfterMs = 20_000;
const portPatienceMs = 10_000;

export function launch({ command, core, env, logFile }: Launch): { child: ChildProcess; process: PinnedProcess } {
  const log = logFile === undefined ? null : openSync(logFile, 'a');
  // It ends with us, whatever ends us.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'taskset', '-c', String(core), ...command], {
    stdio: ['ignore', 'pipe', log ?? 'inherit'],
    env: { ...process.env, ...env },
  });
  if (log !== null) closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command[0]} could not be started`);
  return {
    child,
    process: {
      pid,
      cpuMicroseconds: () => cpuMicroseconds(pid),
      memory: () => memoryOf(pid),
      descriptors: () => descriptorsOf(pid),
      stop: () => stop(child),
    },
  };
}

/** Starts a program that says nothing when it is ready; it is when `port` accepts connections. */
export async function launchOnPort(options: Launch, port: number): Promise<PinnedProcess> {
  const { child, process } = launch(options);
  child.stdout?.resume();
  const untilMs = performance.now() + portPatienceMs;
  while (!(await accepts(port))) {
    if (child.exitCode === null && performance.now() < untilMs) {
      await pause(20);
      continue;
    }
    await process.stop();
    const said = options.logFile === undefined ? '' : readFileSync(options.logFile, 'utf8');
    throw new Error(`${options.command[0]} does not answer on port ${port}\n${said}`);
  }
  return process;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), killedAfterMs);
  await ended;
  clearTimeout(cut);
}
