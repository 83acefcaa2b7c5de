/**
 * Where the usage of all workers of a gateway is written: `requests.ndjson`, a line a request, and `counts.ndjson`, a line
 * for each application, API and hand-over. Files that have grown are put aside, and the oldest of these go.
 */
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';

export type UsageFiles = {
  /** Takes a batch; it is written soon, after those before it. */
  readonly write: (batch: UsageBatch) => void;
  /** Settles when everything taken so far has been written, or could not be. */
  readonly close: () => Promise<void>;
};

/** Opens `<dataFolder>/gateway/usage/`. What cannot be written is logged and given up: requests do not wait for it. */
export function openUsageFiles(dataFolder: string, log: Log): UsageFiles {
  const folder = join(dataFolder, 'gateway', 'usage');
  const requests = growingFile(folder, 'requests');
  const counts = growingFile(folder, 'counts');
  let waitingBytes = 0;
  let lostLines = 0;
  let writing = Promise.resolve();
  const writeBatch = async ({ atMs, counts: counted, lines }: UsageBatch): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const block of lines) await requests.append(block);
      await counts.append(Buffer.from(counted.map((count) => `${JSON.stringify({ atMs, ...count })}\n`).join('')));
    } catch (cause) {
      log.error('usage could not be written', { counts: counted.length }, cause);
    }
  };
  return {
    write: (batch) => {
      lostLines += batch.droppedLines;
      if (lostLines > 0) log.warn('lines of the request log were lost', { lines: lostLines });
      lostLines = 0;
      const bytes = batch.lines.reduce((sum, block) => sum + block.length, 0);
      // A disk that does not keep up must not fill the memory.
      const fits = waitingBytes + bytes <= limits.usageWaitingBytes;
      if (!fits) log.warn('the disk is too slow for the request log', { lostBytes: bytes });
      const kept = fits ? bytes : 0;
      waitingBytes += kept;
      const written = { ...batch, lines: fits ? batch.lines : [] };
      writing = writing.then(() => writeBatch(written)).then(() => void (waitingBytes -= kept));
    },
    close: async () => {
      await writing;
      await Promise.all([requests.close(), counts.close()]);
    },
  };
}

type GrowingFile = { readonly append: (block: Uint8Array) => Promise<void>; readonly close: () => Promise<void> };

function growingFile(folder: string, name: string): GrowingFile {
  const path = (age: number): string => join(folder, age === 0 ? `${name}.ndjson` : `${name}.${age}.ndjson`);
  let file: FileHandle | null = null;
  let bytes = 0;
  const close = async (): Promise<void> => {
    const open = file;
    file = null;
    await open?.close();
  };
  const putAside = async (): Promise<void> => {
    await close();
    await rm(path(limits.usageFiles), { force: true });
    for (let age = limits.usageFiles - 1; age >= 0; age -= 1) {
      const exists = await stat(path(age)).then(
        () => true,
        () => false,
      );
      if (exists) await rename(path(age), path(age + 1));
    }
  };
  return {
    append: async (block) => {
      if (block.length === 0) return;
      if (bytes + block.length > limits.usageFileBytes) await putAside();
      if (file === null) {
        file = await open(path(0), 'a', 0o600);
        bytes = (await file.stat()).size;
      }
      await file.appendFile(block);
      bytes += block.length;
    },
    close,
  };
}
