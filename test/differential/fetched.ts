/** What our client makes of the bytes that an upstream sends: over real sockets, one connection a case. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { limits } from '#base/limits.ts';
import { answerNames } from '#gateway/head/field-kinds.ts';
import type { AnswerSink } from '#libraries/http1/client/request.ts';
import { Upstream } from '#libraries/http1/client/upstream.ts';
import { Deadlines } from '#libraries/http1/deadlines.ts';
import { fieldsOf } from '#test/differential/served.ts';
import type { Message, Reading } from '#test/differential/message.ts';

export type Fetcher = {
  /** Reads `pieces` as the answer of an upstream that closes behind them; `bodyless` when HEAD was asked. */
  readonly fetch: (pieces: readonly Buffer[], bodyless: boolean) => Promise<Reading>;
  readonly close: () => Promise<void>;
};

const patient = 3_600_000;

export async function openFetcher(): Promise<Fetcher> {
  let pieces: readonly Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.once('data', () => sendAll(socket, pieces));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const deadlines = new Deadlines(60_000);
  const upstream = new Upstream({
    targets: [{ host: '127.0.0.1', port, secure: false }],
    limits: {
      ...{ connectMs: patient, firstByteMs: patient, stallMs: patient, totalMs: patient, idleMs: patient },
      // No connection serves two cases: what comes late on one would be read as the beginning of the next answer.
      ...{ maximumAgeMs: -1, maximumTunnels: 10, maximumConnections: 10, maximumWaiting: 0 },
      ...{ failuresToEject: Number.POSITIVE_INFINITY, ejectionMs: 1, maximumEjectionMs: 1 },
    },
    rules: { names: answerNames, maximumHeadBytes: limits.upstreamHeadBytes, maximumFields: limits.upstreamFields },
    deadlines,
  });
  return {
    fetch: (bytes, bodyless) => {
      pieces = bytes;
      return read(upstream, bodyless);
    },
    close: async () => {
      upstream.close();
      deadlines.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each piece in a turn of its own, so that most are read apart. */
function sendAll(socket: Socket, pieces: readonly Buffer[]): void {
  const [first, ...rest] = pieces;
  if (first === undefined) return void socket.end();
  socket.write(first);
  setImmediate(() => sendAll(socket, rest));
}

function read(upstream: Upstream, bodyless: boolean): Promise<Reading> {
  return new Promise((resolve) => {
    let answer: { start: string; fields: [string, string][] } | null = null;
    let body = '';
    let settled = false;
    const settle = (refused: string | null, complete: boolean): void => {
      if (settled) return;
      settled = true;
      const messages: Message[] = answer === null ? [] : [{ ...answer, body, complete }];
      resolve({ messages, refused, closed: true });
    };
    const sink: AnswerSink = {
      onSending: () => undefined,
      onSendingDrain: () => undefined,
      onAnswer: (head, whole) => {
        answer = { start: String(head.status), fields: fieldsOf(head) };
        if (whole === null) return;
        body = whole;
        settle(null, true);
      },
      onAnswerBody: (data) => (body += data.toString('latin1')),
      onAnswerEnd: () => settle(null, true),
      onAnswerCut: ({ detail }) => settle(detail, false),
      onFailure: ({ detail }) => settle(detail, false),
    };
    const head = `${bodyless ? 'HEAD' : 'GET'} / HTTP/1.1\r\nhost: fuzz.example\r\n\r\n`;
    // Not idempotent: an answer is read once.
    const how = { body: '', bodylessAnswer: bodyless, idempotent: false, upgrade: false, furtherTargets: 0 };
    upstream.send({ head, ...how }, sink);
  });
}
