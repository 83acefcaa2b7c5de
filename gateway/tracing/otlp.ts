/**
 * Traced requests as OTLP in JSON (opentelemetry-proto 1.x, `ExportTraceServiceRequest`; ids in hexadecimal and enums as
 * numbers, as its JSON mapping wants). Attributes by the semantic conventions for HTTP spans, and our own under `guichet.`.
 */
import type { Traced } from '#gateway/tracing/span.ts';

type AttributeValue = string | number | null;

const kindServer = 2;
const kindClient = 3;
const statusError = 2;
/** Flags of a span, bits 8 and 9: it is known whether the parent is in another process, and it is (or is not). */
const parentIsElsewhere = 0x300;
const parentIsHere = 0x100;
const sampled = 1;

/** The body of one export. */
export function exportRequest(requests: readonly Traced[], resource: Readonly<Record<string, string>>): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes(resource) },
        scopeSpans: [{ scope: { name: 'guichet.gateway' }, spans: requests.flatMap(spansOf) }],
      },
    ],
  };
}

function spansOf(request: Traced): object[] {
  const { beganMs, sentAfterMs, endedAfterMs, parentId, upstreamId } = request;
  const same = { traceId: request.traceId, ...(request.state === '' ? {} : { traceState: request.state }) };
  const server = {
    ...same,
    spanId: request.serverId,
    ...(parentId === null ? {} : { parentSpanId: parentId }),
    flags: sampled | (parentId === null ? parentIsHere : parentIsElsewhere),
    name: nameOf(request),
    kind: kindServer,
    startTimeUnixNano: nanoseconds(beganMs),
    endTimeUnixNano: nanoseconds(beganMs + endedAfterMs),
    attributes: attributes({
      'http.request.method': knownMethod(request.method),
      'http.route': request.route,
      'url.scheme': request.secure ? 'https' : 'http',
      'http.response.status_code': request.status === 0 ? null : request.status,
      'error.type': errorOf(request, 500),
      'guichet.api': request.api,
      'guichet.environment': request.environment,
      'guichet.reason': request.reason,
      'guichet.outcome': request.outcome,
      'guichet.request_id': request.requestId,
    }),
    ...failed(errorOf(request, 500)),
  };
  if (upstreamId === null) return [server];
  // What the gateway answered in the upstream's place is no status of the upstream's.
  const answered = request.reason === null && request.status !== 0;
  const upstream = {
    ...same,
    spanId: upstreamId,
    parentSpanId: request.serverId,
    flags: sampled | parentIsHere,
    name: knownMethod(request.method) ?? 'HTTP',
    kind: kindClient,
    startTimeUnixNano: nanoseconds(beganMs + sentAfterMs),
    endTimeUnixNano: nanoseconds(beganMs + endedAfterMs),
    attributes: attributes({
      'http.request.method': knownMethod(request.method),
      'http.response.status_code': answered ? request.status : null,
      'error.type': errorOf(request, 400),
      'guichet.api': request.api,
    }),
    ...failed(errorOf(request, 400)),
  };
  return [server, upstream];
}

function nameOf({ method, route }: Traced): string {
  const known = knownMethod(method) ?? 'HTTP';
  return route === null ? known : `${known} ${route}`;
}

/** Methods the conventions know; anything else would let callers make up names. */
function knownMethod(method: string | null): string | null {
  if (method === null) return null;
  return /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : '_OTHER';
}

/** A server has failed from 500 on, a client from 400 on (semantic conventions, status of HTTP spans). */
function errorOf({ status, reason, outcome }: Traced, from: number): string | null {
  if (outcome === 'cut' || outcome === 'abandoned') return outcome;
  if (status < from) return null;
  return reason ?? String(status);
}

function failed(error: string | null): object {
  return error === null ? {} : { status: { code: statusError } };
}

/** As text: JSON's numbers do not hold them. */
function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function attributes(values: Readonly<Record<string, AttributeValue>>): object[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === null) return [];
    // 64-bit integers are text in the JSON of protocol buffers.
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }];
  });
}
