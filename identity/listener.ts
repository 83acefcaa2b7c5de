/** The identity server on a port: plain HTTP/1.1, as strict as the gateway's. */
import { createServer } from 'node:net';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { answerHealth, type Readiness } from '#base/readiness.ts';
import { uncachedJson, type Answer } from '#identity/answer.ts';
import { arrivedNames, readArrived, receiveForm, textOfWhole } from '#identity/arrived-request.ts';
import { refusal, refuse } from '#identity/refusal.ts';
import type { IncomingRequest } from '#identity/request.ts';
import type { Identity } from '#identity/server.ts';
import { answerParts, writeAnswer } from '#identity/written-answer.ts';
import { Deadlines } from '#libraries/http1/deadlines.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';
import type { RefusalFault } from '#libraries/http1/server/connection.ts';
import type { ServerLimits } from '#libraries/http1/server/limits.ts';
import { drain, listen, peerAddress } from '#libraries/http1/server/port.ts';
import { openHttp1Server } from '#libraries/http1/server/server.ts';

export type IdentityListener = {
  readonly url: string;
  /** Stops accepting and lets running requests end, for `limits.drainMs` at most. */
  readonly close: () => Promise<void>;
};

type ListenerOptions = {
  readonly identity: Pick<Identity, 'answer'>;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: Log;
  /** What `/readyz` tells; without it there is neither that nor `/healthz`. */
  readonly readiness?: () => Promise<Readiness>;
};

const serverLimits: ServerLimits = {
  names: arrivedNames,
  maximumHeadBytes: limits.requestHeadBytes,
  maximumFields: limits.requestFields,
  maximumTargetBytes: limits.requestTargetBytes,
  maximumBodyBytes: limits.tokenRequestBodyBytes,
  headMs: limits.requestHeadMs,
  idleMs: limits.clientIdleMs,
  stallMs: limits.clientStallMs,
  bodyMs: limits.requestMs,
  lingerMs: limits.clientLingerMs,
};

/** Opens the listener. @throws Error `EADDRINUSE` when somebody else has the port */
export async function openIdentityListener(options: ListenerOptions): Promise<IdentityListener> {
  const { host, port, log } = options;
  const deadlines = new Deadlines(limits.deadlineStepMs);
  const handler = {
    onRequest: (exchange: Exchange) => void serve(options, exchange),
    onRefusal: (fault: RefusalFault) => {
      log.warn('a request could not be parsed', { why: fault });
      return answerParts(refuseUnread(fault));
    },
  };
  const http1 = openHttp1Server(handler, serverLimits, deadlines);
  // Half-open: a client that has said all it had to say still waits for the answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    http1.accept(socket, peerAddress(socket)),
  );
  const opened = await listen(server, { host, port, backlog: limits.listenBacklog });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${opened.port}`,
    close: async () => {
      await drain(server, http1, limits.drainMs);
      deadlines.close();
    },
  };
}

/** Serves one request; never rejects. */
async function serve(options: ListenerOptions, exchange: Exchange): Promise<void> {
  try {
    const { head, wholeBody, address } = exchange;
    const body = wholeBody === null ? await receiveForm(exchange) : { text: textOfWhole(wholeBody) };
    if ('fault' in body) {
      // Whoever went away inside its body hears nothing.
      if (body.fault === 'cut') exchange.abort();
      else writeAnswer(exchange, refuseUnread(body.fault));
      return;
    }
    const request = readArrived(head, body.text);
    writeAnswer(exchange, request === null ? refuseUnread('malformed') : await answer(options, request, address));
  } catch (cause) {
    options.log.error('an identity request ended in a fault', {}, cause);
    exchange.abort();
  }
}

async function answer(
  { identity, readiness }: ListenerOptions,
  request: IncomingRequest,
  address: string,
): Promise<Answer> {
  // The cheap look first: hardly any request is one of these.
  if (readiness !== undefined && request.path.endsWith('z')) {
    const health = await answerHealth(request.method, request.path, readiness);
    if (health !== null) return { status: health.status, fields: uncachedJson, body: health.body };
  }
  return identity.answer(request, { address });
}

const faults: Readonly<Record<RefusalFault, { readonly status: number; readonly text: string }>> = {
  malformed: { status: 400, text: 'The request is not valid HTTP, or can be read in two ways.' },
  head_too_large: { status: 431, text: 'The head of the request is too large.' },
  target_too_long: { status: 414, text: 'The address of the request is too long.' },
  coding_unknown: { status: 501, text: 'This transfer coding is not known here.' },
  expectation_unknown: { status: 417, text: 'The only expectation met here is 100-continue.' },
  too_slow: { status: 408, text: 'The request took too long to arrive.' },
};

/** The answer to what never became a request, in the shape of RFC 6749 §5.2: which issuer was meant nobody knows. */
function refuseUnread(fault: RefusalFault): Answer {
  const { status, text } = faults[fault];
  return refuse('piste', refusal('invalid_request', text, { status }));
}
