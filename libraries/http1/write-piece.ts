/** One piece of a body as it leaves, in either direction: as it is, or as a chunk of its own (RFC 9112 §7.1). */
import type { Socket } from 'node:net';
import { latin1 } from '#http1/latin1.ts';
import { readBuffer } from '#http1/read-buffer.ts';

/** Pieces of up to this size are sent as text, together with their frame; larger ones are copied as bytes. */
const textPieceBytes = 16_384;

/** Writes `data`, which is copied before this returns; false when it is time to wait for room. */
export function writePiece(socket: Socket, data: Buffer, chunked: boolean): boolean {
  if (data.length <= textPieceBytes) {
    const text = latin1(data, 0, data.length);
    return socket.write(chunked ? `${data.length.toString(16)}\r\n${text}\r\n` : text, 'latin1');
  }
  if (!chunked) return writeCopy(socket, data);
  socket.cork();
  socket.write(`${data.length.toString(16)}\r\n`, 'latin1');
  writeCopy(socket, data);
  const room = socket.write('\r\n', 'latin1');
  socket.uncork();
  return room;
}

/** As large as what one read may bring. */
const blockBytes = readBuffer.length;
/** Blocks that are kept for the next pieces: most are free again in the same turn. */
const mostSpare = 16;
const spare: Buffer[] = [];

/**
 * Writes a copy of `data`; false when it is time to wait for room. Copies of large pieces are made in blocks that are used
 * again once they are sent: memory that is new each time costs more than all else that is done with it.
 */
export function writeCopy(socket: Socket, data: Buffer): boolean {
  if (data.length <= textPieceBytes || data.length > blockBytes) return socket.write(Buffer.from(data));
  const block = spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
  data.copy(block);
  // Called, too, when the socket is destroyed, once nobody reads the block any more.
  return socket.write(block.subarray(0, data.length), () => {
    if (spare.length < mostSpare) spare.push(block);
  });
}
