/**
 * The spool: parcels on a gateway's disk until they are acknowledged. What `append` has settled for is there after a kill and after
 * a power cut; a sequence is never used twice, whatever was sent and removed.
 *
 * A post holds parcels of the oldest file alone, so those that were sent, and perhaps taken without our hearing of it, all lie there:
 * every other file may be rewritten when there is no room (`room.ts`).
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { linePieces, wholeLines } from '#gateway/usage/parcel-text.ts';
import { isOver, makeSomeRoom, repairedSegment, replaceIn } from '#gateway/usage/spool/room.ts';
import {
  bytesIn,
  createSegment,
  pathOf,
  readPart,
  readSegments,
  writeSafely,
  type Segment,
} from '#gateway/usage/spool/segment.ts';

/** Parcels to be sent. */
export type Post = {
  readonly spoolId: string;
  /** Lines of JSON. */
  readonly text: Buffer;
  readonly segment: Segment;
  /** Where they begin and end in it. */
  readonly start: number;
  readonly end: number;
};

type OpenSegment = { readonly segment: Segment; readonly file: FileHandle };

/** Opens the spool in `folder`, which is this process's alone. @throws Error */
export async function openSpool(
  folder: string,
  log: Log,
  maximumBytes: number = limits.usageSpoolBytes,
): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const segments = await readSegments(folder, log);
  const last = segments.at(-1);
  if (last !== undefined) {
    const file = await open(pathOf(last), 'r+');
    return new Spool(segments, { segment: last, file }, log, maximumBytes);
  }
  const begun = await createSegment({ folder, ordinal: 1, spoolId: randomUUID(), first: 1 });
  return new Spool([begun.segment], begun, log, maximumBytes);
}

export class Spool {
  #segments: Segment[];
  /** The last of them, which is being written. */
  #current: OpenSegment;
  readonly #log: Log;
  readonly #maximumBytes: number;
  /** A writing has failed since. */
  #torn = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(segments: Segment[], current: OpenSegment, log: Log, maximumBytes: number) {
    this.#segments = segments;
    this.#current = current;
    this.#log = log;
    this.#maximumBytes = maximumBytes;
  }

  /** Bytes on the disk that nobody has acknowledged. */
  get waitingBytes(): number {
    return this.#segments.reduce((sum, { bytes, acknowledgedBytes }) => sum + bytes - acknowledgedBytes, 0);
  }

  /** Takes parcels without sequence, and gives each the next; settles when they lie safe. @throws Error; then none was taken */
  append(bodies: readonly Buffer[]): Promise<void> {
    return this.#inTurn(async () => {
      const { segment: full } = this.#current;
      if (full.bytes > limits.usageSegmentBytes) await this.#begin(full.spoolId, full.last + 1);
      const { segment, file } = this.#current;
      const pieces = bodies.flatMap((body, index) => linePieces(segment.last + 1 + index, body));
      // What a writing has left that failed is no part of it, even where it looks like one.
      if (this.#torn) await file.truncate(segment.bytes);
      this.#torn = true;
      await writeSafely(file, pieces, segment.bytes);
      this.#torn = false;
      segment.bytes += bytesIn(pieces);
      segment.last += bodies.length;
      await this.#makeRoom();
    });
  }

  /** The oldest parcels that are not acknowledged; null: there is none. @throws Error */
  oldest(): Promise<Post | null> {
    return this.#inTurn(async () => {
      for (;;) {
        const segment = this.#segments.find((one) => one.acknowledgedBytes < one.bytes);
        if (segment === undefined) return null;
        const start = segment.acknowledgedBytes;
        const bytes = await readPart(segment, start, limits.usagePostLength);
        const length = [...wholeLines(bytes)].at(-1)?.end ?? 0;
        const { spoolId } = segment;
        if (length > 0) return { spoolId, segment, text: bytes.subarray(0, length), start, end: start + length };
        if (!(await this.#repair(segment))) throw new Error(`nothing can be read in ${pathOf(segment)}`);
      }
    });
  }

  /** Forgets everything of the post's spool up to `sequence`; false when that is nothing of it. @throws Error */
  acknowledge(post: Post, sequence: number): Promise<boolean> {
    return this.#inTurn(async () => {
      const ours = this.#segments.filter(({ spoolId }) => spoolId === post.spoolId);
      const before = ours.map(({ acknowledgedBytes }) => acknowledgedBytes);
      const newest = ours.at(-1)?.last ?? 0;
      for (const one of ours) {
        // Of the file that it is from no more than was posted: what is damaged behind that must be seen, and said.
        if (one === post.segment) one.acknowledgedBytes = endOf(post, sequence);
        else if (one.last <= sequence) one.acknowledgedBytes = one.bytes;
      }
      const progress = ours.some((one, index) => one.acknowledgedBytes > (before[index] ?? 0));
      if (sequence > newest && this.#current.segment.spoolId === post.spoolId) {
        // The folder was copied, or put back to an older state: its next numbers mean other parcels there.
        this.#log.error('usage is numbered behind what was taken already: a new spool begins', { newest, sequence });
        await this.#begin(randomUUID(), 1);
      }
      await this.#removeAcknowledged(limits.usageSegmentRestBytes);
      return progress;
    });
  }

  /** Takes out what is no parcel any more of the file that the post is from; false when there is nothing such. @throws Error */
  repair({ segment }: Post): Promise<boolean> {
    return this.#inTurn(async () => this.#segments.includes(segment) && this.#repair(segment));
  }

  /** Removes what was acknowledged, and closes its file. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#removeAcknowledged(0).catch(() => undefined);
      await this.#current.file.close();
    });
  }

  /** One thing at a time: files are looked at and rewritten. */
  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #begin(spoolId: string, first: number): Promise<void> {
    const { segment, file } = this.#current;
    this.#current = await createSegment({ folder: segment.folder, ordinal: segment.ordinal + 1, spoolId, first });
    this.#segments.push(this.#current.segment);
    await file.close().catch(() => undefined);
  }

  /** What was taken stays taken when no room can be made. */
  async #makeRoom(): Promise<void> {
    try {
      while (isOver(this.#segments, this.#maximumBytes)) {
        this.#segments = await makeSomeRoom(this.#segments, this.#log);
      }
    } catch (cause) {
      this.#log.error('the spool of usage cannot be made smaller', {}, cause);
    }
  }

  async #repair(segment: Segment): Promise<boolean> {
    if (segment === this.#current.segment) await this.#begin(segment.spoolId, segment.last + 1);
    const repaired = await repairedSegment(segment, this.#log);
    if (repaired === null) return false;
    this.#segments = replaceIn(this.#segments, [segment], repaired);
    return true;
  }

  /** @param restBytes what the file that is being written may still hold of them */
  async #removeAcknowledged(restBytes: number): Promise<void> {
    const { segment } = this.#current;
    const done = segment.acknowledgedBytes === segment.bytes;
    if (done && segment.bytes > restBytes) await this.#begin(segment.spoolId, segment.last + 1);
    const gone = this.#segments.filter((one) => one.acknowledgedBytes === one.bytes && one !== this.#current.segment);
    this.#segments = this.#segments.filter((one) => !gone.includes(one));
    for (const one of gone) await rm(pathOf(one), { force: true });
  }
}

/** Where the parcels up to `sequence` end in the file; where the post begins when there are none. */
function endOf({ text, start }: Post, sequence: number): number {
  return start + ([...wholeLines(text)].findLast((line) => line.sequence <= sequence)?.end ?? 0);
}
