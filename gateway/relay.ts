/**
 * Carries one request upstream and its answer back, streaming both ways at the pace of the slower side. Whoever breaks
 * off, the other side learns of it: a cut answer is never ended as if it were whole, and nothing is forwarded as complete
 * that was not.
 */
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Service } from '#gateway/upstream/upstreams.ts';
import type { AnswerSink, ClientRequest, Failure, Sending } from '#libraries/http1/client/request.ts';
import type { AnswerWatch, BodyFault, BodySink, Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';

export type RelayOrder = {
  readonly exchange: Exchange;
  readonly service: Service;
  readonly request: ClientRequest;
  /** Makes the head lines for the client from those of the answer. */
  readonly answerText: (head: Head) => string;
  /** No answer could be had: say why. */
  readonly refuse: (reason: Reason, retryAfterMs: number, detail: string) => void;
  /** The answer broke off after its head. */
  readonly onCut: (detail: string) => void;
  /** The client was the one that left. */
  readonly onAbandoned: () => void;
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
  readonly #order: RelayOrder;
  #sending: Sending | null = null;
  #answering = false;
  #tunnel = false;
  #done = false;

  constructor(order: RelayOrder) {
    this.#order = order;
  }

  start(): void {
    const { exchange, service, request } = this.#order;
    // The client may have gone while its token was verified.
    if (!exchange.open) return;
    exchange.watch = this;
    service.upstream.send(request, this);
  }

  // The request.

  onSending(sending: Sending): void {
    const first = this.#sending === null;
    this.#sending = sending;
    if (first && this.#order.request.body === null) this.#order.exchange.receiveBody(this);
  }

  onBody(data: Buffer): void {
    const sending = this.#sending;
    if (sending === null) return;
    const room = this.#tunnel ? sending.writeRaw(data) : sending.writeBody(data, this.#chunked);
    if (!room) this.#order.exchange.pauseBody();
  }

  onBodyEnd(): void {
    if (this.#tunnel) this.#sending?.endRaw();
    else this.#sending?.endBody(this.#chunked);
  }

  onBodyFault(fault: BodyFault): void {
    if (this.#done) return;
    this.#sending?.abandon();
    this.#done = true;
    const { exchange, refuse } = this.#order;
    if (this.#answering) exchange.abort();
    else refuse(reasonOfFault[fault], 0, `request body: ${fault}`);
  }

  onSendingDrain(): void {
    this.#order.exchange.resumeBody();
  }

  get #chunked(): boolean {
    return this.#order.exchange.head.chunked;
  }

  // The answer.

  onAnswer(head: Head, body: string | null): void {
    const { exchange, request, answerText } = this.#order;
    if (!exchange.open) return;
    const text = answerText(head);
    this.#answering = true;
    if (head.status === 101) {
      this.#tunnel = exchange.tunnel(text, this);
      if (!this.#tunnel) this.#break('the client cannot switch protocols');
      return;
    }
    if (body === null) {
      exchange.startAnswer(text, head.contentLength ?? -1);
      return;
    }
    this.#done = true;
    exchange.answer(text, body, lengthToTell(head, body, request.bodylessAnswer));
  }

  onAnswerBody(data: Buffer): void {
    if (!this.#order.exchange.writeAnswer(data)) this.#sending?.pause();
  }

  onAnswerEnd(): void {
    this.#done = true;
    this.#order.exchange.endAnswer();
  }

  onAnswerCut(failure: Failure): void {
    this.#break(`${failure.reason}: ${failure.detail}`);
  }

  onFailure(failure: Failure): void {
    if (this.#done) return;
    this.#done = true;
    const { service, refuse } = this.#order;
    const retryAfterMs = failure.reason === 'refused' ? service.upstream.retryAfterMs : 0;
    refuse(reasonOfFailure[failure.reason], retryAfterMs, `${failure.reason}: ${failure.detail}`);
  }

  onDrain(): void {
    this.#sending?.resume();
  }

  onAbort(): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#sending === null) this.#order.service.upstream.forget(this);
    else this.#sending.abandon();
    this.#order.onAbandoned();
  }

  #break(detail: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#sending?.abandon();
    this.#order.exchange.abort();
    this.#order.onCut(detail);
  }
}

/** What Content-Length says: the body's own, or for an answer without a body what its upstream said, -1 for nothing. */
function lengthToTell(head: Head, body: string, bodylessAnswer: boolean): number {
  if (head.status === 204) return -1;
  if (!bodylessAnswer && head.status !== 304) return body.length;
  return head.contentLength === null || head.contentLength === 0 ? -1 : head.contentLength;
}
