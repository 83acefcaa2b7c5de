/**
 * Carries a request upstream and its answer back, streaming both ways at the pace of the slower side. Whoever breaks off,
 * the other side learns of it: a cut answer is never ended as if it were whole, and nothing is forwarded as complete that
 * was not.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import type { Log } from '#base/log.ts';
import { limits } from '#base/limits.ts';
import { flatten, type Fields } from '#gateway/head/fields.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import { responseFields } from '#gateway/upstream/response-fields.ts';
import type { Transport, UpstreamAnswer } from '#gateway/upstream/transport.ts';

type RelayEnds = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly parts: { readonly log: Log };
};

type RelayOrder = {
  readonly upstream: string;
  readonly head: RequestHead;
  readonly target: string;
  readonly fields: Fields;
  readonly cors: Fields | null;
  readonly transport: Transport;
};

/** Relays; gives the reason to refuse with when the upstream gave no answer, null when everything has been said. */
export async function relay(ends: RelayEnds, order: RelayOrder): Promise<Reason | null> {
  const { request, response, requestId } = ends;
  // The client may have gone while its token was verified.
  if (response.destroyed) return null;
  const clientGone = new AbortController();
  response.once('close', () => clientGone.abort());
  const body = order.head.hasBody ? requestBody(request) : null;
  const outcome = await order.transport.send({
    upstream: order.upstream,
    method: order.head.method,
    target: order.target,
    fields: order.fields,
    body,
    signal: clientGone.signal,
  });
  if (outcome.kind === 'failure') {
    if (clientGone.signal.aborted) return null;
    const why = outcome.cause instanceof Error ? outcome.cause.message : 'unknown';
    ends.parts.log.warn('an upstream failed', { requestId, reason: outcome.reason, why });
    return body?.errored instanceof BodyTooLarge ? 'request.body_too_large' : outcome.reason;
  }
  await passAnswer(ends, order, outcome.answer);
  return null;
}

async function passAnswer(ends: RelayEnds, order: RelayOrder, answer: UpstreamAnswer): Promise<void> {
  const { request, response, requestId } = ends;
  if (response.destroyed) {
    answer.body.destroy();
    return;
  }
  // What is left of the request can no longer be told from the next one with certainty once the upstream stopped reading.
  if (!request.complete) response.shouldKeepAlive = false;
  response.sendDate = !answer.fields.some(([name]) => name === 'date');
  response.writeHead(answer.status, answer.statusText, flatten(responseFields(answer.fields, requestId, order.cors)));
  response.flushHeaders();
  // Before the pipeline, which would close the connection as if the answer had come to its end.
  answer.body.once('error', () => cut(request.socket));
  await pipeline(answer.body, response).catch(() => cut(request.socket));
}

/** Breaks a connection so that the client cannot take what it got for the whole: by a reset, in TLS by its missing end. */
function cut(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

class BodyTooLarge extends Error {}

/**
 * The request's body between the client and the transport, which may destroy it at will: the client's connection, on which
 * an early answer must still go out, is not its own.
 */
function requestBody(request: IncomingMessage): Readable {
  let seenBytes = 0;
  const body = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      seenBytes += chunk.length;
      done(seenBytes > limits.forwardedBodyBytes ? new BodyTooLarge('request body') : null, chunk);
    },
  });
  const broken = (): void => {
    if (!request.complete) body.destroy(new Error('the client broke off inside its request'));
  };
  request.once('error', broken);
  request.once('close', broken);
  // After the transport has let go, what still comes is read and dropped.
  body.once('close', () => {
    request.unpipe(body);
    request.resume();
  });
  // The transport reads the reason from its own side; without a listener an error here would end the process.
  body.on('error', () => undefined);
  return request.pipe(body);
}
