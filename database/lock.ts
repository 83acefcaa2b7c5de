/** The lock of a data folder: one Guichet at a time works on it. `guichet.pid` beside it only tells people who holds it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '#base/file-lock.ts';
import { Problem } from '#base/problem.ts';

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
  const release = lockFile(join(dataFolder, 'guichet.lock'));
  if (release === null) throw inUse(holderPath);
  writeFileSync(holderPath, `${process.pid}\n`, { mode: 0o600 });
  return () => {
    if (release()) rmSync(holderPath, { force: true });
  };
}

function inUse(holderPath: string): Problem {
  const holder = readHolder(holderPath);
  return new Problem('data.in_use', 409, {
    en: `The data folder is already in use by ${holder === undefined ? 'another process' : `process ${holder}`}.`,
    fr: `Le dossier de données est déjà utilisé par ${holder === undefined ? 'un autre processus' : `le processus ${holder}`}.`,
  });
}

/** The process that holds the lock; undefined in the instant between its taking and its telling. */
function readHolder(holderPath: string): string | undefined {
  try {
    return /^\d+/.exec(readFileSync(holderPath, 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}
