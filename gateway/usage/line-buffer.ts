/**
 * Lines as bytes. A line that stays a string until the hand-over is copied by the garbage collector again and again, and
 * a gateway writes twenty thousand of them a second: here a handful at a time become bytes, in blocks that are used again.
 */

const blockBytes = 256 * 1024;
/** Lines are gathered up to this before they become bytes. */
const gatheredBytes = 8 * 1024;

export type LineBuffer = {
  /** Takes a line of Latin-1; false when there is no room for it. */
  readonly add: (line: string) => boolean;
  /** Gives everything since the last time to `use`, in blocks that are its only until it returns. */
  readonly take: <Result>(use: (blocks: readonly Uint8Array<ArrayBuffer>[]) => Result) => Result;
};

/** Opens one for at most `maximumBytes` between two takings. */
export function openLineBuffer(maximumBytes: number): LineBuffer {
  const blocks: Buffer<ArrayBuffer>[] = [];
  /** Bytes in each block that is in use; the last is the one that is being filled. */
  let filled: number[] = [];
  let gathered = '';
  let room = maximumBytes;

  function write(text: string): void {
    let at = filled.at(-1) ?? blockBytes;
    if (at + text.length > blockBytes) {
      filled.push(0);
      at = 0;
    }
    const block = (blocks[filled.length - 1] ??= Buffer.allocUnsafeSlow(blockBytes));
    filled[filled.length - 1] = at + block.write(text, at, 'latin1');
  }

  function flush(): void {
    if (gathered !== '') write(gathered);
    gathered = '';
  }

  return {
    add: (line) => {
      const { length } = line;
      if (length > blockBytes || length > room) return false;
      room -= length;
      if (gathered.length + length > gatheredBytes) flush();
      if (length > gatheredBytes) write(line);
      else gathered += line;
      return true;
    },
    take: (use) => {
      flush();
      const result = use(filled.map((bytes, index) => (blocks[index] ?? Buffer.alloc(0)).subarray(0, bytes)));
      // What a busy second needed, the next one may need again; what lies above twice that is given back.
      blocks.length = Math.min(blocks.length, Math.max(1, 2 * filled.length));
      filled = [];
      room = maximumBytes;
      return result;
    },
  };
}
