/**
 * One connection to an upstream: a request goes out, its answer comes in, one at a time. Whatever is doubtful about it
 * destroys it: the next request must never read the end of the last one's answer.
 */
import { latin1 } from '#http1/latin1.ts';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ChunkDecoder } from '#http1/chunk-decoder.ts';
import type { Timed } from '#http1/deadlines.ts';
import type { Head } from '#http1/head.ts';
import type { AnswerSink, ClientRequest, Failure } from '#http1/client/request.ts';
import type { UpstreamSettings } from '#http1/client/settings.ts';
import { openUpstreamSocket } from '#http1/client/socket.ts';
import { sendAtTurnEnd } from '#http1/turn-end.ts';
import { writeCopy, writePiece } from '#http1/write-piece.ts';
import { parseResponseHead } from '#http1/response-head.ts';

/** What a connection tells its pool. */
export type ConnectionOwner = {
  readonly settings: UpstreamSettings;
  /** The answer is complete and the connection can be used again. */
  readonly onFree: (connection: ClientConnection) => void;
  /** The connection is gone. `failed` is the request that got no answer at all, with how that happened. */
  readonly onGone: (connection: ClientConnection, failed: FailedRequest | null) => void;
  /** The connection was turned over to another protocol: it never becomes free. */
  readonly onTunnel: (connection: ClientConnection) => void;
  /** The first byte of an answer came. */
  readonly onAnswered: () => void;
};

export type FailedRequest = {
  readonly request: ClientRequest;
  readonly sink: AnswerSink;
  readonly failure: Failure;
  /** True when the connection had been used before: it may have died of old age while it was idle. */
  readonly stale: boolean;
};

const nothing = Buffer.alloc(0);
/** Interim answers before the final one; more are an attack or a fault. */
const maximumInterim = 16;
/** Bodies up to this size that came with their head are handed over whole. */
const wholeBodyBytes = 16_384;

type State = 'idle' | 'waiting' | 'body' | 'tunnel' | 'gone';

export class ClientConnection implements Timed {
  deadlineMs: number;
  readonly openedMs: number;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  /** Shared by all connections: what a head says is used up before the next one is read. */
  readonly #head: Head;
  #state: State = 'idle';
  #connected = false;
  #uses = 0;
  #request: ClientRequest | null = null;
  #sink: AnswerSink | null = null;
  #pending: Buffer = nothing;
  #interim = 0;
  /** A byte came since the request went out. */
  #heard = false;
  /** The request has gone out to its end. */
  #sent = false;
  #paused = false;
  #reusable = true;
  #decoder: ChunkDecoder | null = null;
  /** Bytes of the answer's body that are still to come; -1 until the close. */
  #remaining = 0;
  #failure: Failure | null = null;
  #totalDeadlineMs = Number.POSITIVE_INFINITY;

  constructor(owner: ConnectionOwner, head: Head) {
    const { settings } = owner;
    this.#owner = owner;
    this.#head = head;
    this.openedMs = settings.deadlines.nowMs;
    this.deadlineMs = settings.deadlines.in(settings.limits.connectMs);
    this.#socket = openUpstreamSocket(settings, {
      onBytes: (buffer, length) => this.#receive(buffer, length),
      onConnect: () => this.#onConnect(),
      onEnd: () => this.#onEnd(),
      onDrain: () => this.#onDrain(),
      onError: (cause) => this.#onError(cause),
      onClose: () => this.#onClose(),
    });
    settings.deadlines.add(this);
  }

  get usable(): boolean {
    return this.#state === 'idle' && !this.#socket.destroyed;
  }

  /** Sends a request; whatever becomes of it, `sink` or the owner is told. */
  send(request: ClientRequest, sink: AnswerSink): void {
    this.#request = request;
    this.#sink = sink;
    this.#state = 'waiting';
    this.#uses += 1;
    this.#interim = 0;
    this.#heard = false;
    this.#failure = null;
    this.#reusable = true;
    this.#sent = request.body !== null;
    const { deadlines, limits } = this.#owner.settings;
    if (this.#connected) this.deadlineMs = this.#sent ? deadlines.in(limits.firstByteMs) : Number.POSITIVE_INFINITY;
    this.#totalDeadlineMs = deadlines.nowMs + limits.totalMs;
    if (request.body === null) this.#socket.write(request.head, 'latin1');
    else sendAtTurnEnd(this.#socket, request.head + request.body);
  }

  /** Sends a piece of a body that was not whole, in the framing that the request's head announced; false: wait for room. */
  writeBody(data: Buffer, chunked: boolean): boolean {
    if (this.#state === 'gone' || data.length === 0) return true;
    const room = writePiece(this.#socket, data, chunked);
    if (!room) this.#sendingDeadline();
    return room;
  }

  endBody(chunked: boolean): void {
    if (this.#state === 'gone' || this.#sent) return;
    this.#sent = true;
    if (chunked) this.#socket.write('0\r\n\r\n', 'latin1');
    const { deadlines, limits } = this.#owner.settings;
    if (this.#state === 'waiting') this.deadlineMs = deadlines.in(limits.firstByteMs);
  }

  /** After an answer of 101: bytes as they are. */
  writeRaw(data: Buffer): boolean {
    return this.#state === 'tunnel' ? writeCopy(this.#socket, data) : true;
  }

  endRaw(): void {
    if (this.#state === 'tunnel') this.#socket.end();
  }

  pause(): void {
    this.#paused = true;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#state === 'body') this.#idleDeadline();
    this.#socket.resume();
  }

  /** Nobody wants the answer any more. */
  abandon(): void {
    this.#sink = null;
    this.#request = null;
    // An orderly end would tell the other side of a tunnel that it has heard everything.
    if (this.#state === 'tunnel' && !(this.#socket instanceof TLSSocket)) this.#socket.resetAndDestroy();
    else this.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly expire = (): void => {
    if (this.#state === 'waiting') this.#fail(this.#connected ? 'slow' : 'unreachable', 'time out');
    else if (this.#state === 'body') this.#fail('slow', 'time out inside an answer');
    else this.destroy();
  };

  #idleDeadline(): void {
    const { deadlines, limits } = this.#owner.settings;
    this.deadlineMs = Math.min(deadlines.in(limits.stallMs), this.#totalDeadlineMs);
  }

  #onConnect(): void {
    this.#connected = true;
    const { deadlines, limits } = this.#owner.settings;
    if (this.#sent && this.#state === 'waiting') this.deadlineMs = deadlines.in(limits.firstByteMs);
    else this.#sendingDeadline();
  }

  #onDrain(): void {
    this.#sendingDeadline();
    this.#sink?.onSendingDrain();
  }

  /** While a body goes out, only an upstream that does not take it is slow. */
  #sendingDeadline(): void {
    if (!this.#connected || this.#sent || this.#state !== 'waiting') return;
    const { deadlines, limits } = this.#owner.settings;
    this.deadlineMs = this.#socket.writableNeedDrain ? deadlines.in(limits.stallMs) : Number.POSITIVE_INFINITY;
  }

  #receive(buffer: Buffer, length: number): void {
    if (this.#state === 'body') return this.#readBody(buffer, 0, length);
    if (this.#state === 'tunnel') return this.#sink?.onAnswerBody(buffer.subarray(0, length));
    // Bytes that nobody asked for: whatever they are, they are not the answer to the next request.
    if (this.#state !== 'waiting') return this.destroy();
    this.#heard = true;
    if (this.#pending.length === 0) return this.#readHead(buffer, length);
    const pending = Buffer.concat([this.#pending, buffer.subarray(0, length)]);
    this.#pending = nothing;
    return this.#readHead(pending, pending.length);
  }

  #readHead(buffer: Buffer, end: number): void {
    let at = 0;
    while (at < end && this.#state === 'waiting') {
      const head = this.#head;
      const bodyless = this.#request?.bodylessAnswer ?? false;
      const result = parseResponseHead(head, buffer, at, end, bodyless, this.#owner.settings.rules);
      if (result === 'incomplete') {
        if (this.#pending.length === 0 && at === 0) this.#idleDeadline();
        this.#pending = Buffer.from(buffer.subarray(at, end));
        return;
      }
      if (result !== 'complete') return this.#fail('broken', `answer head: ${result}`);
      at += head.lengthBytes;
      if (head.status >= 200 || head.status === 101) return this.#begin(head, buffer, at, end);
      // RFC 9110 §15.2: HTTP/1.0 knows none of them; and what closes has no final answer behind it.
      if (!head.keepAlive) return this.#fail('broken', 'an interim answer that closes');
      this.#interim += 1;
      if (this.#interim > maximumInterim) return this.#fail('broken', 'too many interim answers');
    }
  }

  #begin(head: Head, buffer: Buffer, bodyStart: number, end: number): void {
    this.#owner.onAnswered();
    if (head.status === 101) return this.#beginTunnel(head, buffer, bodyStart, end);
    const sink = this.#sink;
    // An answer before the request has ended: the upstream may or may not read the rest as a request of its own.
    this.#reusable = head.keepAlive && this.#sent;
    const length = hasBody(head, this.#request) ? head.contentLength : 0;
    if (length === 0) {
      this.#state = 'body';
      if (bodyStart < end) this.#reusable = false;
      sink?.onAnswer(head, '');
      return this.#complete();
    }
    if (length !== null && length <= wholeBodyBytes && length <= end - bodyStart) {
      this.#state = 'body';
      if (bodyStart + length < end) this.#reusable = false;
      sink?.onAnswer(head, latin1(buffer, bodyStart, bodyStart + length));
      return this.#complete();
    }
    this.#state = 'body';
    this.#decoder = head.chunked ? new ChunkDecoder() : null;
    this.#remaining = length ?? -1;
    this.#idleDeadline();
    sink?.onAnswer(head, null);
    return this.#readBody(buffer, bodyStart, end);
  }

  #beginTunnel(head: Head, buffer: Buffer, bodyStart: number, end: number): void {
    if (this.#request?.upgrade !== true || !head.upgrade || !this.#sent) {
      return this.#fail('broken', 'switched protocols unasked');
    }
    this.#state = 'tunnel';
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.#owner.onTunnel(this);
    this.#sink?.onAnswer(head, null);
    if (bodyStart < end) this.#sink?.onAnswerBody(buffer.subarray(bodyStart, end));
  }

  #readBody(buffer: Buffer, start: number, end: number): void {
    if (start >= end) return;
    if (!this.#paused) this.#idleDeadline();
    const sink = this.#sink;
    if (this.#decoder !== null) {
      const at = this.#decoder.read(buffer, start, end, (data) => sink?.onAnswerBody(data));
      if (at === -1) return this.#fail('broken', 'malformed chunk');
      if (!this.#decoder.ended) return;
      if (at < end) this.#reusable = false;
      return this.#endBody();
    }
    if (this.#remaining === -1) {
      sink?.onAnswerBody(buffer.subarray(start, end));
      return;
    }
    const run = Math.min(this.#remaining, end - start);
    this.#remaining -= run;
    sink?.onAnswerBody(buffer.subarray(start, start + run));
    if (this.#remaining > 0) return;
    if (start + run < end) this.#reusable = false;
    this.#endBody();
  }

  #endBody(): void {
    // The sink may have gone, and the connection with it, inside the last piece.
    if (this.#state !== 'body') return;
    this.#sink?.onAnswerEnd();
    this.#complete();
  }

  #complete(): void {
    if (this.#state !== 'body') return;
    this.#state = 'idle';
    this.#request = null;
    this.#sink = null;
    this.#decoder = null;
    if (this.#paused) this.resume();
    const { deadlines, limits } = this.#owner.settings;
    const old = deadlines.nowMs - this.openedMs > limits.maximumAgeMs;
    if (!this.#reusable || old || this.#socket.destroyed) return this.destroy();
    this.deadlineMs = deadlines.in(limits.idleMs);
    this.#owner.onFree(this);
  }

  #fail(failure: Failure['reason'], detail: string): void {
    this.#failure ??= { reason: failure, detail };
    this.destroy();
  }

  #onEnd(): void {
    if (this.#state === 'body' && this.#remaining === -1 && this.#decoder === null) {
      this.#reusable = false;
      this.#endBody();
    } else if (this.#state === 'tunnel') {
      this.#sink?.onAnswerEnd();
    } else {
      this.#fail('broken', 'closed before the answer was complete');
    }
  }

  #onError(cause: Error): void {
    const reason = this.#connected ? 'broken' : 'unreachable';
    const code = 'code' in cause ? String(cause.code) : cause.message;
    this.#failure ??= { reason, detail: code };
  }

  #onClose(): void {
    this.#owner.settings.deadlines.delete(this);
    const state = this.#state;
    this.#state = 'gone';
    const request = this.#request;
    const sink = this.#sink;
    this.#request = null;
    this.#sink = null;
    if (request === null || sink === null) return this.#owner.onGone(this, null);
    const failure = this.#failure ?? { reason: this.#connected ? 'broken' : 'unreachable', detail: 'closed' };
    if (state === 'waiting') {
      const stale = this.#uses > 1 && !this.#heard && failure.reason === 'broken';
      return this.#owner.onGone(this, { request, sink, failure, stale });
    }
    this.#owner.onGone(this, null);
    return sink.onAnswerCut(failure);
  }
}

/** RFC 9112 §6.3: some answers have no body, whatever their fields say about another one's. */
function hasBody(head: Head, request: ClientRequest | null): boolean {
  return !(request?.bodylessAnswer ?? false) && head.status !== 204 && head.status !== 304;
}
