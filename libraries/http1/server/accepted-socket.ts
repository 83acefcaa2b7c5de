/**
 * How bytes come off a socket. A socket that reads into one buffer shared by all (`onread`) costs a third less than one
 * that makes a Buffer for every read, but Node offers that to those who connect and not to those who accept. Where an
 * accepted socket lets go of its handle, a second one is made around it that reads so; where it does not, `data` will do.
 */
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { readBuffer } from '#http1/read-buffer.ts';

export type Reading = {
  /** Bytes `0..length` of `buffer`; valid during the call. */
  readonly onBytes: (buffer: Buffer, length: number) => void;
};

/** What Node keeps behind a socket, and does not document. */
type HandleHolder = { _handle?: { readStop?: unknown } | null };

/** Reads from a socket, and gives the one to use from here on; nothing comes before the next turn of the loop. */
export type ReadSocket = (accepted: Socket, reading: Reading) => Socket;

/** The cheapest way that the socket allows. */
export function readFrom(accepted: Socket, reading: Reading): Socket {
  // Bytes that somebody has read already, and put back, would stay behind in the first socket.
  if (!(accepted instanceof TLSSocket) && accepted.readableLength === 0) {
    const rewrapped = rewrap(accepted, reading);
    if (rewrapped !== null) return rewrapped;
  }
  return readThroughEvents(accepted, reading);
}

/** The way that every socket allows. */
export function readThroughEvents(accepted: Socket, reading: Reading): Socket {
  accepted.on('data', (data: Buffer) => reading.onBytes(data, data.length));
  return accepted;
}

function rewrap(accepted: Socket, reading: Reading): Socket | null {
  // The handle is undocumented: everything here is checked, and given up when it is not as expected.
  const holder = accepted as unknown as HandleHolder;
  const handle = holder._handle;
  if (typeof handle !== 'object' || handle === null || typeof handle.readStop !== 'function') return null;
  holder._handle = null;
  // The first socket is done for: this takes it off the server's count.
  accepted.destroy();
  const options = {
    handle,
    allowHalfOpen: true,
    onread: {
      buffer: readBuffer,
      callback: (length: number, buffer: Uint8Array): boolean => {
        reading.onBytes(buffer as Buffer, length);
        return true;
      },
    },
  };
  // The types know `onread` for connecting sockets alone, and no `handle`.
  return new Socket(options as unknown as ConstructorParameters<typeof Socket>[0]);
}
