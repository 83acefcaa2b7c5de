/** A server of ours under measurement: a Node process, pinned to one core, that prints one JSON line when it is ready. */
import { type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launch, type PinnedProcess } from '#bench/pinned-process.ts';

export type ServerProcess<Ready> = PinnedProcess & { readonly ready: Ready };

/** Runs Node with the flags of Guichet's processes; all servers get them. */
const node = join(import.meta.dirname, '../script/node');

export type ServerOptions = {
  readonly args?: readonly string[];
  /** Flags for Node, beside those of script/node. */
  readonly flags?: readonly string[];
  readonly logFile?: string;
  /** Longest wait for its line. */
  readonly patienceMs?: number;
};

/** Starts `file` on `core` and waits for its line. @throws Error when it ends, or says nothing for too long */
export async function startServer<Ready>(
  file: string,
  core: number,
  { args = [], flags = [], logFile, patienceMs = 60_000 }: ServerOptions = {},
): Promise<ServerProcess<Ready>> {
  const command = [node, ...flags, file, ...args] as const;
  const { child, process } = launch({ command, core, ...(logFile === undefined ? {} : { logFile }) });
  try {
    // The line is our own server's, written by the file named beside it.
    return { ...process, ready: JSON.parse(await firstLine(child, patienceMs)) as Ready };
  } catch (cause) {
    await process.stop();
    throw logFile === undefined ? cause : new Error(`${describe(cause)}:\n${endOf(logFile)}`, { cause });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'it could not be started';
}

function endOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().slice(-1000);
}

function firstLine(child: ChildProcess, patienceMs: number): Promise<string> {
  return new Promise((done, fail) => {
    const tired = setTimeout(() => fail(new Error(`the server was not ready after ${patienceMs} ms`)), patienceMs);
    child.once('exit', (code) => {
      clearTimeout(tired);
      fail(new Error(`the server ended with ${code} before it was ready`));
    });
    if (child.stdout === null) return fail(new Error('the server has no standard output'));
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      clearTimeout(tired);
      done(line);
    });
    lines.on('line', () => undefined);
  });
}
