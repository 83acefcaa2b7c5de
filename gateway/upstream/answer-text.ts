/** The head of the answer that goes back to the client: the upstream's own lines, less what is not theirs to say, and ours. */
import type { CompiledRoute, Origins } from '#gateway/decide/compiled-snapshot.ts';
import { allowsOrigin } from '#gateway/decide/origins.ts';
import { droppedKinds, kinds } from '#gateway/head/field-kinds.ts';
import { onlyValue, type Field, type Fields } from '#gateway/head/fields.ts';
import { dateLine } from '#libraries/http1/date-line.ts';
import type { Head } from '#libraries/http1/head.ts';

const notTheirs = [kinds.contentLength, kinds.requestId, kinds.ours];

/** What the gateway answers for in place of the upstream, whose own word about it is then dropped: a sum of these. */
export const answered = { nothing: 0, cors: 1, limits: 2, deprecation: 4 } as const;
const droppedAlways = droppedKinds(notTheirs);
const dropped = Array.from({ length: 8 }, (_, by) =>
  droppedKinds([
    ...notTheirs,
    ...((by & answered.cors) === 0 ? [] : [kinds.cors]),
    ...((by & answered.limits) === 0 ? [] : [kinds.limits]),
    ...((by & answered.deprecation) === 0 ? [] : [kinds.deprecation]),
  ]),
);

/** RFC 9110 §7.8: the client learns of its own connection from us; the relay has seen that no other protocol was chosen. */
const switching = 'upgrade: websocket\r\nconnection: upgrade\r\n';

/** Status line and field lines for a client; `by` is what the gateway has answered for, `ours` are lines to add. */
export function answerText(head: Head, requestId: string, by: number, ours: string): string {
  // RFC 9112 §4: the version is ours to say, and the space before a reason that is not there may have been left out.
  const asItCame = head.minorVersion === 1 && head.text.charCodeAt(head.reasonStart - 1) === space;
  const kept = head.keptLines(dropped[by] ?? droppedAlways, asItCame);
  const start = asItCame ? '' : statusLine(head);
  // RFC 9110 §6.6.1: who passes on an answer without a date gives it one.
  const date = head.times(kinds.date) === 0 ? dateLine() : '';
  const hop = head.status === 101 ? switching : '';
  return `${start}${kept}${date}${hop}${ours}x-request-id: ${requestId}\r\n`;
}

const space = 0x20;

function statusLine({ text, status, reasonStart, fieldsStart }: Head): string {
  const hasReason = text.charCodeAt(reasonStart - 1) === space;
  return `HTTP/1.1 ${status} ${hasReason ? text.slice(reasonStart, fieldsStart) : '\r\n'}`;
}

const exposed: Field = [
  'access-control-expose-headers',
  'X-Request-Id, X-Guichet-Reason, RateLimit, RateLimit-Policy, Retry-After',
];

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
