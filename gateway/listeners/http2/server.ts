/**
 * The HTTP/2 connections of one listener: Node's own implementation, with its own defences against floods at limits of
 * ours. No server push, no extended CONNECT, no trailers.
 */
import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { limits as baseLimits } from '#base/limits.ts';
import { requestText, type RawFields } from '#gateway/listeners/http2/request-text.ts';
import { StreamExchange } from '#gateway/listeners/http2/stream-exchange.ts';
import type { Deadlines, Timed } from '#libraries/http1/deadlines.ts';
import type { HeadFault } from '#libraries/http1/fault.ts';
import { Head } from '#libraries/http1/head.ts';
import { parseRequestHead } from '#libraries/http1/request-head.ts';
import type { ServerHandler } from '#libraries/http1/server/connection.ts';
import type { ServerLimits } from '#libraries/http1/server/limits.ts';

export type Http2Server = {
  /** Serves a TLS socket on which HTTP/2 was agreed, whose client is at `address`. */
  readonly accept: (socket: Socket, address: string) => void;
  readonly connections: number;
  /** Says GOAWAY to all, lets running streams end; settles when all connections are gone. */
  readonly drain: () => Promise<void>;
  /** Destroys all connections. */
  readonly destroy: () => void;
};

type ServerParts = {
  readonly handler: ServerHandler;
  readonly limits: ServerLimits;
  readonly deadlines: Deadlines;
};

const sessionOptions = {
  settings: {
    enablePush: false,
    maxConcurrentStreams: baseLimits.http2Streams,
    initialWindowSize: baseLimits.http2StreamWindowBytes,
    // Twice our own limits: what is a little too much still gets an answer that says so.
    maxHeaderListSize: 2 * baseLimits.requestHeadBytes,
  },
  maxHeaderListPairs: 2 * baseLimits.requestFields,
  maxSessionMemory: baseLimits.http2ConnectionMegabytes,
  maxSessionInvalidFrames: baseLimits.http2InvalidFrames,
  maxSessionRejectedStreams: baseLimits.http2RejectedStreams,
  maxOutstandingPings: baseLimits.http2Pings,
  streamResetBurst: baseLimits.http2Resets,
  streamResetRate: baseLimits.http2ResetsPerSecond,
  // An upstream that says something twice is passed on as it is, as in HTTP/1.1.
  strictSingleValueFields: false,
};

export function openHttp2Server(parts: ServerParts): Http2Server {
  const connections = new Set<Http2Connection>();
  let draining: PromiseWithResolvers<void> | null = null;
  const onClose = (connection: Http2Connection): void => {
    connections.delete(connection);
    if (connections.size === 0) draining?.resolve();
  };
  return {
    accept: (socket, address) => {
      const connection = new Http2Connection(socket, address, parts, onClose);
      connections.add(connection);
      if (draining !== null) connection.drain();
    },
    get connections() {
      return connections.size;
    },
    drain: () => {
      draining ??= Promise.withResolvers<void>();
      for (const connection of connections) connection.drain();
      if (connections.size === 0) draining.resolve();
      return draining.promise;
    },
    destroy: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}

class Http2Connection implements Timed {
  deadlineMs: number;
  readonly #socket: Socket;
  readonly #session: ServerHttp2Session;
  readonly #address: string;
  readonly #parts: ServerParts;
  #streams = 0;
  #draining = false;

  constructor(socket: Socket, address: string, parts: ServerParts, onClose: (connection: Http2Connection) => void) {
    this.#socket = socket;
    this.#address = address;
    this.#parts = parts;
    this.deadlineMs = parts.deadlines.in(parts.limits.idleMs);
    const session = performServerHandshake(socket, sessionOptions);
    this.#session = session;
    session.setLocalWindowSize(baseLimits.http2ConnectionWindowBytes);
    session.on('stream', (stream, _fields, flags, raw) => this.#onStream(stream, flags, raw));
    session.on('error', () => this.destroy());
    socket.on('error', () => this.destroy());
    // A client that ends its side of the connection reads no answers either: its streams end by frames.
    socket.once('end', () => this.destroy());
    socket.once('close', () => {
      parts.deadlines.delete(this);
      session.destroy();
      onClose(this);
    });
    parts.deadlines.add(this);
  }

  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#session.close();
  }

  destroy(): void {
    this.#session.destroy();
    this.#socket.destroy();
  }

  /** Idle for too long: said first, then done. */
  readonly expire = (): void => {
    if (this.#draining) return this.destroy();
    this.drain();
    this.deadlineMs = this.#parts.deadlines.in(this.#parts.limits.lingerMs);
  };

  #onStream(stream: ServerHttp2Stream, flags: number, raw: RawFields): void {
    const { deadlines, limits, handler } = this.#parts;
    // Errors are the end of the stream, which is heard of by its close.
    stream.on('error', () => undefined);
    this.#streams += 1;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    stream.once('close', () => {
      this.#streams -= 1;
      if (this.#streams === 0) this.deadlineMs = deadlines.in(this.#draining ? limits.lingerMs : limits.idleMs);
    });
    const head = new Head(limits.maximumFields);
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    const fault = this.#parse(head, raw, hasBody);
    const exchange = new StreamExchange(stream, head, { address: this.#address, limits, deadlines });
    if (fault === null) return handler.onRequest(exchange);
    const refusal = handler.onRefusal(fault);
    exchange.answer(refusal.head, refusal.body);
  }

  #parse(head: Head, raw: RawFields, hasBody: boolean): HeadFault | null {
    const text = requestText(raw, hasBody);
    if (text === null) return 'malformed';
    const bytes = Buffer.from(text, 'latin1');
    const result = parseRequestHead(head, bytes, 0, bytes.length, this.#parts.limits);
    if (result === 'complete') return null;
    // The text is a whole head: what is still incomplete was cut off at the limit.
    return result === 'incomplete' ? 'malformed' : result;
  }
}
