/** One piece of a body as it leaves, in either direction: as it is, or as a chunk of its own (RFC 9112 §7.1). */
import type { Socket } from 'node:net';
import { latin1 } from '#http1/latin1.ts';

/** Pieces of up to this size are sent as text, together with their frame; larger ones are copied as bytes. */
const textPieceBytes = 16_384;

/** Writes `data`, which is copied before this returns; false when it is time to wait for room. */
export function writePiece(socket: Socket, data: Buffer, chunked: boolean): boolean {
  if (data.length <= textPieceBytes) {
    const text = latin1(data, 0, data.length);
    return socket.write(chunked ? `${data.length.toString(16)}\r\n${text}\r\n` : text, 'latin1');
  }
  if (!chunked) return socket.write(Buffer.from(data));
  socket.cork();
  socket.write(`${data.length.toString(16)}\r\n`, 'latin1');
  socket.write(Buffer.from(data));
  const room = socket.write('\r\n', 'latin1');
  socket.uncork();
  return room;
}
