/**
 * The head of the request that goes upstream: the client's own field lines, less what is not theirs to say, and ours.
 * Framing and connection are set anew: what was parsed is what is sent.
 */
import { droppedKinds, kinds } from '#gateway/head/field-kinds.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';

/** What is known of the client's connection. */
export type Connection = {
  readonly address: string;
  readonly secure: boolean;
  /** TLS ends in front of us: what the proxy there says about the client is believed. */
  readonly trustProxy: boolean;
};

const notTheirs = [
  kinds.host,
  kinds.contentLength,
  kinds.expect,
  kinds.underscored,
  kinds.requestId,
  kinds.forwardedFor,
  kinds.forwardedProto,
  kinds.forwardedHost,
  kinds.origins,
  kinds.ours,
  kinds.traceparent,
  kinds.tracestate,
];

/** A host that is handed through reads the client's credentials itself. */
const droppedInPassage = droppedKinds(notTheirs);
/** Credentials for the gateway are for no upstream to see. */
const droppedForApi = droppedKinds([
  ...notTheirs,
  kinds.authorization,
  kinds.clientId,
  kinds.clientSecret,
  kinds.apiKey,
]);

export type Sent = Connection & {
  readonly head: RequestHead;
  /** Path and query below the upstream's own path. */
  readonly target: string;
  readonly requestId: string;
  /** The trace that it belongs to, as field lines with their ends; empty: none. */
  readonly traceLines: string;
  /** Asks for a WebSocket, where the API declares that it takes them. */
  readonly upgrade: 'websocket' | null;
};

/** The head for an API's service: `authority` is its own name, `identity` tells it who calls. */
export function apiRequestText(sent: Sent, authority: string, identity: string): string {
  const kept = sent.head.message.keptLines(droppedForApi);
  return `${start(sent, authority)}${kept}${ourLines(sent)}\r\n${sent.traceLines}x-guichet-identity: ${identity}\r\n${framing(sent)}`;
}

/** The head for a host that is handed through: it keeps its name. */
export function passageRequestText(sent: Sent): string {
  const kept = sent.head.message.keptLines(droppedInPassage);
  return `${start(sent, sent.head.authority)}${kept}${ourLines(sent)}\r\n${sent.traceLines}${framing(sent)}`;
}

function start({ head, target }: Sent, authority: string): string {
  return `${head.method} ${target} HTTP/1.1\r\nhost: ${authority}\r\n`;
}

/** Lines of ours, all but the last CRLF. */
function ourLines(sent: Sent): string {
  if (sent.trustProxy) return believedLines(sent);
  return `x-forwarded-for: ${sent.address}${placeLines(sent.secure, sent.head.authority)}${sent.requestId}`;
}

let lastSecure = false;
let lastAuthority = '';
let lastPlaceLines = '';

/** What stands between the client's address and the request's id: mostly the same as the last time. */
function placeLines(secure: boolean, authority: string): string {
  if (authority !== lastAuthority || secure !== lastSecure || lastPlaceLines === '') {
    lastSecure = secure;
    lastAuthority = authority;
    const protocol = secure ? 'https' : 'http';
    lastPlaceLines = `\r\nx-forwarded-proto: ${protocol}\r\nx-forwarded-host: ${authority}\r\nx-request-id: `;
  }
  return lastPlaceLines;
}

/** The last value is always the client's address, as the trusted proxy has seen it. */
function believedLines({ head, requestId, ...connection }: Sent): string {
  const said = (kind: number, otherwise: string): string => head.message.values(kind).join(', ') || otherwise;
  const address = said(kinds.forwardedFor, connection.address);
  const protocol = said(kinds.forwardedProto, connection.secure ? 'https' : 'http');
  const host = said(kinds.forwardedHost, head.authority);
  return `x-forwarded-for: ${address}\r\nx-forwarded-proto: ${protocol}\r\nx-forwarded-host: ${host}\r\nx-request-id: ${requestId}`;
}

function framing({ head: { message }, upgrade }: Sent): string {
  if (upgrade !== null) return `connection: upgrade\r\nupgrade: ${upgrade}\r\n\r\n`;
  if (message.chunked) return 'transfer-encoding: chunked\r\n\r\n';
  if (message.times(kinds.contentLength) === 0) return '\r\n';
  return `content-length: ${message.contentLength}\r\n\r\n`;
}
