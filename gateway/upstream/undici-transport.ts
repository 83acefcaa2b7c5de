/** The transport on undici's connection pools, HTTP/1.1 only, one request at a time on a connection. */
import { Agent, errors } from 'undici';
import { limits } from '#base/limits.ts';
import { fieldsOf, flatten } from '#gateway/head/fields.ts';
import type {
  Transport,
  TransportLimits,
  UpstreamFailureReason,
  UpstreamOutcome,
  UpstreamRequest,
} from '#gateway/upstream/transport.ts';

const defaultLimits: TransportLimits = {
  connectMs: limits.upstreamConnectMs,
  firstByteMs: limits.upstreamFirstByteMs,
  idleMs: limits.upstreamIdleMs,
};

export function openUndiciTransport(times: TransportLimits = defaultLimits): Transport {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    connections: limits.upstreamConnections,
    connect: { timeout: times.connectMs },
    headersTimeout: times.firstByteMs,
    bodyTimeout: times.idleMs,
    maxHeaderSize: limits.upstreamHeadBytes,
    strictContentLength: true,
  });
  return { send: (request) => send(agent, request), close: () => agent.destroy() };
}

async function send(agent: Agent, request: UpstreamRequest): Promise<UpstreamOutcome> {
  const { origin, pathname } = new URL(request.upstream);
  const prefix = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
  try {
    const answer = await agent.request({
      origin,
      path: prefix + request.target,
      method: request.method,
      headers: flatten(request.fields),
      body: request.body,
      signal: request.signal,
      responseHeaders: 'raw',
    });
    return {
      kind: 'answer',
      answer: {
        status: answer.statusCode,
        statusText: answer.statusText,
        fields: fieldsOf(readRawHeaders(answer.headers)),
        body: answer.body,
      },
    };
  } catch (cause) {
    return { kind: 'failure', reason: reasonOf(cause), cause };
  }
}

/** With `responseHeaders: 'raw'` undici gives names and values in turn, which its types do not say. */
function readRawHeaders(headers: unknown): string[] {
  if (!Array.isArray(headers)) throw new Error('undici did not give raw headers');
  return headers.map((part: unknown) => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part)));
}

const systemConnectErrors = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
]);

/** No connection: unreachable; none of the answer in time: slow; anything else broke on the way. */
function reasonOf(cause: unknown): UpstreamFailureReason {
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) return 'upstream.slow';
  if (cause instanceof errors.ConnectTimeoutError) return 'upstream.unreachable';
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (cause instanceof Error && 'code' in cause && systemConnectErrors.has(String(cause.code))) {
    return 'upstream.unreachable';
  }
  return 'upstream.broken';
}
