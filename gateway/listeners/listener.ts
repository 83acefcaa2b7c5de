/**
 * A listener: Node's HTTP server at its strictest, with or without TLS. What its parser refuses is answered here in the
 * same words as what we refuse.
 */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { newRandomId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { serveExchange, type ExchangeParts } from '#gateway/exchange.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { watchCertificate, type CertificateFiles } from '#gateway/listeners/certificate.ts';
import { parserRefusal } from '#gateway/listeners/parser-refusal.ts';
import type { Environment } from '#gateway/snapshot.ts';

export type ListenerSettings = {
  /** Environment whose APIs answer to calls by address; null for host names only. */
  readonly environment: Environment | null;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: CertificateFiles | undefined;
};

export type Listener = {
  readonly address: AddressInfo;
  /** Reads the certificate files again. */
  readonly reload: () => Promise<void>;
  /** Stops accepting, lets running requests end for `drainMs` at most, then cuts what is left. */
  readonly close: (drainMs: number) => Promise<void>;
};

const serverOptions: ServerOptions = {
  maxHeaderSize: limits.requestHeadBytes,
  headersTimeout: limits.requestHeadMs,
  requestTimeout: limits.requestMs,
  keepAliveTimeout: limits.clientIdleMs,
  httpValidation: 'strict',
  requireHostHeader: false,
  joinDuplicateHeaders: false,
  rejectNonStandardBodyWrites: true,
  noDelay: true,
};

/**
 * Opens a listener.
 *
 * @throws Problem `listener.plain_not_loopback` (500) for plain HTTP on an address that others reach, unless `trustProxy`
 */
export async function openListener(
  settings: ListenerSettings,
  parts: ExchangeParts,
  trustProxy: boolean,
): Promise<Listener> {
  const local = settings.tls === undefined && isLoopback(settings.host);
  if (settings.tls === undefined && !local && !trustProxy) throw plainNotLoopback(settings);
  const certificate = settings.tls === undefined ? null : await watchCertificate(settings.tls, parts.log);
  const server =
    certificate === null
      ? createServer(serverOptions)
      : certificate.attach(createTlsServer({ ...serverOptions, ...certificate.tlsOptions() }));
  // Node drops fields above its own count in silence; the head's size bounds them, and we count them ourselves.
  server.maxHeadersCount = 0;
  const state = answerRequests(server, settings, parts, { local, trustProxy });
  const address = await listen(server, settings);
  return {
    address,
    reload: async () => certificate?.reload(),
    close: async (drainMs) => {
      state.draining = true;
      certificate?.close();
      await drain(server, drainMs);
    },
  };
}

function plainNotLoopback({ host }: ListenerSettings): Problem {
  return new Problem('listener.plain_not_loopback', 500, {
    en: `A listener without TLS may not stand on ${host}, which others reach: give it a certificate, or say trustProxy when TLS ends in front of it.`,
    fr: `Une écoute sans TLS ne peut pas se tenir sur ${host}, que d'autres atteignent : donnez-lui un certificat, ou trustProxy si TLS se termine devant elle.`,
  });
}

function answerRequests(
  server: Server,
  settings: ListenerSettings,
  parts: ExchangeParts,
  { local, trustProxy }: { readonly local: boolean; readonly trustProxy: boolean },
): { draining: boolean } {
  const state = { draining: false };
  const answering = new WeakSet<Duplex>();
  const protocol = settings.tls === undefined ? 'http' : 'https';
  const listener = {
    environment: settings.environment,
    local,
    connection: (request: IncomingMessage) =>
      ({ address: clientAddress(request.socket), protocol, trustProxy }) as const,
  };
  const serve = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    answering.add(request.socket);
    response.once('close', () => {
      answering.delete(request.socket);
      // An answer begun before the closing has promised to keep its connection: nothing more comes on it.
      if (state.draining) setImmediate(() => server.closeIdleConnections());
    });
    if (state.draining) response.shouldKeepAlive = false;
    void serveExchange(parts, listener, request, response, expectsContinue);
  };
  server.on('request', (request, response) => serve(request, response, false));
  server.on('checkContinue', (request, response) => serve(request, response, true));
  // Any other expectation: the head's judgement refuses it, as everything else.
  server.on('checkExpectation', (request, response) => serve(request, response, false));
  server.on('connect', (_request, socket) => {
    socket.end(parserRefusal('request.method_not_supported', newRandomId()));
  });
  server.on('clientError', (failure, socket) => refuseUnparsed(failure, socket, answering, parts.log));
  return state;
}

/** IPv4 addresses of a dual-stack socket come as `::ffff:192.0.2.1`. */
function clientAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIP(mapped) === 4 ? mapped : address;
}

function refuseUnparsed(failure: Error, socket: Duplex, answering: WeakSet<Duplex>, log: Log): void {
  const code = 'code' in failure ? String(failure.code) : 'unknown';
  // Inside an answer there is no room for another one; a socket that is gone takes none.
  if (answering.has(socket) || !socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const requestId = newRandomId();
  log.warn('a request could not be parsed', { requestId, why: code });
  const reasonByCode: Readonly<Record<string, 'request.head_too_large' | 'request.too_slow'>> = {
    HPE_HEADER_OVERFLOW: 'request.head_too_large',
    ERR_HTTP_REQUEST_TIMEOUT: 'request.too_slow',
  };
  socket.end(parserRefusal(reasonByCode[code] ?? 'request.malformed', requestId));
}

async function listen(server: Server, { host, port }: ListenerSettings): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listener on a port has an address');
  return address;
}

async function drain(server: Server, drainMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}
