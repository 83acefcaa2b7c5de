import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects this thread's garbage, as hard as it can be done; nothing happens outside of `releaseMemory`. */
export function collectGarbage(): void {
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/**
 * Gives the garbage of a start back to the system: this thread's, and that of the threads that `others` asks to
 * `collectGarbage`. Threads that then do little would keep it, because nothing makes them collect; measured, 10 to 15 MB
 * each, in some 20 ms. Once, after the start, from the main thread: the flag that it needs for a moment is all threads'
 * at once, and while it is set compiled code is not found in the cache.
 */
export async function releaseMemory(others: () => Promise<unknown>): Promise<void> {
  // Node has no call for it; the flag makes the function appear in contexts that are made while it is set.
  setFlagsFromString('--expose-gc');
  try {
    collectGarbage();
    await others();
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
