/** Puts a `(Request) => Response` on a port. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { limits } from '#base/limits.ts';
import { takePort } from '#commands/serve/port-taken.ts';

export type HttpListener = { readonly url: string; readonly close: () => Promise<void> };

type ListenOptions = {
  readonly host: string;
  readonly port: number;
  readonly fetch: (request: Request, peer: { readonly address: string }) => Promise<Response>;
};

/** Lets running requests end, for `limits.drainMs` at most. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), limits.drainMs);
  await closed;
  clearTimeout(cut);
}

/**
 * Opens a plain HTTP listener.
 *
 * @throws Problem `server.port_taken` (409)
 */
export async function openHttpListener({ host, port, fetch }: ListenOptions): Promise<HttpListener> {
  const answer = (request: Request, { incoming }: { incoming: Pick<IncomingMessage, 'socket'> }) =>
    fetch(request, { address: incoming.socket.remoteAddress ?? '' });
  const server = createServer(
    { maxHeaderSize: limits.requestHeadBytes, headersTimeout: limits.requestHeadMs, requestTimeout: limits.requestMs },
    getRequestListener(answer, { overrideGlobalObjects: false }),
  );
  server.listen(port, host);
  await takePort(host, once(server, 'listening'));
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close: () => drain(server) };
}
