/** A multipart/form-data body (RFC 7578, RFC 2046 §5.1) read as it comes: one part after the other, never one whole. */
import { Problem } from '#base/problem.ts';
import { limits } from '#base/limits.ts';

export type Part = {
  readonly name: string;
  /** As the sender names the file; empty for other fields. Only its last component: paths are the sender's own affair. */
  readonly fileName: string;
  /** To be read to its end before the next part is asked for. */
  readonly content: AsyncGenerator<Buffer, void, undefined>;
};

/** The boundary that a content type names. @throws Problem `banking.multipart_expected` (415) */
export function boundaryOf(contentType: string | undefined): string {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? '',
  );
  const boundary = match?.[1] ?? match?.[2];
  if (boundary !== undefined) return boundary;
  throw new Problem('banking.multipart_expected', 415, {
    en: 'Send the file as multipart/form-data, in the field "file".',
    fr: 'Envoyez le fichier en multipart/form-data, dans le champ « file ».',
  });
}

function broken(internal: string): Problem {
  return new Problem(
    'banking.multipart_broken',
    400,
    {
      en: 'The body ends too early, or is not multipart/form-data as its header says.',
      fr: "Le corps s'arrête trop tôt, ou n'est pas le multipart/form-data que son en-tête annonce.",
    },
    { internal },
  );
}

const headEnd = Buffer.from('\r\n\r\n');

/** Bytes that have come and were not used. */
class Incoming {
  readonly #source: AsyncIterator<Uint8Array>;
  held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Waits for more. @throws Problem `banking.multipart_broken` when there is none */
  async more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw broken('the body ends within a part');
    this.held = this.held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.held, next.value]);
  }

  take(length: number): Buffer {
    const taken = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return taken;
  }
}

/** Gives the parts of a body. @throws Problem `banking.multipart_broken` (400), also while a part is read */
export async function* readParts(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const incoming = new Incoming(source);
  // The first delimiter may stand at the very beginning.
  incoming.held = Buffer.from('\r\n');
  for await (const _preamble of untilDelimiter(incoming, delimiter)) continue;
  for (;;) {
    while (incoming.held.length < 2) await incoming.more();
    if (incoming.held.subarray(0, 2).toString('latin1') === '--') return;
    const head = await readHead(incoming);
    const content = untilDelimiter(incoming, delimiter);
    yield { ...head, content };
    for await (const _rest of content) continue;
  }
}

/** Gives what stands before the next delimiter, and takes the delimiter away. */
async function* untilDelimiter(incoming: Incoming, delimiter: Buffer): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const found = incoming.held.indexOf(delimiter);
    if (found >= 0) {
      const last = incoming.take(found);
      incoming.take(delimiter.length);
      if (last.length > 0) yield last;
      return;
    }
    // The delimiter may have begun within the last bytes.
    const sure = incoming.held.length - delimiter.length + 1;
    if (sure > 0) yield incoming.take(sure);
    await incoming.more();
  }
}

async function readHead(incoming: Incoming): Promise<{ name: string; fileName: string }> {
  let end = incoming.held.indexOf(headEnd);
  while (end < 0) {
    if (incoming.held.length > limits.bankingPartHeadBytes) throw broken('the head of a part is too long');
    await incoming.more();
    end = incoming.held.indexOf(headEnd);
  }
  const lines = incoming
    .take(end + headEnd.length)
    .toString('utf8')
    .split('\r\n');
  const disposition = lines.find((line) => /^content-disposition\s*:\s*form-data\b/i.test(line)) ?? '';
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) throw broken('a part has no name');
  const path = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1] ?? '';
  const fileName = (path.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{C}/gu, '').slice(0, limits.bankingFileNameLength);
  return { name, fileName };
}
