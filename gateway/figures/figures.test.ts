import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { openMetrics } from '#base/metrics/metrics.ts';
import { openReadiness } from '#base/readiness.ts';
import { openGatewayFigures } from '#gateway/figures/figures.ts';
import type { WorkerState } from '#gateway/figures/worker-state.ts';

const state: WorkerState = {
  ...{ revision: 7, snapshotAgeMs: 2_000, controlConnected: true, connections: 3, ejectedTargets: 1, broken: [] },
  apis: [{ apiId: 'id-1', name: 'sne-cotation/1.0' }],
  runtime: {
    ...{ loopDelay: { p50: 0, p99: 0, max: 0 }, heapUsedBytes: 1, heapTotalBytes: 2, externalBytes: 3 },
    gcSeconds: { minor: 0, major: 0, incremental: 0, weak: 0 },
  },
};

function open(nowMs = () => 0) {
  const metrics = openMetrics();
  const figures = openGatewayFigures({ metrics, takeThread: () => undefined, nowMs });
  const lines = async (beginning: string): Promise<string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith(beginning));
  return { figures, lines };
}

test('an API is told by its name, and no more of them than there may be labels', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 * limits.metricsApis }), async (many) => {
      const { figures, lines } = open();
      const apis = Array.from({ length: many }, (_, index) => ({ apiId: `id-${index}`, name: `api-${index}/1` }));
      figures.takeState(1, { ...state, apis, broken: apis.map(({ name }) => brokenAt(name)) });
      const told = await lines('guichet_gateway_broken_total{');
      assert.ok(told.length <= limits.metricsApis);
      assert.ok(told.every((line) => !line.includes('id-')));
      assert.equal(
        told.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0),
        many,
      );
    }),
    { numRuns: 20 },
  );
});

function brokenAt(api: string): WorkerState['broken'][number] {
  return { api, environment: 'production', outcome: 'cut', calls: 1 };
}

test('the gateway is ready while one worker has a snapshot, whether or not the control process is there', async () => {
  let nowMs = 0;
  const { figures } = open(() => nowMs);
  const ready = async (): Promise<boolean> => (await openReadiness(figures.checks)()).ready;
  assert.equal(await ready(), false);
  figures.takeState(1, { ...state, revision: null, controlConnected: false });
  assert.equal(await ready(), false);
  figures.takeState(2, { ...state, controlConnected: false });
  assert.equal(await ready(), true);
  nowMs = limits.workerSilenceMs;
  assert.equal(await ready(), false, 'workers that have fallen silent');
});

test('several workers are told together, and one that died is told no more', async () => {
  const { figures, lines } = open();
  figures.takeState(1, state);
  figures.takeState(2, { ...state, revision: 6, snapshotAgeMs: 5_000 });
  assert.deepEqual(await lines('guichet_gateway_snapshot'), [
    'guichet_gateway_snapshot_revision 6',
    'guichet_gateway_snapshot_age_seconds 5',
  ]);
  figures.died(2);
  assert.deepEqual(await lines('guichet_gateway_worker'), [
    'guichet_gateway_worker_restarts_total 1',
    'guichet_gateway_workers 1',
  ]);
  assert.deepEqual(await lines('guichet_gateway_connections'), ['guichet_gateway_connections{worker="1"} 3']);
});
