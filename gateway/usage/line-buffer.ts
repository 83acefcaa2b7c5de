/**
 * Lines as bytes. A line that stays a string until the hand-over is copied by the garbage collector again and again, and
 * a gateway writes twenty thousand of them a second: here each becomes bytes at once, and its string is gone.
 */

const blockBytes = 256 * 1024;

export type LineBuffer = {
  /** Takes a line of Latin-1; false when there is no room for it. */
  readonly add: (line: string) => boolean;
  /** Gives everything since the last time, in blocks that nobody else holds. */
  readonly take: () => Uint8Array<ArrayBuffer>[];
};

/** Opens one for at most `maximumBytes` between two takings. */
export function openLineBuffer(maximumBytes: number): LineBuffer {
  let full: Uint8Array<ArrayBuffer>[] = [];
  let fullBytes = 0;
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let at = 0;
  const close = (): void => {
    if (at === 0) return;
    full.push(new Uint8Array(block.buffer, 0, at));
    fullBytes += at;
    block = Buffer.allocUnsafeSlow(blockBytes);
    at = 0;
  };
  return {
    add: (line) => {
      if (line.length > blockBytes || fullBytes + at + line.length > maximumBytes) return false;
      if (at + line.length > blockBytes) close();
      at += block.write(line, at, 'latin1');
      return true;
    },
    take: () => {
      close();
      const taken = full;
      full = [];
      fullBytes = 0;
      return taken;
    },
  };
}
