/**
 * Lines in a sealed file of any size. The file is 16 random bytes, which name it, and frames: four bytes of length (big
 * endian) and that many sealed bytes. Each frame is sealed for its file, its number and whether it is the last, so that a
 * file that was cut off, patched or put together from two does not open.
 */
import { randomBytes } from 'node:crypto';
import { limits } from '#base/limits.ts';
import { seal, unseal, type SealingKey } from '#base/seal.ts';

const nameBytes = 16;
const lengthBytes = 4;
/** One line more than a frame should hold; a character has up to three bytes, and what sealing adds is far less than one. */
const longestFrameBytes = 4 * limits.lastGoodFrameBytes + limits.snapshotLineBytes;

function contextOf(name: Buffer, number: number, last: boolean): string {
  return `gateway snapshot ${name.toString('hex')} ${number} ${last ? 'last' : 'more'}`;
}

/** Seals lines; a frame is made when it is asked for. */
export function* sealLines(key: SealingKey, lines: Iterable<string>): Generator<Buffer> {
  const name = randomBytes(nameBytes);
  yield name;
  let number = 0;
  const frame = (text: string, last: boolean): Buffer => {
    const sealed = seal(key, contextOf(name, number, last), text);
    number += 1;
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < limits.lastGoodFrameBytes) continue;
    yield frame(text, false);
    text = '';
  }
  yield frame(text, true);
}

/** Opens what `sealLines` made. @throws Error when it is damaged, cut off or sealed with another key */
export async function* unsealFrames(key: SealingKey, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const reader = readerOf(bytes);
  const name = await reader.next(nameBytes);
  for (let number = 0; ; number += 1) {
    const length = (await reader.next(lengthBytes)).readUInt32BE();
    if (length > longestFrameBytes) throw new Error('a frame is too long');
    const sealed = await reader.next(length);
    const last = await reader.atEnd();
    yield unseal(key, contextOf(name, number, last), sealed);
    if (last) return;
  }
}

type Reader = {
  /** @throws Error when there are fewer bytes than that */
  readonly next: (length: number) => Promise<Buffer>;
  readonly atEnd: () => Promise<boolean>;
};

function readerOf(bytes: AsyncIterable<Buffer>): Reader {
  const iterator = bytes[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const fill = async (length: number): Promise<boolean> => {
    const chunks = [rest];
    let available = rest.length;
    while (available < length) {
      const { done, value } = await iterator.next();
      if (done === true) break;
      chunks.push(value);
      available += value.length;
    }
    if (chunks.length > 1) rest = Buffer.concat(chunks);
    return available >= length;
  };
  return {
    next: async (length) => {
      if (!(await fill(length))) throw new Error('the file is cut off');
      const taken = rest.subarray(0, length);
      rest = rest.subarray(length);
      return taken;
    },
    atEnd: async () => !(await fill(1)),
  };
}
