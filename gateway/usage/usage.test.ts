import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { silentLog } from '#base/log.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { openCounts } from '#gateway/usage/counts.ts';
import { openLineBuffer } from '#gateway/usage/line-buffer.ts';
import { logLine, placeOf } from '#gateway/usage/log-line.ts';
import type { Served } from '#gateway/usage/served.ts';
import { openUsageFiles } from '#gateway/usage/usage-files.ts';
import { openUsage, type UsageBatch } from '#gateway/usage/usage.ts';
import { openFolder } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

const snapshot = compileSnapshot(sampleSnapshot());
const route = snapshot.routesByHost.get(sampleRoute.host)?.get(sampleRoute.basePath) ?? null;
const application = snapshot.applicationsByClientId.get(sampleApplication.clientId) ?? null;
const served: Served = {
  atMs: 7,
  ...{ requestId: 'ab', outcome: 'answered', route, application, method: 'GET', path: '/x', status: 200, reason: null },
  ...{ requestBytes: 1, answerBytes: 10, totalMs: 2, upstreamMs: 1 },
};
const nobody: Served = {
  ...served,
  outcome: 'refused',
  route: null,
  application: null,
  status: 404,
  reason: 'route.unknown',
};
const clock = { nowMs: () => 7 };

const lineOf = (one: Served): string => logLine(one, placeOf(one));
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (blocks: readonly Uint8Array[]): string => Buffer.concat(blocks).toString('latin1');

test('lines come out as they went in, in order, until there is no room', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200_000), { maxLength: 20 }), (lengths) => {
      const buffer = openLineBuffer(1_000_000);
      const lines = lengths.map((length, index) => `${String(index).padEnd(length, 'x')}\n`);
      let room = 1_000_000;
      const kept = lines.filter((line) => {
        const fits = line.length <= room;
        if (fits) room -= line.length;
        assert.equal(buffer.add(line), fits);
        return fits;
      });
      assert.equal(buffer.take(textOf), kept.join(''));
      assert.equal(buffer.take(textOf), '');
      assert.ok(buffer.add('again\n'));
      assert.equal(buffer.take(textOf), 'again\n');
    }),
  );
});

test('whatever the path, a line is one line of JSON that says what was served', () => {
  const lineSchema = z.looseObject({ path: z.string(), status: z.number(), api: z.string() });
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', 'a', '"', '\\', '%', '{') }), (path) => {
      const line = lineOf({ ...served, path });
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.deepEqual(
        { ...lineSchema.parse(JSON.parse(line)) },
        {
          ...{ atMs: 7, id: 'ab', outcome: 'answered', environment: 'production', api: 'sne-cotation/1.0' },
          ...{ application: 'app-1', method: 'GET', path, status: 200, reason: null, in: 1, out: 10 },
          ...{ totalUs: 2000, upstreamUs: 1000 },
        },
      );
    }),
  );
});

test('every request is counted once, under its application, API, class and reason', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(served, nobody, { ...served, status: 503 }, { ...served, status: 0 })),
      (all) => {
        const counts = openCounts();
        for (const one of all) counts.add(one, null);
        const taken = counts.take();
        const calls = taken.flatMap(({ byClass }) => byClass).reduce((sum, calls) => sum + calls, 0);
        assert.equal(calls, all.length);
        const refused = taken.reduce((sum, { byReason }) => sum + (byReason['route.unknown'] ?? 0), 0);
        assert.equal(refused, all.filter((one) => one === nobody).length);
        assert.equal(new Set(taken.map((count) => `${count.apiId} ${count.applicationId}`)).size, taken.length);
        assert.deepEqual(counts.take(), []);
      },
    ),
  );
});

test('a caller that keeps its count is counted in every hand-over anew', () => {
  const counts = openCounts();
  const caller = { counting: null };
  const calls = (): number => counts.take().reduce((sum, { byClass }) => sum + (byClass[2] ?? 0), 0);
  counts.add(served, caller);
  counts.add(served, caller);
  counts.add(served, null);
  assert.equal(calls(), 3);
  counts.add(served, caller);
  assert.equal(calls(), 1);
  assert.equal(calls(), 0);
});

test('the log takes all requests, the refused ones, or none; the counts take all', () => {
  const linesWith = (requestLog: 'all' | 'refused' | 'off'): [lines: number, calls: number] => {
    const batches: UsageBatch[] = [];
    const usage = openUsage({
      requestLog,
      clock,
      handOver: (batch) => void batches.push({ ...batch, lines: [Buffer.concat(batch.lines)] }),
    });
    usage.record(served, null);
    usage.record(nobody, null);
    usage.close();
    const [batch] = batches;
    return [textOf(batch?.lines ?? []).split('\n').length, batch?.counts.length ?? 0];
  };
  assert.deepEqual(linesWith('all'), [3, 2]);
  assert.deepEqual(linesWith('refused'), [2, 2]);
  assert.deepEqual(linesWith('off'), [1, 2]);
});

test('batches of several workers stand in the files in order, and a folder that cannot be written stops nobody', async () => {
  const folder = await openFolder();
  const batch: UsageBatch = { atMs: 7, counts: [], lines: [bytesOf(lineOf(served))], droppedLines: 0 };
  const files = openUsageFiles(folder.path, silentLog);
  files.write(batch);
  files.write({ ...batch, lines: [bytesOf(lineOf(nobody))] });
  await files.close();
  const written = await readFile(join(folder.path, 'gateway', 'usage', 'requests.ndjson'), 'utf8');
  assert.equal(written, lineOf(served) + lineOf(nobody));
  const file = join(folder.path, 'a file in place of a folder');
  await writeFile(file, '');
  const nowhere = openUsageFiles(file, silentLog);
  nowhere.write(batch);
  await nowhere.close();
  await folder.close();
});
