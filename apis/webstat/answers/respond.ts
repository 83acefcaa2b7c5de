/** Sends an answer: unchanged (304), whole, or as a stream, packed as the client takes it. */
import { Readable, type Transform } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';

type Coding = 'br' | 'gzip';

/** Up to here an answer goes out in one piece, with its length. */
const wholeLetters = 64 * 1024;
/** Shorter ones do not get shorter by packing. */
const packedLetters = 1024;
/** Nearly as small as the best, in a tenth of the time. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** What a field of weights says of `name` (RFC 9110 §12.4.2): 0 when it is not wanted. */
function weightOf(field: string, name: string): number {
  let weight: number | null = null;
  let others = 0;
  for (const part of field.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim());
    const q = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
    if (coding === name) weight = q;
    if (coding === '*') others = q;
  }
  return weight ?? others;
}

/** The coding that `Accept-Encoding` prefers; brotli where both are as welcome. */
export function chooseCoding(field: string | null): Coding | null {
  if (field === null) return null;
  const [br, gzip] = [weightOf(field, 'br'), weightOf(field, 'gzip')];
  if (!(br > 0) && !(gzip > 0)) return null;
  return br >= gzip ? 'br' : 'gzip';
}

export type Version = { readonly tag: string; readonly changedAt: Date };

/** RFC 9110 §13.1: the tag where one is sent, else the time in whole seconds. */
function isUnchanged(request: Request, { tag, changedAt }: Version): boolean {
  const tags = request.headers.get('if-none-match');
  if (tags !== null)
    return tags.trim() === '*' || tags.split(',').some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`);
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  return Math.floor(changedAt.getTime() / 1000) * 1000 <= since;
}

type Answer = {
  readonly request: Request;
  readonly version: Version;
  readonly contentType: string;
  /** Fields of the request on which the answer depends, besides `Accept-Encoding`. */
  readonly vary?: readonly string[];
  readonly body: () => AsyncIterable<string> | string;
};

/** Takes pieces until they are long enough to send; `done`: there are no more. */
async function gather(pieces: AsyncIterator<string>): Promise<{ readonly text: string; readonly done: boolean }> {
  const parts: string[] = [];
  for (let letters = 0; letters < wholeLetters;) {
    const next = await pieces.next();
    if (next.done === true) return { text: parts.join(''), done: true };
    parts.push(next.value);
    letters += next.value.length;
  }
  return { text: parts.join(''), done: false };
}

async function* inChunks(first: string, pieces: AsyncIterator<string>): AsyncGenerator<Buffer> {
  yield Buffer.from(first);
  for (;;) {
    const { text, done } = await gather(pieces);
    if (text !== '') yield Buffer.from(text);
    if (done) return;
  }
}

function packWhole(text: string, coding: Coding | null): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text);
  return new Uint8Array(
    coding === null ? bytes : coding === 'br' ? brotliCompressSync(bytes, brotli) : gzipSync(bytes),
  );
}

function packStream(chunks: AsyncIterable<Buffer>, coding: Coding | null): ReadableStream {
  const source = Readable.from(chunks, { objectMode: false });
  if (coding === null) return Readable.toWeb(source);
  const packer: Transform = coding === 'br' ? createBrotliCompress(brotli) : createGzip();
  // A fault on either side ends both: the client sees a body that breaks off, never one that seems whole.
  source.on('error', (cause) => packer.destroy(cause));
  packer.on('close', () => source.destroy());
  return Readable.toWeb(source.pipe(packer));
}

/** Makes the answer. A fault before the first pieces are there is thrown; a later one breaks the body off. */
export async function respond({ request, version, contentType, vary = [], body }: Answer): Promise<Response> {
  const headers = new Headers({
    etag: `W/"${version.tag}"`,
    'last-modified': version.changedAt.toUTCString(),
    'cache-control': 'private, no-cache',
    vary: ['Accept-Encoding', ...vary].join(', '),
  });
  if (isUnchanged(request, version)) return new Response(null, { status: 304, headers });
  headers.set('content-type', contentType);
  const made = body();
  const pieces = typeof made === 'string' ? null : made[Symbol.asyncIterator]();
  const start = pieces === null ? { text: String(made), done: true } : await gather(pieces);
  const coding = start.text.length < packedLetters ? null : chooseCoding(request.headers.get('accept-encoding'));
  if (coding !== null) headers.set('content-encoding', coding);
  if (pieces !== null && !start.done) {
    return new Response(packStream(inChunks(start.text, pieces), coding), { headers });
  }
  const bytes = packWhole(start.text, coding);
  headers.set('content-length', String(bytes.length));
  return new Response(bytes, { headers });
}
