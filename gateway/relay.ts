/**
 * Carries one request upstream and its answer back, streaming both ways at the pace of the slower side. Whoever breaks
 * off, the other side learns of it: a cut answer is never ended as if it were whole, and nothing is forwarded as complete
 * that was not.
 */
import { switchesToWebSocket } from '#gateway/head/web-socket.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import { Tunnel, type TunnelOwner } from '#gateway/tunnel.ts';
import type { Outcome } from '#gateway/usage/parcel.ts';
import type { Service } from '#gateway/upstream/upstreams.ts';
import type { AnswerSink, ClientRequest, Failure, Sending } from '#libraries/http1/client/request.ts';
import type { AnswerWatch, BodyFault, BodySink, Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';

/** What a relay asks of whoever has ordered it. */
export type RelayOwner = TunnelOwner & {
  /** Makes the head lines for the client from those of the answer. */
  readonly answerText: (head: Head) => string;
  /** No answer could be had: say why. */
  readonly onNoAnswer: (reason: Reason, retryAfterMs: number, detail: string) => void;
  /** It is over; not called where there was no answer. `status` is 0 when the client left before one. */
  readonly onDone: (outcome: Outcome, status: number, requestBytes: number, answerBytes: number) => void;
};

const reasonOfFault: Readonly<Record<BodyFault, Reason>> = {
  malformed: 'request.malformed',
  too_large: 'request.body_too_large',
  too_slow: 'request.too_slow',
  cut: 'request.malformed',
};

const reasonOfFailure: Readonly<Record<Failure['reason'], Reason>> = {
  unreachable: 'upstream.unreachable',
  broken: 'upstream.broken',
  slow: 'upstream.slow',
  refused: 'upstream.unreachable',
};

export class Relay implements AnswerSink, BodySink, AnswerWatch {
  readonly #owner: RelayOwner;
  readonly #exchange: Exchange;
  readonly #service: Service;
  readonly #request: ClientRequest;
  #sending: Sending | null = null;
  #answering = false;
  /** Once the upstream has switched protocols. */
  #tunnel: Tunnel | null = null;
  #done = false;
  #status = 0;
  #requestBytes: number;
  #answerBytes = 0;

  constructor(owner: RelayOwner, service: Service, request: ClientRequest) {
    this.#owner = owner;
    this.#exchange = owner.exchange;
    this.#service = service;
    this.#request = request;
    this.#requestBytes = request.body?.length ?? 0;
  }

  start(): void {
    // The client may have gone while its token was verified.
    if (!this.#exchange.open) return;
    this.#exchange.watch = this;
    this.#service.upstream.send(this.#request, this);
  }

  // The request.

  onSending(sending: Sending): void {
    const first = this.#sending === null;
    this.#sending = sending;
    if (first && this.#request.body === null) this.#exchange.receiveBody(this);
  }

  onBody(data: Buffer): void {
    const sending = this.#sending;
    if (sending === null) return;
    this.#requestBytes += data.length;
    if (!sending.writeBody(data, this.#chunked)) this.#exchange.pauseBody();
  }

  onBodyEnd(): void {
    this.#sending?.endBody(this.#chunked);
  }

  onBodyFault(fault: BodyFault): void {
    if (this.#done) return;
    this.#sending?.abandon();
    this.#done = true;
    if (!this.#answering) return this.#owner.onNoAnswer(reasonOfFault[fault], 0, `request body: ${fault}`);
    this.#exchange.abort();
    this.#finish(fault === 'cut' ? 'abandoned' : 'cut');
  }

  onSendingDrain(): void {
    this.#exchange.resumeBody();
  }

  get #chunked(): boolean {
    return this.#exchange.head.chunked;
  }

  // The answer.

  onAnswer(head: Head, body: string | null): void {
    const exchange = this.#exchange;
    if (!exchange.open) return;
    const text = this.#owner.answerText(head);
    if (head.status === 101) return this.#openTunnel(head, text);
    this.#answering = true;
    this.#status = head.status;
    if (body === null) {
      exchange.startAnswer(text, head.contentLength ?? -1);
      return;
    }
    this.#done = true;
    this.#answerBytes = body.length;
    exchange.answer(text, body, lengthToTell(head, body, this.#request.bodylessAnswer));
    this.#finish('answered');
  }

  onAnswerBody(data: Buffer): void {
    this.#answerBytes += data.length;
    if (this.#tunnel !== null) this.#tunnel.onUpstreamBytes(data);
    else if (!this.#exchange.writeAnswer(data)) this.#sending?.pause();
  }

  onAnswerEnd(): void {
    if (this.#tunnel !== null) return this.#tunnel.onUpstreamEnd();
    this.#done = true;
    this.#exchange.endAnswer();
    this.#finish('answered');
  }

  onAnswerCut(failure: Failure): void {
    const detail = `${failure.reason}: ${failure.detail}`;
    if (this.#tunnel === null) this.#break(detail);
    else this.#tunnel.cut(detail);
  }

  onFailure(failure: Failure): void {
    if (this.#done) return;
    this.#done = true;
    const retryAfterMs = failure.reason === 'refused' ? this.#service.upstream.retryAfterMs : 0;
    this.#owner.onNoAnswer(reasonOfFailure[failure.reason], retryAfterMs, `${failure.reason}: ${failure.detail}`);
  }

  onDrain(): void {
    this.#sending?.resume();
  }

  onAbort(): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#sending === null) this.#service.upstream.forget(this);
    else this.#sending.abandon();
    this.#finish('abandoned');
  }

  /** From here on the tunnel hears both sides. */
  #openTunnel(head: Head, text: string): void {
    const sending = this.#sending;
    if (sending === null) return;
    this.#done = true;
    this.#tunnel = new Tunnel(this.#owner, sending);
    this.#status = head.status;
    if (switchesToWebSocket(head) && this.#tunnel.open(text)) return this.#finish('answered');
    sending.abandon();
    this.#owner.onNoAnswer('upstream.broken', 0, 'switched to another protocol');
  }

  #break(detail: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#sending?.abandon();
    this.#exchange.abort();
    this.#owner.onCut(detail);
    this.#finish('cut');
  }

  #finish(outcome: Outcome): void {
    this.#owner.onDone(outcome, this.#status, this.#requestBytes, this.#answerBytes);
  }
}

/** What Content-Length says: the body's own, or for an answer without a body what its upstream said, -1 for nothing. */
function lengthToTell(head: Head, body: string, bodylessAnswer: boolean): number {
  if (head.status === 204) return -1;
  if (!bodylessAnswer && head.status !== 304) return body.length;
  return head.contentLength === null || head.contentLength === 0 ? -1 : head.contentLength;
}
