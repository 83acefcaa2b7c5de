/** An upstream of a test: a port on which the test itself answers, and our client in front of it. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AnswerSink, ClientRequest, Failure, Sending } from '#http1/client/request.ts';
import type { UpstreamLimits, UpstreamTarget } from '#http1/client/settings.ts';
import { Upstream } from '#http1/client/upstream.ts';
import { Deadlines } from '#http1/deadlines.ts';
import { testRules } from '#http1/testing/parse.ts';
import { Peer } from '#http1/testing/peer.ts';

export const patientUpstreamLimits: UpstreamLimits = {
  ...{ connectMs: 60_000, firstByteMs: 60_000, stallMs: 60_000, totalMs: 60_000, idleMs: 60_000, maximumAgeMs: 60_000 },
  ...{ maximumTunnels: 10, maximumConnections: 10, maximumWaiting: 10 },
  ...{ failuresToEject: 5, ejectionMs: 60_000, maximumEjectionMs: 600_000 },
};

export type TestPort = {
  readonly target: UpstreamTarget;
  /** Connections that came, in order. */
  readonly peers: readonly Peer[];
  readonly close: () => Promise<void>;
};

/** Listens; `onPeer` is called with each connection. */
export async function openPort(
  onPeer: (peer: Peer, index: number) => void,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<TestPort> {
  const peers: Peer[] = [];
  const accept = (socket: ConstructorParameters<typeof Peer>[0]): void => {
    const peer = new Peer(socket);
    peers.push(peer);
    onPeer(peer, peers.length - 1);
  };
  const server: Server =
    tls === null ? createServer({ allowHalfOpen: true }, accept) : createTlsServer({ ...tls }, accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port gives an address, not a path.
  const { port } = server.address() as AddressInfo;
  return {
    target: { host: '127.0.0.1', port, secure: tls !== null },
    peers,
    close: async () => {
      for (const peer of peers) peer.socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers request after request on a connection: `answer` gives the bytes for the number of the request. */
export function answering(answer: (index: number) => string): (peer: Peer) => void {
  return (peer) => {
    let answered = 0;
    peer.socket.on('data', () => {
      const heads = peer.received.split('\r\n\r\n').length - 1;
      for (; answered < heads; answered += 1) peer.send(answer(answered));
    });
  };
}

export function openTestUpstream(
  targets: readonly UpstreamTarget[],
  limits: Partial<UpstreamLimits> = {},
  authorities: readonly string[] | undefined = undefined,
): { readonly upstream: Upstream; readonly close: () => void } {
  const deadlines = new Deadlines(5);
  const upstream = new Upstream({
    targets,
    limits: { ...patientUpstreamLimits, ...limits },
    rules: testRules,
    deadlines,
    authorities,
  });
  return {
    upstream,
    close: () => {
      upstream.close();
      deadlines.close();
    },
  };
}

export type Surroundings = {
  readonly port: (onPeer: (peer: Peer, index: number) => void) => Promise<TestPort>;
  readonly client: (targets: readonly UpstreamTarget[], limits?: Partial<UpstreamLimits>) => Upstream;
  /** A port, and a client of it alone. */
  readonly pair: (
    onPeer: (peer: Peer, index: number) => void,
    limits?: Partial<UpstreamLimits>,
  ) => Promise<{ readonly upstream: Upstream; readonly peers: readonly Peer[] }>;
  readonly close: () => Promise<unknown>;
};

/** Ports and clients of them that are closed together. */
export function openSurroundings(): Surroundings {
  const closing: (() => unknown)[] = [];
  const port: Surroundings['port'] = async (onPeer) => {
    const opened = await openPort(onPeer);
    closing.push(opened.close);
    return opened;
  };
  const client: Surroundings['client'] = (targets, limits = {}) => {
    const { upstream, close } = openTestUpstream(targets, limits);
    closing.push(close);
    return upstream;
  };
  const pair: Surroundings['pair'] = async (onPeer, limits = {}) => {
    const { target, peers } = await port(onPeer);
    return { upstream: client([target], limits), peers };
  };
  return { port, client, pair, close: () => Promise.all(closing.map((close) => close())) };
}

export const okAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** A request that may not be sent twice. */
export const postRequest = {
  head: 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n',
  body: 'hi',
  idempotent: false,
};

/** What became of a request. */
export type Outcome = {
  readonly status: number;
  readonly body: string;
  /** Why there is no answer, or not all of one. */
  readonly failure: Failure['reason'] | null;
  /** How often it went out. */
  readonly sendings: number;
};

export type Asked = { readonly outcome: Promise<Outcome>; readonly sending: () => Sending; readonly sink: AnswerSink };

/** Sends a request, and collects its answer. */
export function ask(upstream: Upstream, request: Partial<ClientRequest> = {}, watch: Partial<AnswerSink> = {}): Asked {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const sendings: Sending[] = [];
  let status = 0;
  let text = '';
  const settle = (failure: Failure | null): void =>
    resolve({ status, body: text, failure: failure?.reason ?? null, sendings: sendings.length });
  const sink: AnswerSink = {
    onSending: (sending) => {
      sendings.push(sending);
      watch.onSending?.(sending);
    },
    onSendingDrain: () => watch.onSendingDrain?.(),
    onAnswer: (head, body) => {
      status = head.status;
      watch.onAnswer?.(head, body);
      if (body === null) return;
      text = body;
      settle(null);
    },
    onAnswerBody: (data) => {
      text += data.toString('latin1');
      watch.onAnswerBody?.(data);
    },
    onAnswerEnd: () => settle(null),
    onAnswerCut: settle,
    onFailure: settle,
  };
  const head = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
  const defaults = { head, body: '', bodylessAnswer: false, idempotent: true, upgrade: false, furtherTargets: 3 };
  upstream.send({ ...defaults, ...request }, sink);
  const sending = (): Sending => {
    const last = sendings.at(-1);
    if (last === undefined) throw new Error('not sent yet');
    return last;
  };
  return { outcome: promise, sending, sink };
}
