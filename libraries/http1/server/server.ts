/** The connections of one listener. */
import type { Socket } from 'node:net';
import type { Deadlines } from '#http1/deadlines.ts';
import { ServerConnection, type ServerHandler } from '#http1/server/connection.ts';
import type { ServerLimits } from '#http1/server/limits.ts';
import { readFrom, type ReadSocket } from '#http1/server/accepted-socket.ts';

export type Http1Server = {
  /** Serves an accepted socket, plain or TLS, half-open and without Nagle's delay, whose client is at `address`. */
  readonly accept: (socket: Socket, address: string) => void;
  readonly connections: number;
  /** Ends idle connections, and the others after their answers; settles when all are gone. */
  readonly drain: () => Promise<void>;
  /** Destroys all connections. */
  readonly destroy: () => void;
};

export function openHttp1Server(
  handler: ServerHandler,
  limits: ServerLimits,
  deadlines: Deadlines,
  readSocket: ReadSocket = readFrom,
): Http1Server {
  const connections = new Set<ServerConnection>();
  let draining: PromiseWithResolvers<void> | null = null;
  const parts = {
    handler,
    limits,
    deadlines,
    readSocket,
    onClose: (connection: ServerConnection): void => {
      connections.delete(connection);
      if (connections.size === 0) draining?.resolve();
    },
  };
  return {
    accept: (socket, address) => {
      const connection = new ServerConnection(socket, address, parts);
      connections.add(connection);
      if (draining !== null) connection.drain();
    },
    get connections() {
      return connections.size;
    },
    drain: () => {
      draining ??= Promise.withResolvers<void>();
      for (const connection of connections) connection.drain();
      if (connections.size === 0) draining.resolve();
      return draining.promise;
    },
    destroy: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}
