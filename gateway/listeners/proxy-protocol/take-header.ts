/** Takes the header of the PROXY protocol off an accepted connection, and leaves the client's own bytes unread in it. */
import type { Socket } from 'node:net';
import { limits } from '#base/limits.ts';
import { readProxyHeader } from '#gateway/listeners/proxy-protocol/header.ts';
import type { ProxyHeader } from '#gateway/listeners/proxy-protocol/reading.ts';

export type TakenHeader = ProxyHeader | { readonly kind: 'refused'; readonly why: string };

/**
 * Reads from `socket`, which nobody else reads from yet, until its header is complete, and gives it to `done` once. What
 * follows the header is put back; whoever reads next gets it first. Refused: bytes that are no header, a connection that
 * ends inside it, and one that takes longer than `limits.proxyHeaderMs`. The socket is then the caller's to destroy.
 */
export function takeProxyHeader(socket: Socket, done: (taken: TakenHeader) => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => refuse('too slow'), limits.proxyHeaderMs);
  const finish = (taken: TakenHeader): void => {
    clearTimeout(timer);
    socket.off('readable', read).off('end', ended).off('close', ended).off('error', failed);
    done(taken);
  };
  const refuse = (why: string): void => finish({ kind: 'refused', why });
  function read(): void {
    // A socket without an encoding gives Buffers, which its type does not say.
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const reading = readProxyHeader(bytes);
    if (reading.kind === 'more') return;
    if (reading.kind === 'invalid') return refuse(reading.why);
    if (reading.bytes < bytes.length) socket.unshift(bytes.subarray(reading.bytes));
    finish(reading);
  }
  const ended = (): void => refuse('ended');
  const failed = (): void => refuse('broken');
  socket.on('readable', read).on('end', ended).on('close', ended).on('error', failed);
}
