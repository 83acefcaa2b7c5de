/** What stands around a gateway in its tests: a control process, an issuer and an upstream, each as little as will do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { openSnapshotLedger } from '#commands/serve/snapshot-ledger.ts';
import { openGateway, type OpenGateway, type GatewaySettings } from '#gateway/gateway.ts';
import { heartbeatLine } from '#gateway/snapshot-records.ts';
import type { Snapshot } from '#gateway/snapshot.ts';
import { parcelSchema, type Parcel } from '#gateway/usage/parcel.ts';

export const gatewayKey = 'the key of the gateways in tests';

export type FakeServer = { readonly url: string; readonly close: () => Promise<void> };

/** Serves `listener` on a free loopback port; idle connections are kept for `keepAliveTimeout` milliseconds. */
export async function openFake(listener: RequestListener, keepAliveTimeout = 5_000): Promise<FakeServer> {
  const server = createServer({ keepAliveTimeout }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type FakeControl = FakeServer & {
  readonly publish: (snapshot: Snapshot) => void;
  /** What each connection so far has said that it has. */
  readonly asked: () => readonly (string | null)[];
  /** The usage that it was given. */
  readonly handedOver: () => readonly Parcel[];
};

/**
 * A control process that streams what is published as differences, and at once what the gateway does not have yet. It takes
 * all usage that it gets.
 */
export async function openControl(): Promise<FakeControl> {
  const ledger = openSnapshotLedger();
  const asked: (string | null)[] = [];
  /** What each stream has. */
  const streams = new Map<ServerResponse, string | null>();
  const send = (stream: ServerResponse, have: string | null): void => {
    if (ledger.position() !== null && ledger.position() !== have) {
      stream.write(`${[...ledger.linesSince(have)].join('\n')}\n`);
    }
    stream.write(`${heartbeatLine}\n`);
    streams.set(stream, ledger.position());
  };
  const parcels: Parcel[] = [];
  const takeUsage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const lines = zstdDecompressSync(Buffer.concat(await request.toArray())).toString();
    parcels.push(
      ...lines
        .trimEnd()
        .split('\n')
        .map((line) => parcelSchema.parse(JSON.parse(line))),
    );
    response.end(JSON.stringify({ acknowledged: parcels.at(-1)?.sequence }));
  };
  const server = await openFake((request, response) => {
    if (request.method === 'POST') return void takeUsage(request, response);
    const allowed = request.headers.authorization === `Bearer ${gatewayKey}`;
    response.writeHead(allowed ? 200 : 401).flushHeaders();
    if (!allowed) return void response.end();
    response.once('close', () => streams.delete(response));
    const have = new URL(request.url ?? '', 'http://control').searchParams.get('have');
    asked.push(have);
    send(response, have);
  });
  const publish = (snapshot: Snapshot): void => {
    ledger.publish(snapshot);
    for (const [stream, have] of streams) send(stream, have);
  };
  return { ...server, publish, asked: () => asked, handedOver: () => parcels };
}

export type Answered = {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  readonly failure: string | null;
};

/** Sends `bytes` as they are and reads until the other side closes. */
export function speak(port: number, bytes: string): Promise<Answered> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    let failure: string | null = null;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', (error) => (failure = error.message));
    socket.on('close', () => {
      const end = text.indexOf('\r\n\r\n');
      const head = end === -1 ? text : text.slice(0, end);
      resolve({ status: Number(head.slice(9, 12)), head, body: end === -1 ? '' : text.slice(end + 4), failure });
    });
    socket.write(bytes, 'latin1');
  });
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** A folder for one test's gateway. */
export async function openFolder(): Promise<{ readonly path: string; readonly close: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'guichet-gateway-'));
  return { path, close: () => rm(path, { recursive: true }) };
}

/** A gateway with one plain listener on loopback, unless `changes` say otherwise. */
export function openTestGateway(
  controlUrl: string,
  dataFolder: string,
  changes: Partial<GatewaySettings> = {},
): Promise<OpenGateway> {
  return openGateway({
    listeners: [{ environment: 'production', host: '127.0.0.1', port: 0 }],
    control: { url: controlUrl, key: gatewayKey },
    dataFolder,
    log: silentLog,
    clock: systemClock,
    trustProxy: false,
    ...changes,
  });
}
