/**
 * A lock that ends with the process that holds it, however that ends, so there is nothing stale to take over and no process number
 * to mistake for another. Node offers no file lock of its own, but its SQLite takes the kernel's.
 */
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** SQLite's result code for "somebody else has locked it". */
const busy = 5;

/** Keeps the open locks from the garbage collector, which would close their files and so give them back. */
const held = new Set<DatabaseSync>();

/** Gives back the lock; may be called more than once. True the first time. */
export type ReleaseLock = () => boolean;

/** Takes the lock at `path`, a file that is made when it does not exist; null when somebody holds it, be it this process. @throws Error */
export function lockFile(path: string): ReleaseLock | null {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('begin exclusive');
    // Who could open it could hold it.
    chmodSync(path, 0o600);
  } catch (cause) {
    file.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === busy) return null;
    throw cause;
  }
  held.add(file);
  return () => {
    if (!held.delete(file)) return false;
    file.close();
    return true;
  };
}
