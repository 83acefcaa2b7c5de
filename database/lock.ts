/**
 * The lock of a data folder: one Guichet at a time works on it.
 *
 * Node offers no file lock of its own, but its SQLite takes the kernel's: it ends with the process, however that ends, so
 * there is nothing stale to take over and no process number to mistake for another. `guichet.pid` beside it only tells
 * people who holds it.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '#base/problem.ts';

/** SQLite's result code for "somebody else has locked it". */
const busy = 5;

/** Keeps the open locks from the garbage collector, which would close their files and so give them back. */
const held = new Set<DatabaseSync>();

/** Gives back the lock; may be called more than once. */
export type ReleaseLock = () => void;

/**
 * Takes the lock of `dataFolder`, which is made (mode 0700) when it does not exist. Whoever holds it keeps it until it is
 * released or the process ends.
 *
 * @throws Problem `data.in_use` (409) when another process holds it
 */
export function lockDataFolder(dataFolder: string): ReleaseLock {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const holderPath = join(dataFolder, 'guichet.pid');
  const lockPath = join(dataFolder, 'guichet.lock');
  const file = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    file.exec('begin exclusive');
  } catch (cause) {
    file.close();
    if (isBusy(cause)) throw inUse(holderPath, cause);
    throw cause;
  }
  writeFileSync(holderPath, `${process.pid}\n`, { mode: 0o600 });
  // Who could open it could hold it.
  chmodSync(lockPath, 0o600);
  held.add(file);
  return () => {
    if (!held.delete(file)) return;
    rmSync(holderPath, { force: true });
    file.close();
  };
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === busy;
}

function inUse(holderPath: string, cause: unknown): Problem {
  const holder = readHolder(holderPath);
  return new Problem(
    'data.in_use',
    409,
    {
      en: `The data folder is already in use by ${holder === undefined ? 'another process' : `process ${holder}`}.`,
      fr: `Le dossier de données est déjà utilisé par ${holder === undefined ? 'un autre processus' : `le processus ${holder}`}.`,
    },
    { cause },
  );
}

/** The process that holds the lock; undefined in the instant between its taking and its telling. */
function readHolder(holderPath: string): string | undefined {
  try {
    return /^\d+/.exec(readFileSync(holderPath, 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}
