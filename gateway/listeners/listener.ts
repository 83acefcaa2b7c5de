/** A listener: a port, with or without TLS, whose connections speak HTTP/1.1. */
import { createServer, isIP, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { newRequestId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { answerParts } from '#gateway/answer.ts';
import { serveExchange, type ExchangeListener, type ExchangeParts } from '#gateway/exchange.ts';
import { requestNames } from '#gateway/head/field-kinds.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { watchCertificate, type CertificateFiles } from '#gateway/listeners/certificate.ts';
import { refusalAnswer } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Environment } from '#gateway/snapshot.ts';
import type { Deadlines } from '#libraries/http1/deadlines.ts';
import type { RefusalFault } from '#libraries/http1/server/connection.ts';
import type { ServerLimits } from '#libraries/http1/server/limits.ts';
import { openHttp1Server, type Http1Server } from '#libraries/http1/server/server.ts';

export type ListenerSettings = {
  /** Environment whose APIs answer to calls by address; null for host names only. */
  readonly environment: Environment | null;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: CertificateFiles | undefined;
  /** Others listen on the same port, and the kernel spreads connections over all of them. */
  readonly reusePort?: boolean;
};

export type Listener = {
  readonly address: AddressInfo;
  /** Reads the certificate files again. */
  readonly reload: () => Promise<void>;
  /** Stops accepting, lets running requests end for `drainMs` at most, then cuts what is left. */
  readonly close: (drainMs: number) => Promise<void>;
};

/** Patience with clients. */
export type ClientTimes = Pick<ServerLimits, 'headMs' | 'idleMs' | 'stallMs' | 'bodyMs'>;

const defaultTimes: ClientTimes = {
  headMs: limits.requestHeadMs,
  idleMs: limits.clientIdleMs,
  stallMs: limits.clientStallMs,
  bodyMs: limits.requestMs,
};

type ListenerOptions = {
  readonly parts: ExchangeParts;
  readonly deadlines: Deadlines;
  readonly trustProxy: boolean;
  readonly times?: ClientTimes | undefined;
};

/**
 * Opens a listener.
 *
 * @throws Problem `listener.plain_not_loopback` (500) for plain HTTP on an address that others reach, unless `trustProxy`
 */
export async function openListener(settings: ListenerSettings, options: ListenerOptions): Promise<Listener> {
  const { parts, trustProxy } = options;
  const local = settings.tls === undefined && isLoopback(settings.host);
  if (settings.tls === undefined && !local && !trustProxy) throw plainNotLoopback(settings);
  const certificate = settings.tls === undefined ? null : await watchCertificate(settings.tls, parts.log);
  const http1 = serveHttp1({ environment: settings.environment, local, trustProxy }, options);
  const accept = (socket: Socket): void => http1.accept(socket, clientAddress(socket));
  // Half-open: a client that has said all it had to say still waits for the answer.
  const half = { allowHalfOpen: true, noDelay: true };
  const server =
    certificate === null
      ? createServer(half, accept)
      : certificate.attach(createTlsServer({ ...half, ...certificate.tlsOptions() }, accept));
  server.on('tlsClientError', (_cause, socket: Socket) => socket.destroy());
  const address = await listen(server, settings);
  return {
    address,
    reload: async () => certificate?.reload(),
    close: async (drainMs) => {
      certificate?.close();
      await drain(server, http1, drainMs);
    },
  };
}

function plainNotLoopback({ host }: ListenerSettings): Problem {
  return new Problem('listener.plain_not_loopback', 500, {
    en: `A listener without TLS may not stand on ${host}, which others reach: give it a certificate, or say trustProxy when TLS ends in front of it.`,
    fr: `Une écoute sans TLS ne peut pas se tenir sur ${host}, que d'autres atteignent : donnez-lui un certificat, ou trustProxy si TLS se termine devant elle.`,
  });
}

const reasonOfFault: Readonly<Record<RefusalFault, Reason>> = {
  malformed: 'request.malformed',
  head_too_large: 'request.head_too_large',
  target_too_long: 'request.target_too_long',
  coding_unknown: 'request.transfer_coding_unknown',
  expectation_unknown: 'request.expectation_failed',
  too_slow: 'request.too_slow',
};

function serveHttp1(listener: ExchangeListener, { parts, deadlines, times }: ListenerOptions): Http1Server {
  const serverLimits: ServerLimits = {
    ...(times ?? defaultTimes),
    names: requestNames,
    maximumHeadBytes: limits.requestHeadBytes,
    maximumFields: limits.requestFields,
    maximumTargetBytes: limits.requestTargetBytes,
    maximumBodyBytes: limits.forwardedBodyBytes,
    lingerMs: limits.clientLingerMs,
  };
  const handler = {
    onRequest: serveExchange.bind(null, parts, listener),
    onRefusal: (fault: RefusalFault) => refuseUnparsed(fault, parts.log),
  };
  return openHttp1Server(handler, serverLimits, deadlines);
}

/** The answer to what never became a request. */
function refuseUnparsed(fault: RefusalFault, log: Log): { readonly head: string; readonly body: string } {
  const requestId = newRequestId();
  log.warn('a request could not be parsed', { requestId, why: fault });
  const details = { requestId, contact: '', language: 'en', scopes: [] } as const;
  return answerParts(refusalAnswer('problem', reasonOfFault[fault], details));
}

/** IPv4 addresses of a dual-stack socket come as `::ffff:192.0.2.1`. */
function clientAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIP(mapped) === 4 ? mapped : address;
}

async function listen(server: Server, { host, port, reusePort = false }: ListenerSettings): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: limits.listenBacklog, reusePort }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listener on a port has an address');
  return address;
}

async function drain(server: Server, http1: Http1Server, drainMs: number): Promise<void> {
  const cut = setTimeout(() => http1.destroy(), drainMs);
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await Promise.all([closed, http1.drain()]);
  clearTimeout(cut);
}
