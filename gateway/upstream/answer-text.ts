/** The head of the answer that goes back to the client: the upstream's own lines, less what is not theirs to say, and ours. */
import type { CompiledRoute, Origins } from '#gateway/decide/compiled-snapshot.ts';
import { allowsOrigin } from '#gateway/decide/origins.ts';
import { droppedKinds, kinds } from '#gateway/head/field-kinds.ts';
import { onlyValue, type Field, type Fields } from '#gateway/head/fields.ts';
import type { Head } from '#libraries/http1/head.ts';

const notTheirs = [kinds.contentLength, kinds.requestId, kinds.ours];
const dropped = droppedKinds(notTheirs);
/** Where the gateway answers for CORS, the upstream's own word about it is dropped. */
const droppedWithCors = droppedKinds([...notTheirs, kinds.cors]);

/** RFC 9110 §7.8: the client learns of its own connection from us; the relay has seen that no other protocol was chosen. */
const switching = 'upgrade: websocket\r\nconnection: upgrade\r\n';

/** Status line and field lines for a client; `ours` are lines to add. */
export function answerText(head: Head, requestId: string, cors: boolean, ours: string): string {
  const kept = head.keptLines(cors ? droppedWithCors : dropped);
  const date = head.times(kinds.date) === 0 ? dateLine() : '';
  const hop = head.status === 101 ? switching : '';
  return `HTTP/1.1 ${statusLine(head)}${hop}${kept}${date}${ours}x-request-id: ${requestId}\r\n`;
}

/** Status, reason and CRLF, with the space before the reason that an upstream may have left out (RFC 9112 §4). */
function statusLine({ text, status, reasonStart, fieldsStart }: Head): string {
  return text.charCodeAt(reasonStart - 1) === 0x20 ? text.slice(9, fieldsStart) : `${status} \r\n`;
}

let dateSecond = 0;
let dateText = '';

/** RFC 9110 §6.6.1: who passes on an answer without a date gives it one. */
export function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateText;
}

const exposed: Field = ['access-control-expose-headers', 'X-Request-Id, X-Guichet-Reason'];

/**
 * What a browser is told about an answer of `route` (Fetch standard §3.2.3); null when the API leaves CORS to its upstream.
 * `origins` are the application's, or all of the API's when the application is not known.
 */
export function corsFields(route: CompiledRoute, origins: Origins, request: Head): Fields | null {
  if (!route.cors) return null;
  const origin = onlyValue(request, kinds.origin);
  if (origin === undefined || !allowsOrigin(origins, origin)) return [['vary', 'Origin']];
  return [['vary', 'Origin'], ['access-control-allow-origin', origin], exposed];
}
