/**
 * The last good snapshot on disk, sealed: it holds digests of secrets and the key of the identity header. A gateway that
 * starts while the control process is away serves from it.
 */
import { hkdfSync } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Log } from '#base/log.ts';
import { seal, unseal, type SealingKey } from '#base/seal.ts';
import { snapshotSchema, type Snapshot } from '#gateway/snapshot.ts';

const context = 'gateway snapshot';

export type LastGood = {
  /** Gives what was written last; null when there is nothing that can be used. */
  readonly read: () => Promise<Snapshot | null>;
  /** Writes a snapshot; of several in a row only the newest need reach the disk. */
  readonly write: (snapshot: Snapshot) => void;
  /** Waits for the write under way. */
  readonly close: () => Promise<void>;
};

/** Opens `<dataFolder>/gateway/snapshot.sealed`; the key is derived from the gateway's own (RFC 5869). */
export function openLastGood(dataFolder: string, gatewayKey: string, log: Log): LastGood {
  const folder = join(dataFolder, 'gateway');
  const file = join(folder, 'snapshot.sealed');
  const key: SealingKey = { bytes: Buffer.from(hkdfSync('sha256', gatewayKey, '', context, 32)) };
  let waiting: Snapshot | null = null;
  let writing: Promise<void> | null = null;
  const writeAll = async (): Promise<void> => {
    while (waiting !== null) {
      const next: Snapshot = waiting;
      waiting = null;
      await writeAtomically(folder, file, seal(key, context, JSON.stringify(next))).catch((cause: unknown) => {
        log.error('the last good snapshot could not be written', { file }, cause);
      });
    }
    writing = null;
  };
  return {
    read: () => readSealed(file, key, log),
    write: (snapshot) => {
      waiting = snapshot;
      writing ??= writeAll();
    },
    close: async () => {
      await writing;
    },
  };
}

async function readSealed(file: string, key: SealingKey, log: Log): Promise<Snapshot | null> {
  try {
    const text = unseal(key, context, await readFile(file)).toString();
    return snapshotSchema.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    log.error('the last good snapshot is damaged or not ours, and is not used', { file }, cause);
    return null;
  }
}

async function writeAtomically(folder: string, file: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Several gateways may share the folder, and a process: each writes under a name of its own first.
  const fresh = `${file}.${process.pid}-${threadId}`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}
