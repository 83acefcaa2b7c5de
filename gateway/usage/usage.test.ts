import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import type { ApiSum } from '#gateway/usage/api-sums.ts';
import { openCounts, type Counts } from '#gateway/usage/counts.ts';
import { countText, entryText, quoted } from '#gateway/usage/json-text.ts';
import {
  countSchema,
  logEntrySchema,
  parcelSchema,
  type Count,
  type Parcel,
  type QuotaUse,
} from '#gateway/usage/parcel.ts';
import { lineOf } from '#gateway/usage/parcel-text.ts';
import type { RequestLog } from '#gateway/usage/sampling.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openTextBuffer } from '#gateway/usage/text-buffer.ts';
import { openUsage } from '#gateway/usage/usage.ts';
import { sampleApplication, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

const snapshot = compileSnapshot(sampleSnapshot());
const route = snapshot.routesByHost.get(sampleRoute.host)?.get(sampleRoute.basePath) ?? null;
const application = snapshot.applicationsByClientId.get(sampleApplication.clientId) ?? null;
const served: Served = {
  ...{
    atMs: 60_007,
    requestId: 'ab',
    outcome: 'answered',
    route,
    application,
    method: 'GET',
    status: 200,
    reason: null,
  },
  ...{ path: `${sampleRoute.basePath}/healthcheck`, flagged: false, traceId: null },
  ...{ requestBytes: 1, answerBytes: 10, totalMs: 2, upstreamMs: 1 },
};
const nobody: Served = {
  ...served,
  ...{ outcome: 'refused', route: null, application: null, status: 404, reason: 'route.unknown', upstreamMs: -1 },
};
const clock = { nowMs: () => 7 };
const textOf = (blocks: readonly Uint8Array[]): string => Buffer.concat(blocks).toString('latin1');
const entryOf = (one: Served, weight: number) => entryText(one, openCounts().add(one, null), weight);
/** Everything that has been counted since the last time. */
function countsOf(counts: Counts): Count[] {
  const taken = counts.take();
  taken.log.sort(taken.sums.length);
  return taken.sums.map((sum, number) => countSchema.parse(JSON.parse(countText(sum, taken.log.sumOf(number)))));
}

test('pieces come out as they went in, in order and undivided, until there is no room', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200_000), { maxLength: 20 }), (lengths) => {
      const buffer = openTextBuffer(1_000_000);
      const pieces = lengths.map((length, index) => `${String(index).padEnd(length, 'x')},`);
      let room = 1_000_000;
      const kept = pieces.filter((piece) => {
        const fits = piece.length <= room;
        if (fits) room -= piece.length;
        assert.equal(buffer.add(piece), fits);
        return fits;
      });
      buffer.take((blocks) => {
        assert.equal(textOf(blocks), kept.join(''));
        for (const block of blocks) assert.equal(textOf([block]).at(-1), ',');
      });
      assert.equal(buffer.take(textOf), '');
      assert.ok(buffer.add('again,'));
      assert.equal(buffer.take(textOf), 'again,');
    }),
  );
});

test('every text becomes a string of JSON in ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.match(quoted(text), /^[ -~]*$/);
      assert.equal(JSON.parse(quoted(text)), text);
    }),
  );
});

test('an entry says what was called, by its operation', () => {
  const path = `${sampleRoute.basePath}/dossiers/1234-jean.dupont/pieces`;
  const entry = { ...served, method: 'POST', path, totalMs: 2.0014, upstreamMs: 1 };
  assert.deepEqual(logEntrySchema.parse(JSON.parse(entryOf(entry, 3))), {
    ...{
      id: 'ab',
      atMs: 60_007,
      environment: 'production',
      apiId: 'api-sne',
      applicationId: 'app-1',
      providerId: 'mtes',
    },
    ...{ method: 'POST', operation: '/dossiers/{id}/pieces', status: 200, outcome: 'answered', reason: null },
    ...{ requestBytes: 1, answerBytes: 10, totalUs: 2001, upstreamUs: 1000, weight: 3, traceId: null },
  });
  const headless = logEntrySchema.parse(JSON.parse(entryOf({ ...nobody, method: null, path: null }, 1)));
  assert.partialDeepStrictEqual(headless, { apiId: null, method: null, operation: null, upstreamUs: 0 });
});

test('every request is counted once, under its minute, application, API, class and reason', () => {
  const kinds = [
    served,
    nobody,
    { ...served, status: 503 },
    { ...served, status: 0 },
    { ...served, atMs: 59_999, flagged: true },
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds)), (all) => {
      const counts = openCounts();
      for (const one of all) counts.add(one, null);
      const taken = countsOf(counts);
      const sum = (figure: (count: (typeof taken)[number]) => number): number =>
        taken.reduce((total, count) => total + figure(count), 0);
      const callsIn = (pairs: readonly number[]): number =>
        pairs.filter((_, index) => index % 2 === 1).reduce((total, calls) => total + calls, 0);
      assert.equal(
        sum(({ byClass }) => byClass.reduce((total, calls) => total + calls, 0)),
        all.length,
      );
      assert.equal(
        sum(({ total }) => callsIn(total)),
        all.length,
      );
      const unknown = all.filter((one) => one === nobody).length;
      assert.equal(
        sum(({ upstream }) => callsIn(upstream)),
        all.length - unknown,
      );
      assert.equal(
        sum(({ byReason }) => byReason['route.unknown'] ?? 0),
        unknown,
      );
      assert.equal(
        sum(({ flagged }) => flagged),
        all.filter((one) => one.flagged).length,
      );
      assert.equal(
        sum(({ minute, requestBytes }) => (minute === 0 ? requestBytes : 0)),
        all.filter((one) => one.atMs < 60_000).length,
      );
      assert.deepEqual(countsOf(counts), []);
    }),
  );
});

test('a latency is found again within 1 %, by the key that counts it', () => {
  const gamma = 1.01 / 0.99;
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 3_600_000, noNaN: true }), (totalMs) => {
      const counts = openCounts();
      counts.add({ ...served, totalMs }, null);
      const [key = 0, calls] = countsOf(counts)[0]?.total ?? [];
      assert.equal(calls, 1);
      const told = (2 * gamma ** key) / (1 + gamma);
      assert.ok(Math.abs(told - totalMs) <= 0.0101 * totalMs, `${totalMs} as ${told}`);
    }),
  );
});

test('a caller that keeps its count is counted in every hand-over and every minute anew', () => {
  const counts = openCounts();
  const caller = { counting: null, limit: null, apiKeyId: null };
  const calls = (): number[] => countsOf(counts).map(({ byClass }) => byClass[2] ?? 0);
  counts.add(served, caller);
  counts.add(served, caller);
  counts.add(served, null);
  assert.deepEqual(calls(), [3]);
  counts.add(served, caller);
  // The clock jumps forth and back.
  counts.add({ ...served, atMs: 9e12 }, caller);
  counts.add(served, caller);
  assert.deepEqual(calls(), [1, 1, 1]);
  assert.deepEqual(calls(), []);
});

function parcelsFrom(requestLog: RequestLog, all: readonly Served[], limit: ApplicationLimit | null = null): Parcel[] {
  const parcels: Parcel[] = [];
  const use: QuotaUse = { subjectId: 'app-1', productId: 'sne', day: { number: 1, used: 3, endsAtMs: 9 }, month: null };
  const usage = openUsage({
    ...{ requestLog, clock, quotaUse: () => use },
    handOver: (batch) => {
      for (const body of batch.bodies) {
        parcels.push(parcelSchema.parse(JSON.parse(lineOf(parcels.length + 1, body).toString())));
      }
    },
  });
  for (const one of all) usage.record(one, { counting: null, limit, apiKeyId: 'key' });
  usage.close();
  return parcels;
}

test('the log takes all requests, the refused ones, or none; the counts take all', () => {
  const figures = (requestLog: RequestLog): [entries: number, counts: number] => {
    const [parcel] = parcelsFrom(requestLog, [served, nobody]);
    return [parcel?.requests.length ?? 0, parcel?.counts.length ?? 0];
  };
  assert.deepEqual(figures('all'), [2, 2]);
  assert.deepEqual(figures('sampled'), [2, 2]);
  assert.deepEqual(figures('refused'), [1, 2]);
  assert.deepEqual(figures('off'), [0, 2]);
});

test('quotas that were called on are told once, as they stand', () => {
  // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- only handed through
  const limit = {} as ApplicationLimit;
  const [parcel] = parcelsFrom('off', [served, { ...served, atMs: 7 }, nobody], limit);
  assert.deepEqual(parcel?.quotas, [
    { subjectId: 'app-1', productId: 'sne', day: { number: 1, used: 3, endsAtMs: 9 }, month: null },
  ]);
  assert.deepEqual(parcelsFrom('off', [served])[0]?.quotas, []);
});

test('a key that calls all the time is told of once an hour', () => {
  const moments = [60_007, 60_008, 3600_000, 3600_001, 60_009];
  const [parcel] = parcelsFrom(
    'off',
    moments.map((atMs) => ({ ...served, atMs })),
  );
  assert.deepEqual(parcel?.apiKeys, [
    { id: 'key', atMs: 60_007 },
    { id: 'key', atMs: 3600_000 },
    { id: 'key', atMs: 60_009 },
  ]);
  const all = parcelsFrom(
    'off',
    Array.from({ length: 2 * limits.usageNotedCalls }, () => served),
  );
  assert.deepEqual(
    all.map(({ apiKeys }) => apiKeys.length),
    [1, 0],
  );
});

test('a busy second becomes several parcels, and each request stands in one of them', () => {
  const all = Array.from({ length: 5_000 }, (_, index) => ({
    ...served,
    requestId: String(index),
    atMs: index * 60_000,
  }));
  const parcels = parcelsFrom('all', all);
  assert.ok(parcels.length > 2);
  assert.deepEqual(
    parcels.flatMap(({ requests }) => requests.map(({ id }) => id)),
    all.map(({ requestId }) => requestId),
  );
  assert.deepEqual(
    parcels.flatMap(({ counts }) => counts.map(({ minute }) => minute)),
    all.map((_, index) => index),
  );
});

test('more calls than are noted at a time are handed over earlier, each once', () => {
  const calls = 2 * limits.usageNotedCalls + 7;
  const parcels = parcelsFrom(
    'off',
    Array.from({ length: calls }, () => served),
  );
  const counts = parcels.flatMap((parcel) => parcel.counts);
  assert.deepEqual(
    counts.map(({ byClass }) => byClass[2]),
    [limits.usageNotedCalls, limits.usageNotedCalls, 7],
  );
});

test('operators’ figures are told by API, whoever called it', () => {
  const told: ApiSum[] = [];
  const usage = openUsage({
    ...{ requestLog: 'off', clock, quotaUse: () => null },
    handOver: ({ apiSums }) => told.push(...apiSums),
  });
  for (const one of [served, { ...served, application: null, totalMs: 5 }, nobody]) usage.record(one, null);
  usage.close();
  const calls = (bins: ApiSum['total']): number => [...bins.values()].reduce((sum, some) => sum + some, 0);
  assert.deepEqual(
    told.map(({ environment, apiId, byClass, byReason, total, upstream }) => [
      ...[environment, apiId, byClass, [...byReason], total.size, calls(total), calls(upstream)],
    ]),
    [
      [sampleRoute.environment, sampleRoute.apiId, [0, 0, 2, 0, 0, 0], [], 2, 2, 2],
      [null, null, [0, 0, 0, 0, 1, 0], [['route.unknown', 1]], 1, 1, 0],
    ],
  );
});
