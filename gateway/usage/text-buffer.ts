/**
 * Pieces of text as bytes. One that stays a string until the hand-over is copied by the garbage collector again and again, and
 * a gateway may log twenty thousand requests a second: here a handful at a time become bytes, in blocks that are used again.
 */

const blockBytes = 256 * 1024;
/** Pieces are gathered up to this before they become bytes. */
const gatheredBytes = 8 * 1024;

export type TextBuffer = {
  /** Takes a piece of ASCII; false when there is no room for it. It is never divided between two blocks. */
  readonly add: (piece: string) => boolean;
  /** Gives everything since the last time to `use`, in blocks that are its only until it returns. */
  readonly take: <Result>(use: (blocks: readonly Uint8Array<ArrayBuffer>[]) => Result) => Result;
};

/** Opens one for at most `maximumBytes` between two takings. */
export function openTextBuffer(maximumBytes: number): TextBuffer {
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
    add: (piece) => {
      const { length } = piece;
      if (length > blockBytes || length > room) return false;
      room -= length;
      if (gathered.length + length > gatheredBytes) flush();
      if (length > gatheredBytes) write(piece);
      else gathered += piece;
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
