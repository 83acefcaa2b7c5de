/** The port under a server's connections: taken, and given back without cutting anybody off. */
import { isIP, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Http1Server } from '#http1/server/server.ts';

export type Port = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Connections that the kernel holds while we are busy. */
  readonly backlog: number;
  /** Others listen on the same port, and the kernel spreads connections over all of them. */
  readonly reusePort?: boolean;
};

/** Begins to listen. @throws Error with a `code` of the system's, such as `EADDRINUSE`, and the `port` */
export async function listen(server: Server, port: Port): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listener on a port has an address');
  return address;
}

/** Stops accepting, lets running requests end for `drainMs` at most, then cuts what is left. */
export async function drain(server: Server, http1: Http1Server, drainMs: number): Promise<void> {
  const cut = setTimeout(() => http1.destroy(), drainMs);
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await Promise.all([closed, http1.drain()]);
  clearTimeout(cut);
}

/** Gives who is at the other end; IPv4 addresses of a dual-stack socket come as `::ffff:192.0.2.1`. */
export function peerAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIP(mapped) === 4 ? mapped : address;
}
