/** A stream of HTTP/2 as an exchange: the same to whoever serves it as a request of HTTP/1.1. */
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Deadlines, Timed } from '#libraries/http1/deadlines.ts';
import type { AnswerWatch, BodyFault, BodySink, Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';
import type { ServerLimits } from '#libraries/http1/server/limits.ts';
import { answerFields } from '#gateway/listeners/http2/answer-fields.ts';

export type StreamParts = {
  readonly address: string;
  readonly limits: ServerLimits;
  readonly deadlines: Deadlines;
};

export class StreamExchange implements Exchange, Timed {
  readonly head: Head;
  readonly wholeBody: string | null;
  readonly secure = true;
  watch: AnswerWatch | null = null;
  deadlineMs = Number.POSITIVE_INFINITY;
  readonly #stream: ServerHttp2Stream;
  readonly #parts: StreamParts;
  #sink: BodySink | null = null;
  #bodyDone: boolean;
  /** Bytes of the body that have come. */
  #bodyBytes = 0;
  #bodyDeadlineMs = Number.POSITIVE_INFINITY;
  #paused = false;
  /** Bytes that the answer still owes its Content-Length; -1 when it has none. */
  #owedBytes = -1;
  #started = false;
  #waitsForDrain = false;
  #done = false;

  constructor(stream: ServerHttp2Stream, head: Head, parts: StreamParts) {
    this.#stream = stream;
    this.#parts = parts;
    this.head = head;
    this.wholeBody = head.contentLength === 0 ? '' : null;
    this.#bodyDone = this.wholeBody !== null;
    parts.deadlines.add(this);
    stream.on('drain', () => this.#onDrained());
    stream.once('close', () => this.#onGone());
  }

  get address(): string {
    return this.#parts.address;
  }

  get open(): boolean {
    return !this.#done;
  }

  /** Has no meaning here: what is wrong with one stream is not wrong with the others. */
  closeAfter(): void {}

  // The request's body.

  receiveBody(sink: BodySink): void {
    if (this.#bodyDone || this.#done || this.#stream.closed || this.#stream.destroyed) return;
    const { deadlines, limits } = this.#parts;
    this.#sink = sink;
    this.#bodyDeadlineMs = deadlines.in(limits.bodyMs);
    this.#expectMore();
    if (this.head.expectsContinue) this.#stream.additionalHeaders({ ':status': constants.HTTP_STATUS_CONTINUE });
    this.#stream.on('data', (data: Buffer) => this.#onData(data));
    this.#stream.once('end', () => this.#onBodyEnd());
  }

  pauseBody(): void {
    if (this.#paused || this.#done) return;
    this.#paused = true;
    // Whoever does not take the body is not the client: its patience counts elsewhere.
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.#stream.pause();
  }

  resumeBody(): void {
    if (!this.#paused || this.#done) return;
    this.#paused = false;
    if (!this.#bodyDone) this.#expectMore();
    this.#stream.resume();
  }

  #expectMore(): void {
    const { deadlines, limits } = this.#parts;
    this.deadlineMs = Math.min(deadlines.in(limits.stallMs), this.#bodyDeadlineMs);
  }

  #onData(data: Buffer): void {
    if (this.#sink === null) return;
    this.#bodyBytes += data.length;
    if (this.#bodyBytes > this.#parts.limits.maximumBodyBytes) return this.#failBody('too_large');
    if (!this.#paused) this.#expectMore();
    this.#sink.onBody(data);
  }

  #onBodyEnd(): void {
    const { contentLength } = this.head;
    // A stream that its client has reset ends as well; only the flag of its last frame makes a body whole.
    const cut = this.#stream.aborted || this.#stream.rstCode !== constants.NGHTTP2_NO_ERROR;
    if (cut || (contentLength !== null && contentLength !== this.#bodyBytes)) return this.#failBody('cut');
    this.#bodyDone = true;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.#sink?.onBodyEnd();
  }

  #failBody(fault: BodyFault): void {
    const sink = this.#sink;
    this.#sink = null;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    sink?.onBodyFault(fault);
  }

  // The answer.

  answer(head: string, body: string, length: number = body.length): void {
    if (!this.#respond(head, length, body === '')) return;
    if (body !== '') this.#stream.end(body, 'latin1');
    this.#complete();
  }

  startAnswer(head: string, length: number): void {
    this.#owedBytes = length;
    this.#respond(head, length, false);
  }

  writeAnswer(data: Buffer): boolean {
    if (this.#done || data.length === 0) return true;
    if (this.#owedBytes >= 0) this.#owedBytes -= data.length;
    // A copy of its own: a stream that is cut calls back while its session may still be sending from there.
    const room = this.#stream.write(Buffer.from(data));
    if (!room) {
      this.#waitsForDrain = true;
      this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.stallMs);
    }
    return room;
  }

  endAnswer(): void {
    if (this.#done) return;
    // A body shorter than it was announced to be must not look whole.
    if (this.#owedBytes > 0) return this.abort();
    this.#stream.end();
    this.#complete();
  }

  abort(): void {
    if (!this.#done) this.#reset();
  }

  /** By destroying it: `close` with a code would end the stream first, and what was sent would look whole. */
  #reset(): void {
    this.#stream.destroy(new Error('broken off'));
  }

  /** Connections are shared here: none can be turned over. */
  tunnel(): boolean {
    return false;
  }

  #respond(head: string, length: number, endStream: boolean): boolean {
    // Between the reset of a stream and its close Node throws at whoever still speaks on it.
    if (this.#done || this.#started || this.#stream.closed || this.#stream.destroyed) return false;
    this.#started = true;
    const fields = answerFields(head);
    if (length >= 0) fields.push('content-length', String(length));
    this.#stream.respond(fields, { endStream });
    return true;
  }

  #complete(): void {
    this.#done = true;
    this.#sink = null;
    this.watch = null;
    // From here on the client has to take what is left of the answer.
    this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.stallMs);
    // RFC 9113 §8.1: the answer is complete, and the rest of the request is of no use; once the answer has left.
    if (this.#stream.endAfterHeaders) this.#stream.resume();
    else if (!this.#stream.readableEnded) this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  // What the stream and the clock say.

  readonly expire = (): void => {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.#done || this.#waitsForDrain || this.#sink === null || this.#bodyDone) {
      this.#reset();
    } else {
      this.#failBody('too_slow');
    }
  };

  #onDrained(): void {
    if (!this.#waitsForDrain) return;
    this.#waitsForDrain = false;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.watch?.onDrain();
  }

  #onGone(): void {
    this.#parts.deadlines.delete(this);
    if (this.#done) return;
    this.#done = true;
    const { watch } = this;
    this.watch = null;
    this.#sink = null;
    watch?.onAbort();
  }
}
