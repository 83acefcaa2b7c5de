/** Parcels for tests of the spool, and a control process that takes them as the true one does: each sequence of a spool once. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { zstdDecompressSync } from 'node:zlib';
import { parcelSchema, type Count, type LogEntry, type Parcel } from '#gateway/usage/parcel.ts';
import { bodyOfParcel } from '#gateway/usage/parcel-text.ts';
import { gatewayKey } from '#test/gateway-surroundings.ts';

/** One call to the API `name`, in a minute of its own. */
export function countOf(name: string, minute = 0): Count {
  return {
    ...{ minute, environment: 'production', apiId: name, applicationId: 'app-1', providerId: 'mtes' },
    ...{
      byClass: [0, 0, 1, 0, 0, 0],
      byReason: {},
      flagged: 0,
      requestBytes: 1,
      answerBytes: 2,
      total: [0, 1],
      upstream: [],
    },
  };
}

export const entry: LogEntry = {
  ...{ id: 'ab', atMs: 7, environment: 'production', apiId: 'api', applicationId: 'app-1', providerId: 'mtes' },
  ...{
    method: 'GET',
    operation: '/datasets/{dataset}',
    status: 200,
    outcome: 'answered',
    reason: null,
    requestBytes: 1,
  },
  ...{ answerBytes: 2, totalUs: 3, upstreamUs: 2, weight: 1, traceId: null },
};

/** A parcel without sequence that counts one call to each API, with so many entries. */
export function bodyOf(names: readonly string[], entries = 0): Buffer {
  const counts = names.map((name) => countOf(name));
  const requests = Array.from({ length: entries }, () => entry);
  return bodyOfParcel({ madeAtMs: 7, counts, quotas: [], apiKeys: [], requests, lostRequests: 0 });
}

export function parcelsOf(text: Buffer | string): Parcel[] {
  return String(text)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parcelSchema.parse(JSON.parse(line)));
}

/** What becomes of a post. */
export type Fate =
  | 'taken'
  /** Taken, but nobody hears of it. */
  | 'taken and cut'
  | 'refused'
  | 'garbage'
  | 'silence'
  | 'cut';

export type FakeIntake = {
  readonly url: string;
  /** Calls to each API so far. */
  readonly calls: ReadonlyMap<string, number>;
  readonly posts: () => number;
  readonly taken: readonly Parcel[];
  readonly close: () => Promise<void>;
};

/** Opens it on a free port; `fateOf` is asked for each post. */
export async function openIntake(fateOf: () => Fate): Promise<FakeIntake> {
  const lastSequences = new Map<string, number>();
  const calls = new Map<string, number>();
  const taken: Parcel[] = [];
  let posts = 0;
  const take = (spoolId: string, text: Buffer): number => {
    for (const parcel of parcelsOf(text)) {
      if (parcel.sequence <= (lastSequences.get(spoolId) ?? 0)) continue;
      lastSequences.set(spoolId, parcel.sequence);
      taken.push(parcel);
      for (const { apiId, byClass } of parcel.counts) {
        calls.set(apiId ?? '', (calls.get(apiId ?? '') ?? 0) + byClass.reduce((sum, one) => sum + one, 0));
      }
    }
    return lastSequences.get(spoolId) ?? 0;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    posts += 1;
    const fate = request.headers.authorization === `Bearer ${gatewayKey}` ? fateOf() : 'refused';
    if (fate === 'cut') return void response.destroy();
    if (fate === 'silence') return;
    if (fate === 'garbage') return void response.end('<html>');
    if (fate === 'refused') return void response.writeHead(503).end();
    const acknowledged = take(String(request.headers['guichet-spool']), zstdDecompressSync(body));
    if (fate === 'taken and cut') return void response.destroy();
    response.end(JSON.stringify({ acknowledged }));
  };
  // What is no parcel is refused as a whole, as by the true one.
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.writeHead(422).end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    ...{ url: `http://127.0.0.1:${address.port}`, calls, taken, posts: () => posts },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
