/**
 * The last good snapshot on disk, sealed: it holds digests of secrets and the key of the identity header. A gateway that
 * starts while the control process is away serves from it.
 *
 * With a million applications the file has hundreds of megabytes. It is therefore written frame by frame between other
 * work, one writing at a time, and not after every change: at once after a quiet time, else when `limits.lastGoodPauseMs`
 * and ten times what the last writing took have passed.
 */
import { hkdfSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { SealingKey } from '#base/seal.ts';
import { linesOf } from '#gateway/snapshot-source/lines.ts';
import { sealLines, unsealFrames } from '#gateway/snapshot-source/sealed-frames.ts';

const writingTimes = 10;
/** A writing that has not touched its file for so long has died. */
const abandonedMs = 600_000;

type LastGoodOptions = {
  readonly dataFolder: string;
  /** The key of the file is derived from the gateways' own (RFC 5869). */
  readonly gatewayKey: string;
  /** What is in force at the moment of the call, as lines that may be read later. */
  readonly lines: () => Iterable<string>;
  readonly log: Log;
};

export type LastGood = {
  /** Gives each line of what was written last to `take`. False when there is nothing that can be used. */
  readonly read: (take: (line: string) => void) => Promise<boolean>;
  /** Says that what is in force has changed: it will be written. */
  readonly changed: () => void;
  /** Writes what is not written yet, and waits for it. */
  readonly close: () => Promise<void>;
};

/** Opens `<dataFolder>/gateway/snapshot.sealed`. */
export function openLastGood({ dataFolder, gatewayKey, lines, log }: LastGoodOptions): LastGood {
  const folder = join(dataFolder, 'gateway');
  const file = join(folder, 'snapshot.sealed');
  const key: SealingKey = { bytes: Buffer.from(hkdfSync('sha256', gatewayKey, '', 'gateway snapshot', 32)) };
  let closed = false;
  let unwritten = false;
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let earliestMs = Number.NEGATIVE_INFINITY;

  const write = async (): Promise<void> => {
    unwritten = false;
    const beganMs = performance.now();
    let pauseMs: number = limits.lastGoodPauseMs;
    try {
      await writeAtomically(folder, file, sealLines(key, lines()));
      pauseMs = Math.max(pauseMs, writingTimes * (performance.now() - beganMs));
    } catch (cause) {
      log.error('the last good snapshot could not be written', { file }, cause);
      unwritten = true;
      pauseMs = limits.lastGoodRetryMs;
    }
    earliestMs = performance.now() + pauseMs;
    writing = null;
    if (unwritten) schedule();
  };
  const schedule = (): void => {
    if (closed) return;
    timer = setTimeout(
      () => {
        writing ??= write();
      },
      Math.max(0, earliestMs - performance.now()),
    );
  };
  return {
    read: (take) => readSealed(file, key, take, log),
    changed: () => {
      if (!unwritten && writing === null) schedule();
      unwritten = true;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await writing;
      if (unwritten) await write();
    },
  };
}

async function readSealed(file: string, key: SealingKey, take: (line: string) => void, log: Log): Promise<boolean> {
  try {
    const frames = unsealFrames(key, createReadStream(file, { highWaterMark: limits.lastGoodFrameBytes }));
    for await (const lines of linesOf(frames, limits.snapshotLineBytes)) lines.forEach(take);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    log.error('the last good snapshot is damaged or not ours, and is not used', { file }, cause);
    return false;
  }
}

async function writeAtomically(folder: string, file: string, frames: Iterable<Buffer>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeAbandoned(folder, file);
  // Several gateways may share the folder: each writes under a name of its own first.
  const fresh = `${file}.new-${process.pid}`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    for (const frame of frames) await handle.writeFile(frame);
    await handle.sync();
    await handle.close();
    await rename(fresh, file);
  } catch (cause) {
    // A full disk gets its space back.
    await handle.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw cause;
  }
}

/** Removes what writings have left that did not come to their end. */
async function removeAbandoned(folder: string, file: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.new-`)) continue;
    const path = join(folder, name);
    const touched = await stat(path).catch(() => null);
    if (touched !== null && Date.now() - touched.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}
