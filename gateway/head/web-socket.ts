/** The request that opens a WebSocket (RFC 6455 §4.1), and the answer that has opened it. */
import { kinds } from '#gateway/head/field-kinds.ts';
import { onlyValue } from '#gateway/head/fields.ts';
import type { Head } from '#libraries/http1/head.ts';

/**
 * True for a handshake as RFC 6455 §4.2.1 asks for it, which can be forwarded as one. What else asks for another protocol
 * — `h2c`, several at once, with a body (http-strictness 19), in HTTP/1.0 — is an ordinary request: `Upgrade` is of one
 * connection, and ends here (RFC 9110 §7.8).
 */
export function opensWebSocket(request: Head): boolean {
  return (
    request.upgrade &&
    request.minorVersion === 1 &&
    request.method === 'GET' &&
    request.contentLength === 0 &&
    switchesToWebSocket(request) &&
    request.times(kinds.webSocketKey) === 1 &&
    request.times(kinds.webSocketVersion) === 1
  );
}

/** True where `Upgrade` names WebSocket, and nothing else. */
export function switchesToWebSocket(message: Head): boolean {
  return onlyValue(message, kinds.upgrade)?.toLowerCase() === 'websocket';
}
