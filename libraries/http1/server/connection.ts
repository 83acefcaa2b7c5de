/**
 * One client's connection: requests come in, one after the other they are handed over, and their answers go out in the
 * same order. It is the only place that knows where one message ends and the next begins.
 */
import { latin1 } from '#http1/latin1.ts';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Deadlines, Timed } from '#http1/deadlines.ts';
import type { Exchange } from '#http1/exchange.ts';
import type { HeadFault } from '#http1/fault.ts';
import type { Head } from '#http1/head.ts';
import { parseRequestHead } from '#http1/request-head.ts';
import type { ReadSocket } from '#http1/server/accepted-socket.ts';
import { ServerExchange, type ExchangeConnection } from '#http1/server/exchange.ts';
import { recycleHead, takeHead } from '#http1/server/spare-heads.ts';
import type { ServerLimits } from '#http1/server/limits.ts';
import { sendNow } from '#http1/turn-end.ts';

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

export class ServerConnection implements Timed, ExchangeConnection {
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
    // Said in its answer, if that has not begun: or else the client sends the next one into the void (RFC 9112 §9.6).
    this.#exchange?.closeAfter();
    if (this.idle && !this.#lingering) this.#end();
  }

  destroy(): void {
    sendNow();
    this.#socket.destroy();
  }

  readonly expire = (): void => {
    const exchange = this.#exchange;
    if (exchange !== null) {
      if (exchange.expire()) return;
      exchange.abort();
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
      const head = (this.#head ??= takeHead(this.#parts.limits.maximumFields));
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
    sendNow();
    this.#socket.write(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`, 'latin1');
    this.#end();
  }

  /** Closes our side, and reads on for a while: unread bytes would make the kernel reset what we just sent. */
  #end(): void {
    this.#lingering = true;
    this.#pending = nothing;
    this.#releaseHead();
    sendNow();
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
    recycleHead(this.#head);
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
    recycleHead(exchange.head);
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

/** True when an empty line stands among the last bytes that came; told from the whole, since it may lie across two reads. */
function endsHead(bytes: Buffer): boolean {
  return bytes.includes('\r\n\r\n', Math.max(0, bytes.length - 65_540), 'latin1');
}
