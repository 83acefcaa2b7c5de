/**
 * Ports that workers share. Sockets that share a port look alike to the kernel, whoever opened them: so each port is taken
 * alone for a moment first, which fails when anybody else has it.
 */
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';

type Place = { readonly host: string; readonly port: number };

function listen(options: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function portOf(server: Server): number {
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listener on a port has an address');
  return address.port;
}

/** Gives `places` with a free port in the place of each 0. @throws Error `EADDRINUSE` with the `port` that is taken */
export async function freePorts<Given extends Place>(places: readonly Given[]): Promise<Given[]> {
  const servers: Server[] = [];
  try {
    for (const { host, port } of places) servers.push(await listen({ host, port }));
    return places.map((place, index) => {
      const server = servers[index];
      return server === undefined ? place : { ...place, port: portOf(server) };
    });
  } finally {
    await Promise.all(servers.map(close));
  }
}

/** Whether this platform lets several sockets share a port and spreads connections over them; macOS and Windows do not. */
export async function canSharePorts(): Promise<boolean> {
  try {
    await close(await listen({ host: '127.0.0.1', port: 0, reusePort: true }));
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') throw cause;
    return false;
  }
}
