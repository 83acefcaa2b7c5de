/** One request on a connection and its answer: the body as it arrives, the answer as it leaves. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ChunkDecoder } from '#http1/chunk-decoder.ts';
import type { AnswerWatch, BodyFault, BodySink, Exchange } from '#http1/exchange.ts';
import type { Head } from '#http1/head.ts';
import type { ServerLimits } from '#http1/server/limits.ts';
import { sendAtTurnEnd, sendNow } from '#http1/turn-end.ts';
import { writePiece } from '#http1/write-piece.ts';

/** What an exchange needs of its connection. */
export type ExchangeConnection = {
  readonly address: string;
  readonly secure: boolean;
  readonly socket: Socket;
  readonly limits: ServerLimits;
  readonly nowMs: number;
  deadlineMs: number;
  /** Bytes came that nobody has read yet. */
  readonly hasPending: boolean;
  /** Moves the deadline to one stall from now. */
  readonly stallDeadline: () => void;
  /** Lets an exchange read what came before it asked. */
  readonly feedPending: (exchange: ServerExchange) => void;
  /** The answer is complete; `close` ends the connection after it. */
  readonly finish: (exchange: ServerExchange, close: boolean) => void;
};

export class ServerExchange implements Exchange {
  readonly head: Head;
  readonly wholeBody: string | null;
  watch: AnswerWatch | null = null;
  paused = false;
  readonly #connection: ExchangeConnection;
  #sink: BodySink | null = null;
  #decoder: ChunkDecoder | null = null;
  /** Bytes of the body that are still to come, or have come (chunked). */
  #countBytes: number;
  #bodyDone: boolean;
  #bodyDeadlineMs = Number.POSITIVE_INFINITY;
  #close: boolean;
  #chunkedAnswer = false;
  /** Bytes that the answer still owes its Content-Length; -1 when it has none. */
  #owedBytes = -1;
  #started = false;
  #done = false;
  #tunnel = false;
  /** In a tunnel each side ends by itself. */
  #clientEnded = false;
  #answerEnded = false;
  #waitsForDrain = false;

  constructor(connection: ExchangeConnection, head: Head, wholeBody: string | null) {
    this.#connection = connection;
    this.head = head;
    this.wholeBody = wholeBody;
    this.#bodyDone = wholeBody !== null;
    this.#countBytes = head.contentLength ?? 0;
    this.#close = !head.keepAlive;
  }

  get address(): string {
    return this.#connection.address;
  }

  get secure(): boolean {
    return this.#connection.secure;
  }

  get open(): boolean {
    return !this.#done;
  }

  /** True while bytes that arrive are this request's. */
  get receiving(): boolean {
    return this.#sink !== null && (!this.#bodyDone || this.#tunnel);
  }

  closeAfter(): void {
    this.#close = true;
  }

  receiveBody(sink: BodySink): void {
    if (this.#bodyDone || this.#done) return;
    const connection = this.#connection;
    this.#sink = sink;
    if (this.head.chunked) this.#decoder = new ChunkDecoder();
    else if (this.#countBytes > connection.limits.maximumBodyBytes) {
      this.#failBody('too_large');
      return;
    }
    connection.stallDeadline();
    this.#bodyDeadlineMs = connection.nowMs + connection.limits.bodyMs;
    if (this.head.expectsContinue && !connection.hasPending) {
      sendNow();
      connection.socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
    }
    connection.feedPending(this);
  }

  /** Reads body bytes; gives the position after those that were this request's. */
  feed(buffer: Buffer, start: number, end: number): number {
    const sink = this.#sink;
    if (sink === null) return start;
    if (this.#tunnel) {
      sink.onBody(buffer.subarray(start, end));
      return end;
    }
    if (this.#connection.nowMs > this.#bodyDeadlineMs) {
      this.#failBody('too_slow');
      return end;
    }
    if (!this.paused) this.#connection.stallDeadline();
    return this.#decoder === null
      ? this.#feedLength(sink, buffer, start, end)
      : this.#feedChunks(sink, this.#decoder, buffer, start, end);
  }

  #feedLength(sink: BodySink, buffer: Buffer, start: number, end: number): number {
    const run = Math.min(this.#countBytes, end - start);
    this.#countBytes -= run;
    if (run > 0) sink.onBody(buffer.subarray(start, start + run));
    if (this.#countBytes === 0) this.#completeBody();
    return start + run;
  }

  #feedChunks(sink: BodySink, decoder: ChunkDecoder, buffer: Buffer, start: number, end: number): number {
    const at = decoder.read(buffer, start, end, (data) => {
      this.#countBytes += data.length;
      if (this.#countBytes <= this.#connection.limits.maximumBodyBytes) sink.onBody(data);
    });
    if (at === -1 || this.#countBytes > this.#connection.limits.maximumBodyBytes) {
      this.#failBody(at === -1 ? 'malformed' : 'too_large');
      return end;
    }
    if (decoder.ended) this.#completeBody();
    return at;
  }

  #completeBody(): void {
    this.#bodyDone = true;
    this.#connection.deadlineMs = Number.POSITIVE_INFINITY;
    this.#sink?.onBodyEnd();
  }

  #failBody(fault: BodyFault): void {
    const sink = this.#sink;
    this.#sink = null;
    this.#close = true;
    this.#connection.deadlineMs = Number.POSITIVE_INFINITY;
    sink?.onBodyFault(fault);
  }

  pauseBody(): void {
    if (this.paused || this.#done) return;
    this.paused = true;
    // Whoever does not take the body is not the client: its patience counts elsewhere.
    this.#connection.deadlineMs = Number.POSITIVE_INFINITY;
    this.#connection.socket.pause();
  }

  resumeBody(): void {
    if (!this.paused || this.#done) return;
    this.paused = false;
    if (!this.#bodyDone) this.#connection.stallDeadline();
    this.#connection.feedPending(this);
  }

  answer(head: string, body: string, length: number = body.length): void {
    if (this.#done || this.#started) return;
    this.#started = true;
    const framing = length === -1 ? '' : `content-length: ${length}\r\n`;
    sendAtTurnEnd(this.#connection.socket, `${head}${framing}${this.#connectionField()}\r\n${body}`);
    this.#complete();
  }

  startAnswer(head: string, length: number): void {
    if (this.#done || this.#started) return;
    this.#started = true;
    this.#owedBytes = length;
    let framing = '';
    if (length >= 0) framing = `content-length: ${length}\r\n`;
    else if (this.head.minorVersion === 1) {
      this.#chunkedAnswer = true;
      framing = 'transfer-encoding: chunked\r\n';
    } else this.#close = true;
    // What was asked before may have been answered in this turn.
    sendNow();
    this.#connection.socket.write(`${head}${framing}${this.#connectionField()}\r\n`, 'latin1');
  }

  /** RFC 9112 §9.3: persistence is HTTP/1.1's default, and HTTP/1.0's exception. */
  #connectionField(): string {
    if (!this.#bodyDone) this.#close = true;
    if (this.#close) return 'connection: close\r\n';
    return this.head.minorVersion === 0 ? 'connection: keep-alive\r\n' : '';
  }

  writeAnswer(data: Buffer): boolean {
    if (this.#done || data.length === 0) return true;
    if (this.#owedBytes >= 0) this.#owedBytes -= data.length;
    const room = writePiece(this.#connection.socket, data, this.#chunkedAnswer);
    if (!room) {
      this.#waitsForDrain = true;
      this.#connection.stallDeadline();
    }
    return room;
  }

  endAnswer(): void {
    if (this.#done) return;
    // A body shorter than it was announced to be must not look like the beginning of the next answer.
    if (this.#owedBytes > 0) {
      this.abort();
      return;
    }
    if (this.#tunnel) {
      this.#answerEnded = true;
      this.#connection.socket.end();
      if (this.#clientEnded) this.#complete();
      return;
    }
    if (this.#chunkedAnswer) this.#connection.socket.write('0\r\n\r\n', 'latin1');
    this.#complete();
  }

  #complete(): void {
    this.#done = true;
    this.#sink = null;
    this.watch = null;
    this.#connection.finish(this, this.#close || !this.#bodyDone);
  }

  abort(): void {
    if (this.#done) return;
    const { socket } = this.#connection;
    sendNow();
    // A reset tells a client whose answer ends with the connection that it has not ended; in TLS the missing end does.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  }

  tunnel(head: string, sink: BodySink): boolean {
    if (this.#done || this.#started || !this.#bodyDone) return false;
    this.#started = true;
    this.#tunnel = true;
    this.#close = true;
    this.#sink = sink;
    sendNow();
    this.#connection.socket.write(`${head}\r\n`, 'latin1');
    this.#connection.feedPending(this);
    return true;
  }

  /** The connection's deadline has passed; true when this exchange has dealt with it. */
  expire(): boolean {
    if (this.#waitsForDrain || this.#sink === null || this.#bodyDone) return false;
    this.#failBody('too_slow');
    return true;
  }

  onClientEnd(): void {
    if (this.#tunnel) this.#endClientSide();
    else if (!this.#bodyDone) this.#failBody('cut');
  }

  #endClientSide(): void {
    this.#clientEnded = true;
    this.#sink?.onBodyEnd();
    if (this.#answerEnded) this.#complete();
  }

  onDrained(): void {
    if (!this.#waitsForDrain) return;
    this.#waitsForDrain = false;
    this.#connection.deadlineMs = Number.POSITIVE_INFINITY;
    this.watch?.onDrain();
  }

  onGone(): void {
    if (this.#done) return;
    this.#done = true;
    const { watch } = this;
    this.watch = null;
    this.#sink = null;
    // The head is not used again: whoever waits for something may still read it.
    watch?.onAbort();
  }
}
