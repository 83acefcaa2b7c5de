/** A server under measurement: a process of its own, pinned to one core, that prints one JSON line when it is ready. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export type ServerProcess<Ready> = {
  readonly ready: Ready;
  /** CPU time that the process has used since its start, in microseconds. */
  readonly cpuMicroseconds: () => number;
  readonly stop: () => Promise<void>;
};

const microsecondsPerTick = 10_000;
/** The flags of script/node, with which Guichet's processes run; all servers get them. */
const nodeFlags = ['--max-semi-space-size=8'];

/** Starts `file` on `core` and waits for its line. */
export async function startServer<Ready>(
  file: string,
  core: number,
  args: readonly string[] = [],
): Promise<ServerProcess<Ready>> {
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...nodeFlags, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await firstLine(child);
  return {
    // The line is our own server's, written by the file named beside it.
    ready: JSON.parse(ready) as Ready,
    cpuMicroseconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the server ended with ${code} before it was ready`)));
    if (child.stdout === null) return fail(new Error('the server has no standard output'));
    const lines = createInterface({ input: child.stdout });
    lines.once('line', done);
    lines.on('line', () => undefined);
  });
}
