/** Puts a `(Request) => Response` on a port. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { limits } from '#base/limits.ts';
import { answerHealth, type Readiness } from '#base/readiness.ts';
import { takePort } from '#commands/serve/port-taken.ts';

export type HttpListener = { readonly url: string; readonly close: () => Promise<void> };

type Fetch = (request: Request, peer: { readonly address: string }) => Promise<Response>;

type ListenOptions = {
  readonly host: string;
  readonly port: number;
  readonly fetch: Fetch;
  /** What `/readyz` tells; without it the listener has neither that nor `/healthz`. */
  readonly readiness?: () => Promise<Readiness>;
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

/** The same, with `/healthz` and `/readyz` in front. */
function withHealth(fetch: Fetch, readiness: () => Promise<Readiness>): Fetch {
  return async (request, peer) => {
    // The cheap look first: hardly any request is one of these.
    const health = request.url.endsWith('z')
      ? await answerHealth(request.method, new URL(request.url).pathname, readiness)
      : null;
    if (health === null) return fetch(request, peer);
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    return new Response(health.body, { status: health.status, headers });
  };
}

/**
 * Opens a plain HTTP listener.
 *
 * @throws Problem `server.port_taken` (409)
 */
export async function openHttpListener({ host, port, fetch, readiness }: ListenOptions): Promise<HttpListener> {
  const answering = readiness === undefined ? fetch : withHealth(fetch, readiness);
  const answer = (request: Request, { incoming }: { incoming: Pick<IncomingMessage, 'socket'> }) =>
    answering(request, { address: incoming.socket.remoteAddress ?? '' });
  const server = createServer(
    { maxHeaderSize: limits.requestHeadBytes, headersTimeout: limits.requestHeadMs, requestTimeout: limits.requestMs },
    getRequestListener(answer, { overrideGlobalObjects: false }),
  );
  server.listen(port, host);
  await takePort(host, once(server, 'listening'));
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close: () => drain(server) };
}
