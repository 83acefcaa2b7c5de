/**
 * Starting a program of PostgreSQL: under its account, with the cluster in reach, and ending when we end.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isOtherAccount, type ServerAccount } from '#database/embedded/account.ts';
import type { Binaries } from '#database/embedded/binaries.ts';

export type Launch = {
  readonly binaries: Binaries;
  readonly account: ServerAccount;
  readonly program: 'postgres' | 'initdb';
  /** The folder that it works on; `arguments` gets the path under which the program reaches it. */
  readonly folder: string;
  readonly arguments: (folder: string) => readonly string[];
  /** Where its output goes: a file descriptor. */
  readonly output: number;
  /** Sent to it when we die without stopping it (Linux); null: it goes on. */
  readonly deathSignal: 'INT' | 'TERM' | null;
};

/** The folder as a program sees it that was handed an open descriptor of it as its fourth. */
const inheritedFolder = '/proc/self/fd/3';
const setpriv = '/usr/bin/setpriv';

/**
 * Starts the program. As root it runs under another account, which perhaps may not walk the way to the data folder
 * (`/root/guichet/data`): on Linux it gets an open descriptor of it instead of the way.
 */
export async function launch(request: Launch): Promise<ChildProcess> {
  const { binaries, account, folder } = request;
  const other = isOtherAccount(account);
  const handed = other && process.platform === 'linux' ? await open(folder, 'r') : undefined;
  try {
    const program = join(binaries.folder, request.program);
    const programArguments = request.arguments(handed === undefined ? folder : inheritedFolder);
    const dies = request.deathSignal !== null && process.platform === 'linux' && existsSync(setpriv);
    const child = spawn(
      dies ? setpriv : program,
      dies ? ['--pdeathsig', request.deathSignal, '--', program, ...programArguments] : programArguments,
      {
        env: binaries.environment,
        cwd: '/',
        // A session of its own: Ctrl-C in the terminal is for us, and we stop it when we no longer need it.
        detached: true,
        stdio: ['ignore', request.output, request.output, ...(handed === undefined ? [] : [handed.fd])],
        ...(other ? account : {}),
      },
    );
    // A program that could not be started reports here; whoever waits for it sees that it has no pid.
    child.on('error', () => undefined);
    return child;
  } finally {
    await handed?.close();
  }
}
