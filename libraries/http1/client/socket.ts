import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { UpstreamSettings } from '#http1/client/settings.ts';
import { readBuffer } from '#http1/read-buffer.ts';

export type SocketEvents = {
  /** Bytes `0..length` of `buffer`; valid during the call. */
  readonly onBytes: (buffer: Buffer, length: number) => void;
  readonly onConnect: () => void;
  readonly onEnd: () => void;
  readonly onDrain: () => void;
  readonly onError: (cause: Error) => void;
  readonly onClose: () => void;
};

/** What both kinds of sockets are opened with; the types know half of it for plain ones alone. */
function commonOptions({ target }: UpstreamSettings, { onBytes }: SocketEvents) {
  return {
    host: target.host,
    port: target.port,
    noDelay: true,
    // A tunnel's two directions end each by itself.
    allowHalfOpen: true,
    onread: {
      buffer: readBuffer,
      callback: (length: number, buffer: Uint8Array): boolean => {
        // What comes back is the buffer that was given, which the types have forgotten.
        onBytes(buffer as Buffer, length);
        return true;
      },
    },
  };
}

/** Connects to an upstream; TLS verifies its name and its chain. */
export function openUpstreamSocket(settings: UpstreamSettings, events: SocketEvents): Socket {
  const socket = settings.target.secure ? openSecure(settings, events) : openPlain(settings, events);
  socket.on('end', events.onEnd);
  socket.on('drain', events.onDrain);
  socket.on('error', events.onError);
  socket.once('close', events.onClose);
  return socket;
}

function openPlain(settings: UpstreamSettings, events: SocketEvents): Socket {
  const socket = connect(commonOptions(settings, events));
  socket.once('connect', events.onConnect);
  return socket;
}

const minVersion = 'TLSv1.2';
/** Reading all the system's authorities takes milliseconds: once for an upstream, not for a connection. */
const contexts = new WeakMap<readonly string[], SecureContext>();

function trusting(authorities: readonly string[]): SecureContext {
  const known = contexts.get(authorities);
  if (known !== undefined) return known;
  const made = createSecureContext({ minVersion, ca: [...getCACertificates('default'), ...authorities] });
  contexts.set(authorities, made);
  return made;
}

function openSecure(settings: UpstreamSettings, events: SocketEvents): Socket {
  const { target, authorities } = settings;
  const socket = connectSecurely({
    ...commonOptions(settings, events),
    // RFC 6066 §3: an address is no server name; the certificate is held against it all the same.
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    ALPNProtocols: ['http/1.1'],
    ...(authorities === undefined ? { minVersion } : { secureContext: trusting(authorities) }),
  });
  socket.once('secureConnect', events.onConnect);
  return socket;
}
