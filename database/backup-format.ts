/**
 * The file of a backup: gzip of frames. A frame is one letter, four bytes of length (big endian) and that many bytes:
 *
 * - `H` the header, JSON: format, migrations, tables with their columns, parents before children, and their partitions;
 * - for each table, in that order: `T` its name, then `D`, any number of pieces of its rows as `COPY … TO` writes them
 *   (text format, which all versions of PostgreSQL understand);
 * - `E` SHA-256 of everything before it.
 *
 * Compressed and uncompressed sizes are unlimited; a frame is not (`limits.backupFrameBytes`), so neither side needs more
 * memory than that.
 */
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

export const headerSchema = z.strictObject({
  format: z.literal('guichet-backup'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Hashes of the migrations that the schema had had, in order. */
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
  /** Partitions of those that are cut by time; files of earlier versions have none. */
  partitions: z
    .array(z.strictObject({ table: z.string(), name: z.string(), from: z.iso.datetime(), to: z.iso.datetime() }))
    .default([]),
});
export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTable = BackupHeader['tables'][number];

export type FrameType = 'H' | 'T' | 'D' | 'E';
export type Frame = { readonly type: FrameType; readonly body: Buffer };

const headBytes = 5;
const frameTypeSchema = z.enum(['H', 'T', 'D', 'E']);

/** Gives the bytes of one frame and counts them into `hash`. */
export function encodeFrame(hash: Hash, type: FrameType, body: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length, 1);
  const frame = Buffer.concat([head, body]);
  hash.update(frame);
  return frame;
}

/**
 * Reads frames until the end of `bytes`, and holds the last one to the checksum.
 *
 * @throws Problem `backup.damaged` (422) when a frame is cut off, unknown, too long, or the checksum is another
 */
export async function* decodeFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame, void, undefined> {
  const hash = createHash('sha256');
  let rest = Buffer.alloc(0);
  let ended = false;
  for await (const chunk of bytes) {
    rest = Buffer.concat([rest, chunk]);
    for (let size = frameSize(rest); size !== undefined && rest.length >= size; size = frameSize(rest)) {
      if (ended) throw damagedBackup('bytes behind the end');
      const frame = {
        type: frameTypeSchema.parse(rest.toString('latin1', 0, 1)),
        body: rest.subarray(headBytes, size),
      };
      if (frame.type === 'E') {
        if (!frame.body.equals(hash.digest())) throw damagedBackup('the checksum is another');
        ended = true;
      } else {
        hash.update(rest.subarray(0, size));
      }
      rest = rest.subarray(size);
      yield frame;
    }
  }
  if (!ended || rest.length > 0) throw damagedBackup('it is cut off');
}

/** Size of the frame that `bytes` begin with; undefined when that cannot be told yet. */
function frameSize(bytes: Buffer): number | undefined {
  if (bytes.length < headBytes) return undefined;
  const size = bytes.readUInt32BE(1);
  if (size > limits.backupFrameBytes) throw damagedBackup('a frame is too long');
  if (!frameTypeSchema.safeParse(bytes.toString('latin1', 0, 1)).success) throw damagedBackup('an unknown frame');
  return headBytes + size;
}

/** The refusal of a file that is no whole backup. */
export function damagedBackup(internal: string, cause?: unknown): Problem {
  return new Problem(
    'backup.damaged',
    422,
    {
      en: 'The file is no backup of Guichet, or it is cut off or damaged: nothing was restored.',
      fr: "Le fichier n'est pas une sauvegarde de Guichet, ou il est tronqué ou abîmé : rien n'a été restauré.",
    },
    { internal, cause },
  );
}
