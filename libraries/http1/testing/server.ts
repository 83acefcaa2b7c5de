/** A server of the library on a free port, with what a test says about it. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Deadlines } from '#http1/deadlines.ts';
import type { Exchange } from '#http1/exchange.ts';
import { readFrom, readThroughEvents, type ReadSocket } from '#http1/server/accepted-socket.ts';
import type { ServerLimits } from '#http1/server/limits.ts';
import { openHttp1Server, type Http1Server } from '#http1/server/server.ts';
import { testRules } from '#http1/testing/parse.ts';
import { Peer } from '#http1/testing/peer.ts';

export const patientLimits: ServerLimits = {
  ...testRules,
  maximumBodyBytes: 1024 * 1024,
  ...{ headMs: 60_000, idleMs: 60_000, stallMs: 60_000, bodyMs: 60_000, lingerMs: 60_000 },
};

export type TestServer = {
  readonly port: number;
  readonly http1: Http1Server;
  readonly close: () => Promise<void>;
};

export async function openTestServer(
  onRequest: (exchange: Exchange) => void,
  limits: Partial<ServerLimits> = {},
  readSocket: ReadSocket = readFrom,
): Promise<TestServer> {
  const deadlines = new Deadlines(5);
  const handler = {
    onRequest,
    onRefusal: (fault: string) => ({ head: 'HTTP/1.1 400 Bad Request\r\n', body: fault }),
  };
  const http1 = openHttp1Server(handler, { ...patientLimits, ...limits }, deadlines, readSocket);
  const server = createServer({ allowHalfOpen: true }, (socket: Socket) => http1.accept(socket, '192.0.2.1'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port gives an address, not a path.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    http1,
    close: async () => {
      http1.destroy();
      deadlines.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes a whole body, whole or in pieces; calls `done` with it, or with why it did not come. */
export function takeBody(exchange: Exchange, done: (body: string, fault: string | null) => void): void {
  if (exchange.wholeBody !== null) {
    done(exchange.wholeBody, null);
    return;
  }
  let body = '';
  exchange.receiveBody({
    onBody: (data) => (body += data.toString('latin1')),
    onBodyEnd: () => done(body, null),
    onBodyFault: (fault) => done(body, fault),
  });
}

/** Answers every request with its method, target and body. */
export function echo(exchange: Exchange): void {
  takeBody(exchange, (body, fault) => {
    const { method, target } = exchange.head;
    if (fault === null) exchange.answer('HTTP/1.1 200 OK\r\n', `[${method} ${target} ${body}]`);
    else exchange.answer('HTTP/1.1 400 Bad Request\r\n', `[${fault}]`);
  });
}

/** Both ways in which a server reads its sockets, by the name under which tests tell them apart. */
export const waysOfReading: readonly (readonly [string, ReadSocket])[] = [
  ['a socket around the handle', readFrom],
  ['events', readThroughEvents],
];

export type Opener = {
  /** A server, and a client that is connected to it. */
  readonly open: (
    onRequest?: (exchange: Exchange) => void,
    limits?: Partial<ServerLimits>,
  ) => Promise<{ readonly server: TestServer; readonly peer: Peer }>;
  readonly close: () => Promise<unknown>;
};

/** Servers that are closed together. */
export function openServers(readSocket: ReadSocket): Opener {
  const opened: TestServer[] = [];
  return {
    open: async (onRequest = echo, limits = {}) => {
      const server = await openTestServer(onRequest, limits, readSocket);
      opened.push(server);
      return { server, peer: Peer.open(server.port) };
    },
    close: () => Promise.all(opened.map((server) => server.close())),
  };
}

/** A GET of `target` with these field lines besides its Host. */
export function getText(target: string, ...lines: readonly string[]): string {
  return `GET ${target} HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}
