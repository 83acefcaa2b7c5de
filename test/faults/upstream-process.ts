/** The service behind the gateway as a process that can be killed, stopped and started again at the same port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readLines, type Lines } from '#test/faults/lines.ts';

const file = fileURLToPath(new URL('./upstream.ts', import.meta.url));

export type UpstreamProcess = {
  readonly port: number;
  /** Waits until it has begun to serve `path` once more. */
  readonly begun: (path: string) => Promise<void>;
  readonly kill: () => Promise<void>;
  /** SIGSTOP: it lives, and does nothing. */
  readonly stop: () => void;
  readonly goOn: () => void;
  /** Again at the same port. */
  readonly restart: () => Promise<void>;
};

/** Starts it at a free port. */
export async function startUpstream(): Promise<UpstreamProcess> {
  let child: ChildProcess;
  let lines: Lines;
  const start = async (port: number): Promise<number> => {
    const started = spawn(process.execPath, [file, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    lines = readLines(started.stdout);
    const line = await lines.next((text) => text.startsWith('listening '));
    return Number(line.slice('listening '.length));
  };
  const port = await start(0);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    port,
    begun: async (path) => void (await lines.next((text) => text === `begun ${path}`)),
    kill,
    stop: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    restart: async () => {
      await kill();
      await start(port);
    },
  };
}
