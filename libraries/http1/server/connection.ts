/**
 * One client's connection: requests come in, one after the other they are handed over, and their answers go out in the
 * same order. It is the only place that knows where one message ends and the next begins.
 */
import { latin1 } from '#http1/latin1.ts';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ChunkDecoder } from '#http1/chunk-decoder.ts';
import type { Deadlines, Timed } from '#http1/deadlines.ts';
import type { AnswerWatch, BodyFault, BodySink, Exchange } from '#http1/exchange.ts';
import type { HeadFault } from '#http1/fault.ts';
import { Head } from '#http1/head.ts';
import { parseRequestHead, type RequestRules } from '#http1/request-head.ts';
import type { ReadSocket } from '#http1/server/accepted-socket.ts';

export type ServerLimits = RequestRules & {
  readonly maximumBodyBytes: number;
  /** From the first byte of a head to its last. */
  readonly headMs: number;
  /** Between two requests, and before the first. */
  readonly idleMs: number;
  /** Between two pieces of a body, and between two moments in which an answer moves on. */
  readonly stallMs: number;
  /** From the first byte of a body to its last. */
  readonly bodyMs: number;
  /** How long what still comes is read and dropped after the last answer, so that a reset does not destroy it on its way. */
  readonly lingerMs: number;
};

export type RefusalFault = HeadFault | 'too_slow';

export type ServerHandler = {
  /** A head was judged: answer it, now or later, once. */
  readonly onRequest: (exchange: Exchange) => void;
  /** A head was refused, or did not come in time: gives head lines and body (Latin-1) of the answer before the close. */
  readonly onRefusal: (fault: RefusalFault) => { readonly head: string; readonly body: string };
};

export type ConnectionParts = {
  readonly handler: ServerHandler;
  readonly limits: ServerLimits;
  readonly deadlines: Deadlines;
  readonly readSocket: ReadSocket;
  /** The connection is gone. */
  readonly onClose: (connection: ServerConnection) => void;
};

/** Bodies up to this size that came with their head are handed over whole. */
const wholeBodyBytes = 16_384;
const nothing = Buffer.alloc(0);
const spareHeads: Head[] = [];
const spareHeadsKept = 256;

export class ServerConnection implements Timed {
  deadlineMs: number;
  readonly address: string;
  readonly secure: boolean;
  readonly #socket: Socket;
  readonly #parts: ConnectionParts;
  readonly #wholeBodyBytes: number;
  /** Received and not yet read: the beginning of a head, or what came during an answer. */
  #pending: Buffer = nothing;
  /** Size of `#pending` below which reading a head again cannot pay. */
  #parseAgainBytes = 0;
  #head: Head | null = null;
  #exchange: ServerExchange | null = null;
  #reading = false;
  #draining = false;
  /** The client has ended its side. */
  #ended = false;
  /** The last answer is out: what comes is dropped. */
  #lingering = false;

  /** Takes over an accepted socket; `address` is the client's, which a proxy may have told. */
  constructor(accepted: Socket, address: string, parts: ConnectionParts) {
    this.#parts = parts;
    this.#wholeBodyBytes = Math.min(wholeBodyBytes, parts.limits.maximumBodyBytes);
    this.address = address;
    this.secure = accepted instanceof TLSSocket;
    this.deadlineMs = parts.deadlines.in(parts.limits.headMs);
    const socket = parts.readSocket(accepted, { onBytes: (buffer, length) => this.#receive(buffer, 0, length) });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('end', () => this.#onEnd());
    socket.on('error', () => socket.destroy());
    socket.on('drain', () => this.#onDrain());
    socket.once('close', () => this.#onClose());
    parts.deadlines.add(this);
  }

  get idle(): boolean {
    return this.#exchange === null && this.#pending.length === 0;
  }

  /** No further request after the one under way. */
  drain(): void {
    this.#draining = true;
    if (this.idle && !this.#lingering) this.#end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly expire = (): void => {
    const exchange = this.#exchange;
    if (exchange !== null) {
      if (exchange.expire()) return;
      this.#socket.destroy();
    } else if (this.#pending.length > 0 && !this.#lingering) {
      this.#refuse('too_slow');
    } else {
      this.#socket.destroy();
    }
  };

  #receive(buffer: Buffer, start: number, end: number): void {
    if (this.#lingering) return;
    const exchange = this.#exchange;
    if (exchange !== null) {
      const rest = exchange.receiving ? exchange.feed(buffer, start, end) : start;
      if (rest === end || this.#lingering) return;
      // The body's end may have been answered at once: what follows is the next request.
      if (this.#exchange === null) this.#serve(buffer, rest, end);
      else this.#keep(buffer, rest, end);
      return;
    }
    if (this.#pending.length === 0) {
      this.#serve(buffer, start, end);
      return;
    }
    this.#pending = Buffer.concat([this.#pending, buffer.subarray(start, end)]);
    if (this.#pending.length >= this.#parseAgainBytes || endsHead(this.#pending)) this.#servePending();
  }

  /** Keeps bytes for later; while an exchange runs, no more are read than one buffer's worth. */
  #keep(buffer: Buffer, start: number, end: number): void {
    const bytes = buffer.subarray(start, end);
    this.#pending = this.#pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#pending, bytes]);
    this.#socket.pause();
  }

  #takePending(): Buffer {
    const pending = this.#pending;
    this.#pending = nothing;
    return pending;
  }

  #servePending(): void {
    const pending = this.#takePending();
    this.#serve(pending, 0, pending.length);
  }

  /** Reads requests one after the other, as long as each is answered before this goes on. */
  #serve(buffer: Buffer, start: number, end: number): void {
    this.#reading = true;
    let bytes = buffer;
    let at = start;
    let last = end;
    while (this.#exchange === null && !this.#lingering) {
      if (at === last) {
        // What came behind a body that has been read, and answered, meanwhile.
        bytes = this.#takePending();
        at = 0;
        last = bytes.length;
        if (last === 0) break;
      }
      const head = (this.#head ??= spareHeads.pop() ?? new Head(this.#parts.limits.maximumFields));
      const result = parseRequestHead(head, bytes, at, last, this.#parts.limits);
      if (result === 'incomplete') {
        if (!this.#ended) this.#awaitHead(bytes, at, last);
        break;
      }
      if (result !== 'complete') {
        this.#refuse(result);
        break;
      }
      at = this.#begin(head, bytes, at + head.lengthBytes, last);
    }
    this.#reading = false;
    if (this.#ended && this.#exchange === null && !this.#lingering) this.#end();
  }

  #awaitHead(buffer: Buffer, at: number, end: number): void {
    // From the first byte on: more bytes do not give more time.
    if (this.#parseAgainBytes === 0) this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.headMs);
    this.#pending = Buffer.from(buffer.subarray(at, end));
    this.#parseAgainBytes = 2 * this.#pending.length;
  }

  /** Hands a request over; gives the position after what of it was read. */
  #begin(head: Head, buffer: Buffer, bodyStart: number, end: number): number {
    this.#head = null;
    this.#parseAgainBytes = 0;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const length = head.contentLength;
    let wholeBody: string | null = null;
    let at = bodyStart;
    if (length === 0) {
      wholeBody = '';
    } else if (length !== null && length <= this.#wholeBodyBytes && length <= end - bodyStart) {
      at = bodyStart + length;
      wholeBody = latin1(buffer, bodyStart, at);
    }
    const exchange = new ServerExchange(this, head, wholeBody);
    this.#exchange = exchange;
    if (this.#draining) exchange.closeAfter();
    if (wholeBody === null && at < end) {
      this.#keep(buffer, at, end);
      at = end;
    }
    this.#parts.handler.onRequest(exchange);
    if (this.#exchange !== null && at < end) {
      this.#keep(buffer, at, end);
      at = end;
      // Turned into a tunnel at once: what stands behind the head is its first bytes.
      if (exchange.receiving) this.feedPending(exchange);
    }
    return at;
  }

  /** Answers what is no request, and closes. */
  #refuse(fault: RefusalFault): void {
    const { head, body } = this.#parts.handler.onRefusal(fault);
    this.#pending = nothing;
    this.#socket.write(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`, 'latin1');
    this.#end();
  }

  /** Closes our side, and reads on for a while: unread bytes would make the kernel reset what we just sent. */
  #end(): void {
    this.#lingering = true;
    this.#pending = nothing;
    this.#releaseHead();
    const { deadlines, limits } = this.#parts;
    // What has not left yet is not hurried: the farewell begins behind it.
    this.deadlineMs = deadlines.in(limits.stallMs);
    if (this.#ended) {
      this.#socket.destroySoon();
      return;
    }
    this.#socket.end(() => {
      this.deadlineMs = deadlines.in(limits.lingerMs);
    });
    this.#socket.resume();
  }

  #releaseHead(): void {
    if (this.#head === null) return;
    recycle(this.#head);
    this.#head = null;
  }

  #onEnd(): void {
    this.#ended = true;
    const exchange = this.#exchange;
    if (exchange !== null) exchange.onClientEnd();
    else if (this.#lingering) this.#socket.destroySoon();
    else this.#end();
  }

  #onDrain(): void {
    this.#exchange?.onDrained();
  }

  #onClose(): void {
    this.#parts.deadlines.delete(this);
    this.#releaseHead();
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.onGone();
    this.#parts.onClose(this);
  }

  // What an exchange does with its connection.

  get limits(): ServerLimits {
    return this.#parts.limits;
  }

  get socket(): Socket {
    return this.#socket;
  }

  stallDeadline(): void {
    this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.stallMs);
  }

  get nowMs(): number {
    return this.#parts.deadlines.nowMs;
  }

  /** Lets an exchange read what came before it asked. */
  feedPending(exchange: ServerExchange): void {
    const pending = this.#takePending();
    const rest = pending.length === 0 ? 0 : exchange.feed(pending, 0, pending.length);
    if (rest === pending.length) {
      if (!exchange.paused) this.#socket.resume();
    } else if (this.#exchange === exchange) {
      this.#keep(pending, rest, pending.length);
    } else if (!this.#lingering) {
      // Answered as its body ended.
      this.#pending = pending.subarray(rest);
      if (!this.#reading) this.#servePending();
    }
  }

  /** The answer is complete. */
  finish(exchange: ServerExchange, close: boolean): void {
    if (this.#exchange !== exchange) return;
    this.#exchange = null;
    recycle(exchange.head);
    const last = this.#ended && !this.#reading && this.#pending.length === 0;
    if (close || last || this.#draining) {
      this.#end();
      return;
    }
    this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.idleMs);
    if (this.#pending.length === 0) {
      if (this.#socket.isPaused()) this.#socket.resume();
    } else if (!this.#reading) {
      this.#socket.resume();
      this.#servePending();
    }
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }
}

function recycle(head: Head): void {
  if (spareHeads.length >= spareHeadsKept) return;
  head.text = '';
  spareHeads.push(head);
}

/** True when an empty line stands among the last bytes that came; told from the whole, since it may lie across two reads. */
function endsHead(bytes: Buffer): boolean {
  return bytes.includes('\r\n\r\n', Math.max(0, bytes.length - 65_540), 'latin1');
}

/** Bytes of one piece that are sent as text together with their frame; larger ones are copied as bytes. */
const textPieceBytes = 16_384;

class ServerExchange implements Exchange {
  readonly head: Head;
  readonly wholeBody: string | null;
  watch: AnswerWatch | null = null;
  paused = false;
  #connection: ServerConnection;
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
  #waitsForDrain = false;

  constructor(connection: ServerConnection, head: Head, wholeBody: string | null) {
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
    this.#connection.socket.write(`${head}${framing}${this.#connectionField()}\r\n${body}`, 'latin1');
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
    const { socket } = this.#connection;
    if (this.#owedBytes >= 0) this.#owedBytes -= data.length;
    const room = this.#chunkedAnswer ? this.#writeChunk(socket, data) : writePiece(socket, data);
    if (!room) {
      this.#waitsForDrain = true;
      this.#connection.stallDeadline();
    }
    return room;
  }

  #writeChunk(socket: Socket, data: Buffer): boolean {
    const size = data.length.toString(16);
    if (data.length <= textPieceBytes) {
      return socket.write(`${size}\r\n${latin1(data, 0, data.length)}\r\n`, 'latin1');
    }
    socket.cork();
    socket.write(`${size}\r\n`, 'latin1');
    socket.write(Buffer.from(data));
    const room = socket.write('\r\n', 'latin1');
    socket.uncork();
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
      this.#done = true;
      this.#connection.finish(this, true);
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
    if (this.#tunnel) this.#sink?.onBodyEnd();
    else if (!this.#bodyDone) this.#failBody('cut');
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

function writePiece(socket: Socket, data: Buffer): boolean {
  return data.length <= textPieceBytes
    ? socket.write(latin1(data, 0, data.length), 'latin1')
    : socket.write(Buffer.from(data));
}
