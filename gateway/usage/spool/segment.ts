/**
 * One file of a spool: lines that are parcels, in order. Its name says where it stands among the others, whose it is and with
 * which sequence it begins: so the last file alone tells where to go on, even when it is empty.
 */
import { open, readdir, readFile, rename, rm, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#base/log.ts';
import { wholeLines } from '#gateway/usage/parcel-text.ts';

export type Segment = {
  readonly folder: string;
  readonly ordinal: number;
  readonly spoolId: string;
  /** Sequence of its first parcel, by its name. */
  readonly first: number;
  /** Sequence of the last parcel that lies safe in it; `first - 1` for none. */
  last: number;
  /** What lies safe in it, and of this what was acknowledged: the rest may be sent. */
  bytes: number;
  acknowledgedBytes: number;
  /** What was done to make it smaller: entries taken out; counts of so many minutes added up, 0 for as they came. */
  readonly stripped: boolean;
  readonly mergedMinutes: number;
};

const name = /^(\d{10})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,15})\.ndjson$/;
const unfinished = '.new';

type Name = Pick<Segment, 'folder' | 'ordinal' | 'spoolId' | 'first'>;

export function pathOf({ folder, ordinal, spoolId, first }: Name): string {
  return join(folder, `${String(ordinal).padStart(10, '0')}-${spoolId}-${first}.ndjson`);
}

function emptySegment(named: Name): Segment {
  const { folder, ordinal, spoolId, first } = named;
  const empty = { last: first - 1, bytes: 0, acknowledgedBytes: 0, stripped: false, mergedMinutes: 0 };
  return { folder, ordinal, spoolId, first, ...empty };
}

/** Makes an empty one, and its name safe on the disk. @throws Error */
export async function createSegment(named: Name): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
  const segment = emptySegment(named);
  // What a creation has left that failed half-way is empty, and ours.
  const file = await open(pathOf(segment), 'w+', 0o600);
  try {
    await syncFolder(segment.folder);
  } catch (cause) {
    await file.close();
    throw cause;
  }
  return { segment, file };
}

/** Makes names that were made, changed or removed in `folder` safe on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Gives what a spool's folder holds, oldest first. The last file may end in the middle of a line: everything from there on was
 * never acknowledged by anybody, and is cut off.
 *
 * @throws Error
 */
export async function readSegments(folder: string, log: Log): Promise<Segment[]> {
  const names = (await readdir(folder)).toSorted();
  for (const one of names.filter((file) => file.endsWith(unfinished))) await rm(join(folder, one));
  const files = names.filter((file) => name.test(file));
  const segments: Segment[] = [];
  for (const [index, file] of files.entries()) {
    const newest = index === files.length - 1;
    const segment = await readSegment(folder, file, newest, log);
    const before = segments.at(-1);
    // A merging that was cut short has left files whose parcels stand in the one before, too.
    const merged = before?.spoolId === segment.spoolId && segment.last <= before.last;
    if (newest || (segment.bytes > 0 && !merged)) segments.push(segment);
    else await rm(pathOf(segment));
  }
  return segments;
}

async function readSegment(folder: string, file: string, newest: boolean, log: Log): Promise<Segment> {
  const [, ordinal = '', spoolId = '', first = ''] = name.exec(file) ?? [];
  const segment = emptySegment({ folder, ordinal: Number(ordinal), spoolId, first: Number(first) });
  const bytes = await readFile(join(folder, file));
  for (const line of wholeLines(bytes)) {
    const follows = line.sequence > segment.last;
    if (newest && !(follows && isJson(bytes.toString('utf8', line.start, line.end)))) break;
    segment.last = Math.max(segment.last, line.sequence);
    segment.bytes = line.end;
  }
  if (!newest) segment.bytes = bytes.length;
  const cutBytes = bytes.length - segment.bytes;
  if (cutBytes > 0) {
    log.warn('the end of the spool of usage was torn, and is cut off', { file, cutBytes });
    await truncate(join(folder, file), segment.bytes);
  }
  return segment;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads `length` bytes at most, from `position` on. @throws Error */
export async function readPart(segment: Segment, position: number, length: number): Promise<Buffer> {
  const file = await open(pathOf(segment), 'r');
  try {
    const bytes = Buffer.alloc(Math.min(length, segment.bytes - position));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes all `pieces` one behind the other from `position` on, and makes them safe. @throws Error; then the file may hold some of it */
export async function writeSafely(file: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let { bytesWritten: written } = await file.writev(pieces, position);
  if (written < bytesIn(pieces)) {
    const bytes = Buffer.concat(pieces);
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
    }
  }
  await file.datasync();
}

export function bytesIn(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Puts `lines` in the place of neighbours, all at once. @throws Error; then everything is as it was */
export async function replaceSegments(
  [oldest, ...others]: readonly [Segment, ...Segment[]],
  lines: readonly { readonly sequence: number; readonly bytes: Buffer }[],
  done: Pick<Segment, 'stripped' | 'mergedMinutes'>,
): Promise<Segment> {
  const path = pathOf(oldest);
  const pieces = lines.map((line) => line.bytes);
  const file = await open(path + unfinished, 'w', 0o600);
  try {
    await writeSafely(file, pieces, 0);
  } catch (cause) {
    await rm(path + unfinished, { force: true }).catch(() => undefined);
    throw cause;
  } finally {
    await file.close();
  }
  await rename(path + unfinished, path);
  await syncFolder(oldest.folder).catch(() => undefined);
  // One that stays is passed over at the next start: its parcels stand in this one.
  for (const other of others) await rm(pathOf(other)).catch(() => undefined);
  const last = lines.at(-1)?.sequence ?? oldest.last;
  return { ...oldest, ...done, last, bytes: bytesIn(pieces), acknowledgedBytes: 0 };
}
