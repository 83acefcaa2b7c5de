import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counter, gauge, histogram } from '#base/metrics/declaration.ts';
import { openMetrics } from '#base/metrics/metrics.ts';

const calls = counter('guichet_calls_total', 'Calls.', { api: 4, environment: 3 });

async function seriesOf(metrics: ReturnType<typeof openMetrics>): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('whatever is sent, a metric has no more series than its labels are bounded to, and loses no count', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ api: fc.string(), environment: fc.string() }), { maxLength: 60 }),
      async (all) => {
        const metrics = openMetrics();
        const { add } = metrics.counter(calls);
        for (const labels of all) add(labels);
        const lines = await seriesOf(metrics);
        assert.ok(lines.length <= 4 * 3);
        const sum = lines.reduce((before, line) => before + Number(line.slice(line.lastIndexOf(' '))), 0);
        assert.equal(sum, all.length);
      },
    ),
  );
});

test('values above a bound are told as other, those below keep their names', async () => {
  const metrics = openMetrics();
  const { add } = metrics.counter(calls);
  for (const api of ['a', 'b', 'c', 'd', 'e', 'a']) add({ api, environment: 'sandbox' });
  assert.deepEqual(await seriesOf(metrics), [
    'guichet_calls_total{api="a",environment="sandbox"} 2',
    'guichet_calls_total{api="b",environment="sandbox"} 1',
    'guichet_calls_total{api="c",environment="sandbox"} 1',
    'guichet_calls_total{api="other",environment="sandbox"} 2',
  ]);
});

test('a histogram tells cumulative buckets, their sum and their number', async () => {
  const metrics = openMetrics();
  const { at } = metrics.histogram(histogram('guichet_wait_seconds', 'Wait.', { part: 2 }, [0.1, 1]));
  at({ part: 'x' }).observe(0.1);
  at({ part: 'x' }).observe(0.5, 3);
  at({ part: 'x' }).observe(7);
  assert.equal(
    await metrics.text(),
    `# HELP guichet_collector_up Whether what this collector looks up at each scrape could be read (1) or not (0).
# TYPE guichet_collector_up gauge
# HELP guichet_wait_seconds Wait.
# TYPE guichet_wait_seconds histogram
guichet_wait_seconds_bucket{part="x",le="0.1"} 1
guichet_wait_seconds_bucket{part="x",le="1"} 4
guichet_wait_seconds_bucket{part="x",le="+Inf"} 5
guichet_wait_seconds_sum{part="x"} 8.6
guichet_wait_seconds_count{part="x"} 5
`,
  );
});

test('what is in a label cannot break out of its line', async () => {
  const metrics = openMetrics();
  metrics.counter(calls).add({ api: 'a"} 1\nevil 2', environment: '\\' });
  assert.deepEqual(await seriesOf(metrics), [String.raw`guichet_calls_total{api="a\"} 1\nevil 2",environment="\\"} 1`]);
});

test('a counter without labels begins at zero, and never shrinks', async () => {
  const metrics = openMetrics();
  const { add } = metrics.counter(counter('guichet_starts_total', 'Starts.', {}));
  assert.deepEqual(await seriesOf(metrics), ['guichet_starts_total 0']);
  assert.throws(() => add({}, -1), /cannot shrink/);
});

test('a collector that fails is told as failed, and the others are heard', async () => {
  const metrics = openMetrics();
  const { set } = metrics.gauge(gauge('guichet_here', 'Here.', {}));
  metrics.beforeRead('gone', () => Promise.reject(new Error('no database')));
  metrics.beforeRead('here', () => set({}, 1));
  assert.deepEqual(await seriesOf(metrics), [
    'guichet_collector_up{collector="here"} 1',
    'guichet_collector_up{collector="gone"} 0',
    'guichet_here 1',
  ]);
});

test('a name is registered once', () => {
  const metrics = openMetrics();
  metrics.counter(calls);
  assert.throws(() => metrics.counter(calls), /registered twice/);
});
