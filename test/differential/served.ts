/**
 * What our server makes of a stream of bytes: the connection of `libraries/http1` with the gateway's judgement of heads,
 * on a socket of which only the events are real, so that thousands of connections take a second.
 */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { limits } from '#base/limits.ts';
import { requestNames } from '#gateway/head/field-kinds.ts';
import { readRequestHead } from '#gateway/head/request-head.ts';
import { Deadlines } from '#libraries/http1/deadlines.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';
import { readThroughEvents } from '#libraries/http1/server/accepted-socket.ts';
import { ServerConnection, type ServerHandler } from '#libraries/http1/server/connection.ts';
import type { Reading } from '#test/differential/message.ts';

class Wire extends EventEmitter {
  readonly readableLength = 0;
  readonly writableLength = 0;
  destroyed = false;
  /** Our side has said its last word. */
  ended = false;
  #paused = false;

  write(): boolean {
    return true;
  }
  pause(): void {
    this.#paused = true;
  }
  resume(): void {
    this.#paused = false;
  }
  isPaused(): boolean {
    return this.#paused;
  }
  setNoDelay(): void {}
  cork(): void {}
  uncork(): void {}
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  destroySoon(): void {
    this.destroy();
  }
}

type Draft = { start: string; fields: [string, string][]; body: string; complete: boolean };

const deadlines = new Deadlines(60_000);
const patient = 3_600_000;
const serverLimits = {
  names: requestNames,
  maximumHeadBytes: limits.requestHeadBytes,
  maximumFields: limits.requestFields,
  maximumTargetBytes: limits.requestTargetBytes,
  maximumBodyBytes: limits.forwardedBodyBytes,
  ...{ headMs: patient, idleMs: patient, stallMs: patient, bodyMs: patient, lingerMs: patient },
};

export function fieldsOf(head: Head): [string, string][] {
  return Array.from({ length: head.count }, (_, index) => [head.nameAt(index), head.valueAt(index)]);
}

/** Reads `pieces` as what one client's connection brings, read by read. */
export function serve(pieces: readonly Buffer[]): Reading {
  const messages: Draft[] = [];
  let refused: string | null = null;
  const onRequest = (exchange: Exchange): void => {
    const { head } = exchange;
    const judged = readRequestHead(head);
    if ('fault' in judged) {
      refused ??= judged.internal;
      exchange.closeAfter();
      return exchange.answer('HTTP/1.1 400 \r\n', '');
    }
    const draft: Draft = { start: `${head.method} ${head.target}`, fields: fieldsOf(head), body: '', complete: false };
    messages.push(draft);
    const end = (): void => {
      draft.complete = true;
      exchange.answer('HTTP/1.1 200 \r\n', '');
    };
    if (exchange.wholeBody !== null) {
      draft.body = exchange.wholeBody;
      return end();
    }
    return exchange.receiveBody({
      onBody: (data) => (draft.body += data.toString('latin1')),
      onBodyEnd: end,
      onBodyFault: (fault) => {
        refused ??= `body ${fault}`;
        exchange.answer('HTTP/1.1 400 \r\n', '');
      },
    });
  };
  const handler: ServerHandler = {
    onRequest,
    onRefusal: (fault) => {
      refused ??= fault;
      return { head: 'HTTP/1.1 400 \r\n', body: '' };
    },
  };
  const wire = new Wire();
  // All of a socket that a connection uses.
  const socket = wire as unknown as Socket;
  const connection = new ServerConnection(socket, '127.0.0.1', {
    handler,
    limits: serverLimits,
    deadlines,
    readSocket: readThroughEvents,
    onClose: () => undefined,
  });
  for (const piece of pieces) {
    if (wire.isPaused()) throw new Error('a connection without a request under way has stopped reading');
    if (!wire.destroyed) wire.emit('data', piece);
  }
  connection.destroy();
  wire.emit('close');
  return { messages, refused, closed: wire.ended };
}
