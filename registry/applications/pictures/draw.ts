/**
 * The thread that draws one picture anew. The decoders of hostile files are WebAssembly: what goes wrong in one can reach
 * neither this process's memory nor its files.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { PictureType } from '#registry/applications/pictures/measure.ts';

export type DrawTask = { readonly bytes: Uint8Array; readonly type: PictureType; readonly sidePixels: number };

const taskSchema = z.object({
  bytes: z.instanceof(Uint8Array),
  type: z.enum(['png', 'jpeg', 'webp']),
  sidePixels: z.number().int(),
});

/** What the thread sends back: a WebP file; null: the picture could not be drawn. */
export const drawnSchema = z.instanceof(Uint8Array).nullable();

/** Pixels, four bytes each; the codecs know it by this name as a global, which browsers have and Node has not. */
class ImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/** What the types of Node leave out of the language's own global. */
declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };

function wasm(file: string): object {
  return new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(`@jsquash/${file}`))));
}

async function decode({ bytes, type }: DrawTask): Promise<ImageData> {
  const file = new Uint8Array(bytes).buffer;
  if (type === 'png') {
    const png = await import('@jsquash/png/decode.js');
    await png.init(wasm('png/codec/pkg/squoosh_png_bg.wasm'));
    return png.decode(file);
  }
  if (type === 'jpeg') {
    const jpeg = await import('@jsquash/jpeg/decode.js');
    await jpeg.init(wasm('jpeg/codec/dec/mozjpeg_dec.wasm'));
    // How the camera was held stands in the metadata, which go: the pixels are turned instead.
    return jpeg.default(file, { preserveOrientation: true });
  }
  const webp = await import('@jsquash/webp/decode.js');
  await webp.init(wasm('webp/codec/dec/webp_dec.wasm'));
  return webp.default(file);
}

async function shrink(picture: ImageData, sidePixels: number): Promise<ImageData> {
  const factor = sidePixels / Math.max(picture.width, picture.height);
  if (factor >= 1) return picture;
  const { default: resize, initResize } = await import('@jsquash/resize');
  await initResize(wasm('resize/lib/resize/pkg/squoosh_resize_bg.wasm'));
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  return resize(picture, { width: side(picture.width), height: side(picture.height) });
}

async function draw(task: DrawTask): Promise<Uint8Array> {
  Object.assign(globalThis, { ImageData });
  const picture = await shrink(await decode(task), task.sidePixels);
  const webp = await import('@jsquash/webp/encode.js');
  await webp.init(wasm('webp/codec/enc/webp_enc_simd.wasm'));
  return new Uint8Array(await webp.default(picture, { quality: 85 }));
}

const asker = parentPort;
if (asker !== null) {
  const drawn = await draw(taskSchema.parse(workerData)).catch(() => null);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread is no window
  asker.postMessage(drawn);
}
