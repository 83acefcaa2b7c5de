/**
 * The front of a listener: accepts connections, learns who is at the other end (from the PROXY protocol where that is
 * declared), does TLS, and hands on a socket from which the client's HTTP is read next.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { canonicalAddress } from '#gateway/listeners/canonical-address.ts';
import type { Certificates } from '#gateway/listeners/certificates/certificates.ts';
import { takeProxyHeader } from '#gateway/listeners/proxy-protocol/take-header.ts';
import type { TrustedPeers } from '#gateway/listeners/trusted-peers.ts';
import { listen } from '#libraries/http1/server/port.ts';

export type HttpVersion = 'h2' | 'http/1.1';

/** A connection that is ready for HTTP. */
export type Arrived = {
  /** Plain, or a TLSSocket after its handshake; nothing of the client's HTTP has been read. */
  readonly socket: Socket;
  /** In canonical form; `unknown` when the connection has gone already. */
  readonly clientAddress: string;
  /** Chosen by ALPN; HTTP/1.1 without TLS, and for clients that do not choose. */
  readonly version: HttpVersion;
};

export type FrontSettings = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Others listen on the same port, and the kernel spreads connections over all of them. */
  readonly reusePort?: boolean;
  /** Null for plain HTTP. */
  readonly certificates: Certificates | null;
  /** What is offered by ALPN, the best first. */
  readonly versions: readonly HttpVersion[];
  /**
   * Peers whose connections begin with a header of the PROXY protocol, always; from all others it is an invalid request.
   * Null when none is declared.
   */
  readonly proxyPeers: TrustedPeers | null;
  readonly log: Log;
};

export type Front = {
  readonly address: AddressInfo;
  /** Accepts no more, drops connections that are not handed on yet, and settles when the others have ended. */
  readonly close: () => Promise<void>;
};

/** Opens it; it accepts when this returns. @throws what `listen` fails with */
export async function openFront(settings: FrontSettings, take: (arrived: Arrived) => void): Promise<Front> {
  const waiting = new Set<Socket>();
  const handOn = (arrived: Arrived, raw: Socket): void => {
    waiting.delete(raw);
    take(arrived);
  };
  const next = settings.certificates === null ? plain(handOn) : secure(settings, settings.certificates, handOn);
  // Half-open: a client that has said all may still be answered; whoever takes the socket ends it.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (raw) => {
    if (settings.certificates === null && settings.proxyPeers === null) return next(raw, addressOf(raw));
    waiting.add(raw);
    raw.once('close', () => waiting.delete(raw));
    identify(raw, settings, next);
  });
  const { host, port, reusePort = false } = settings;
  const address = await listen(server, { host, port, reusePort, backlog: limits.listenBacklog });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const raw of waiting) raw.destroy();
    await closed;
  };
  return { address, close };
}

type Identified = (raw: Socket, clientAddress: string) => void;

/** Who is there: the peer, or whom a declared proxy speaks for. */
function identify(raw: Socket, { proxyPeers, log }: FrontSettings, next: Identified): void {
  const peer = addressOf(raw);
  if (proxyPeers === null || !proxyPeers(peer)) return next(raw, peer);
  takeProxyHeader(raw, (taken) => {
    if (taken.kind === 'refused') {
      log.warn('a connection without a good PROXY header was closed', { peer, why: taken.why });
      raw.destroy();
    } else {
      next(raw, taken.kind === 'proxied' ? taken.address : peer);
    }
  });
}

function addressOf({ remoteAddress = '' }: Socket): string {
  return canonicalAddress(remoteAddress, 4) ?? canonicalAddress(remoteAddress, 6) ?? 'unknown';
}

type HandOn = (arrived: Arrived, raw: Socket) => void;

function plain(handOn: HandOn): Identified {
  return (raw, clientAddress) => handOn({ socket: raw, clientAddress, version: 'http/1.1' }, raw);
}

function secure({ versions, log }: FrontSettings, certificates: Certificates, handOn: HandOn): Identified {
  // Node does not say which accepted connection a TLS socket stands on; its other end does, while it lives.
  const handshaking = new Map<string, { readonly raw: Socket; readonly clientAddress: string }>();
  const server: TlsServer = createTlsServer(
    { ...certificates.serverOptions(), ALPNProtocols: [...versions], allowHalfOpen: true },
    (socket) => {
      const known = handshaking.get(otherEnd(socket));
      if (known === undefined) return void socket.destroy();
      const version = socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
      handOn({ socket, clientAddress: known.clientAddress, version }, known.raw);
    },
  );
  certificates.attach(server);
  server.on('tlsClientError', (failure, socket) => {
    log.info('a TLS handshake failed', { why: 'code' in failure ? String(failure.code) : failure.message });
    socket.destroy();
  });
  return (raw, clientAddress) => {
    const end = otherEnd(raw);
    handshaking.set(end, { raw, clientAddress });
    raw.once('close', () => handshaking.delete(end));
    server.emit('connection', raw);
  };
}

function otherEnd({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
