/** Debian's redis-server for tests: one of our own on a free port, which keeps nothing. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { freePort } from '#test/ports.ts';

const binary = '/usr/bin/redis-server';
export const redisMissing = existsSync(binary) ? false : `${binary} is not installed`;

export type RedisServer = {
  readonly url: string;
  /** Kills the server as a fault would, and starts it again on the same port with nothing in it. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Starts a server; resolves when it accepts connections. */
export async function openRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const started = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child = started;
    for await (const chunk of started.stdout) {
      if (String(chunk).includes('Ready to accept connections')) break;
    }
    if (started.exitCode !== null) throw new Error('redis-server ended');
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = null;
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, kill, start, close: kill };
}
