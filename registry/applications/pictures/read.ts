/** Pictures of applications: known by their content, and drawn anew, so that nothing of the file itself is ever served. */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { openGate } from '#base/gate.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { drawnSchema, type DrawTask } from '#registry/applications/pictures/draw.ts';
import { measurePicture } from '#registry/applications/pictures/measure.ts';
import { pictureRefused } from '#registry/applications/refusals.ts';

/** A picture as it comes in: base64, with room for the limit's bytes; null takes it away. */
export const pictureSchema = z
  .base64()
  .max(Math.ceil(limits.applicationPictureBytes / 3) * 4)
  .nullable();

export type Picture = { readonly picture: Buffer | null; readonly pictureType: string | null };

/** One at a time: a large picture takes half a second of a core and 200 MB. */
const gate = openGate({
  concurrency: 1,
  queueLimit: limits.pictureQueue,
  refuse: () =>
    new Problem('application.picture_busy', 503, {
      en: 'Too many pictures are being drawn. Try again in a moment.',
      fr: 'Trop d’images sont en cours de traitement. Réessayez dans un instant.',
    }),
});

/**
 * Reads a picture (PNG, JPEG or WebP, whatever the sender says) and draws it anew as WebP, at most
 * `limits.pictureSidePixels` wide and high: without metadata, and without whatever else the file may have held.
 *
 * @throws Problem `application.picture_refused` (422), `application.picture_busy` (503)
 */
export async function readPicture(base64: string | null): Promise<Picture> {
  if (base64 === null) return { picture: null, pictureType: null };
  const bytes = Buffer.from(base64, 'base64');
  const size = measurePicture(bytes);
  if (size === null || bytes.length > limits.applicationPictureBytes) throw pictureRefused();
  // A few kilobytes can unfold into gigabytes: the head says how large, before anything is unfolded.
  if (size.width * size.height > limits.picturePixels) throw pictureRefused();
  const task: DrawTask = { bytes, type: size.type, sidePixels: limits.pictureSidePixels };
  const drawn = await gate.pass(() => drawApart(task));
  if (drawn === null) throw pictureRefused();
  return { picture: Buffer.from(drawn), pictureType: 'image/webp' };
}

/** Draws in a thread of its own, which is ended with all its memory, in time if need be; null: it could not be drawn. */
async function drawApart(task: DrawTask): Promise<Uint8Array | null> {
  const worker = new Worker(new URL('draw.ts', import.meta.url), { workerData: task });
  const drawn = new Promise<unknown>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', () => resolve(null));
    worker.once('exit', () => resolve(null));
  });
  const timer = setTimeout(() => void worker.terminate(), limits.pictureMs);
  try {
    return drawnSchema.parse(await drawn);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
