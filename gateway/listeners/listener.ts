/** A listener: a port, with or without TLS, whose connections speak HTTP/1.1, and in TLS HTTP/2 where they choose it. */
import type { AddressInfo } from 'node:net';
import type { Clock } from '#base/clock.ts';
import { newRequestId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { answerParts } from '#gateway/answer.ts';
import { serveExchange } from '#gateway/exchange.ts';
import type { ExchangeListener, ExchangeParts } from '#gateway/passage.ts';
import { requestNames } from '#gateway/head/field-kinds.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { openCertificates, type CertificateSources } from '#gateway/listeners/certificates/certificates.ts';
import { openFront, type Front } from '#gateway/listeners/front.ts';
import { openHttp2Server, type Http2Server } from '#gateway/listeners/http2/server.ts';
import { trustPeers } from '#gateway/listeners/trusted-peers.ts';
import { refusalAnswer } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Environment } from '#gateway/snapshot.ts';
import type { Deadlines } from '#libraries/http1/deadlines.ts';
import type { RefusalFault, ServerHandler } from '#libraries/http1/server/connection.ts';
import type { ServerLimits } from '#libraries/http1/server/limits.ts';
import { openHttp1Server, type Http1Server } from '#libraries/http1/server/server.ts';

export type ListenerSettings = {
  /** Environment whose APIs answer to calls by address; null for host names only. */
  readonly environment: Environment | null;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: CertificateSources | undefined;
  /**
   * Addresses and networks (`10.0.0.0/8`) of proxies whose connections begin with a header of the PROXY protocol: always,
   * and the client is the one it names. From anybody else the header is an invalid request.
   */
  readonly proxyPeers?: readonly string[] | undefined;
  /** Others listen on the same port, and the kernel spreads connections over all of them. */
  readonly reusePort?: boolean;
};

export type Listener = {
  readonly address: AddressInfo;
  /** Open connections of clients. */
  readonly connections: () => number;
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
  readonly clock: Clock;
  readonly trustProxy: boolean;
  readonly times?: ClientTimes | undefined;
};

/**
 * Opens a listener.
 *
 * @throws Problem `listener.plain_not_loopback` (500) for plain HTTP on an address that others reach, unless `trustProxy`;
 *   what `openCertificates` refuses with
 */
export async function openListener(settings: ListenerSettings, options: ListenerOptions): Promise<Listener> {
  const { parts, trustProxy, clock } = options;
  const { log } = parts;
  const { environment, host, port, reusePort = false, tls, proxyPeers } = settings;
  const local = tls === undefined && isLoopback(host);
  if (tls === undefined && !local && !trustProxy) throw plainNotLoopback(settings);
  const certificates = tls === undefined ? null : await openCertificates(tls, { log, clock });
  const servers = openServers({ environment, local, trustProxy }, options);
  const front = await openFront(
    {
      ...{ host, port, reusePort, certificates, log },
      versions: ['h2', 'http/1.1'],
      proxyPeers: proxyPeers === undefined ? null : trustPeers(proxyPeers),
    },
    ({ socket, clientAddress, version }) => servers[version].accept(socket, clientAddress),
  ).catch((cause: unknown) => {
    certificates?.close();
    throw cause;
  });
  return {
    address: front.address,
    connections: () => servers.h2.connections + servers['http/1.1'].connections,
    reload: async () => certificates?.reload(),
    close: async (drainMs) => {
      certificates?.close();
      await drain(front, servers, drainMs);
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

/** By the names that ALPN has for the versions. */
type Servers = { readonly 'http/1.1': Http1Server; readonly h2: Http2Server };

function openServers(listener: ExchangeListener, { parts, deadlines, times }: ListenerOptions): Servers {
  const serverLimits: ServerLimits = {
    ...(times ?? defaultTimes),
    names: requestNames,
    maximumHeadBytes: limits.requestHeadBytes,
    maximumFields: limits.requestFields,
    maximumTargetBytes: limits.requestTargetBytes,
    maximumBodyBytes: limits.forwardedBodyBytes,
    lingerMs: limits.clientLingerMs,
  };
  const handler: ServerHandler = {
    onRequest: serveExchange.bind(null, parts, listener),
    onRefusal: (fault: RefusalFault) => refuseUnparsed(fault, parts.log),
  };
  return {
    'http/1.1': openHttp1Server(handler, serverLimits, deadlines),
    h2: openHttp2Server({ handler, limits: serverLimits, deadlines }),
  };
}

/** The answer to what never became a request. */
function refuseUnparsed(fault: RefusalFault, log: Log): { readonly head: string; readonly body: string } {
  const requestId = newRequestId();
  log.warn('a request could not be parsed', { requestId, why: fault });
  const details = { requestId, contact: '', language: 'en', scopes: [] } as const;
  return answerParts(refusalAnswer('problem', reasonOfFault[fault], details));
}

async function drain(front: Front, servers: Servers, drainMs: number): Promise<void> {
  const cut = setTimeout(() => {
    for (const server of Object.values(servers)) server.destroy();
  }, drainMs);
  await Promise.all([front.close(), ...Object.values(servers).map((server) => server.drain())]);
  clearTimeout(cut);
}
