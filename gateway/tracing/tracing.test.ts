/** Traces through a gateway: what its upstream is told, and what a collector gets. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { silentLog } from '#base/log.ts';
import { openMetrics } from '#base/metrics/metrics.ts';
import { parseTraceparent } from '#base/tracing/trace-context.ts';
import { openTraceExporter } from '#gateway/tracing/exporter.ts';
import type { Traced } from '#gateway/tracing/span.ts';
import { noTracing, type TracingSettings } from '#gateway/tracing/trace.ts';
import {
  bodyOf,
  openControl,
  openFake,
  openFolder,
  openTestGateway,
  speak,
  type FakeControl,
  type FakeServer,
} from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const sampled = `00-${traceId}-${parentId}-01`;
const unsampled = `00-${traceId}-${parentId}-00`;

let control: FakeControl;
let upstream: FakeServer;
let folder: Awaited<ReturnType<typeof openFolder>>;
let seen: NodeJS.Dict<string | string[]> = {};

before(async () => {
  control = await openControl();
  upstream = await openFake((request, response) => {
    seen = request.headers;
    response.end('hello');
  });
  folder = await openFolder();
  control.publish(
    sampleSnapshot({ revision: 1, routes: [{ ...webstatRoute, credential: 'client-id', upstream: upstream.url }] }),
  );
});

after(() => Promise.all([control.close(), upstream.close(), folder.close()]));

/** Calls a gateway with these settings; gives what it noted of the call. */
async function call(tracing: TracingSettings, fields: readonly string[], path = '/x'): Promise<readonly Traced[]> {
  const opened = await openTestGateway(control.url, folder.path, { tracing });
  await opened.ready;
  seen = {};
  const lines = [`Host: ${webstatRoute.host}`, `X-IBM-Client-Id: ${sampleApplication.clientId}`, 'Connection: close'];
  const target = `${webstatRoute.basePath}${path}?secret=1`;
  await speak(
    opened.addresses[0]?.port ?? 0,
    `GET ${target} HTTP/1.1\r\n${[...lines, ...fields].join('\r\n')}\r\n\r\n`,
  );
  await opened.close();
  return opened.takeTraced()?.requests ?? [];
}

const exporting: TracingSettings = { exports: true, sampling: 0 };

test('without a collector the caller’s own context goes on as it is, and nothing is noted', async () => {
  assert.deepEqual(await call(noTracing, [`traceparent: ${sampled}`, 'tracestate: congo=t61rcWkgMzE']), []);
  assert.deepEqual([seen['traceparent'], seen['tracestate']], [sampled, 'congo=t61rcWkgMzE']);
});

test('a context that is none is dropped with its state', async () => {
  for (const hostile of [
    'nonsense',
    sampled.toUpperCase(),
    `${sampled}, ${sampled}`,
    `00-${'0'.repeat(32)}-${parentId}-01`,
  ]) {
    assert.deepEqual(await call(exporting, [`traceparent: ${hostile}`, 'tracestate: congo=1']), []);
    assert.deepEqual([seen['traceparent'], seen['tracestate']], [undefined, undefined], hostile);
  }
  assert.deepEqual(await call(exporting, [`traceparent: ${sampled}`, `traceparent: ${sampled}`]), []);
  assert.equal(seen['traceparent'], undefined);
  await call(exporting, ['tracestate: congo=1']);
  assert.equal(seen['tracestate'], undefined, 'a state without a trace');
});

test('what the caller has sampled is continued: the upstream’s parent is our span', async () => {
  const [noted] = await call(exporting, [`traceparent: ${sampled}`, 'tracestate: congo=1']);
  const told = parseTraceparent(String(seen['traceparent']));
  assert.deepEqual(told, { traceId, parentId: noted?.upstreamId, flags: 1 });
  assert.equal(seen['tracestate'], 'congo=1');
  assert.deepEqual([noted?.traceId, noted?.parentId, noted?.status], [traceId, parentId, 200]);
  assert.ok(!JSON.stringify(noted).includes('secret'));
  assert.ok(!JSON.stringify(noted).includes(sampleApplication.clientId));
});

test('what the caller has not sampled stays the caller’s, whatever our own share is', async () => {
  assert.deepEqual(await call({ exports: true, sampling: 1 }, [`traceparent: ${unsampled}`]), []);
  assert.equal(seen['traceparent'], unsampled);
});

test('a request without a context begins a trace when it is sampled', async () => {
  const [noted] = await call({ exports: true, sampling: 1 }, []);
  const told = parseTraceparent(String(seen['traceparent']));
  assert.deepEqual(told, { traceId: noted?.traceId, parentId: noted?.upstreamId, flags: 3 });
  assert.equal(noted?.parentId, null);
  assert.deepEqual(await call(exporting, []), []);
});

const attributes = z.array(
  z.strictObject({
    key: z.string(),
    value: z.union([
      z.strictObject({ stringValue: z.string() }),
      z.strictObject({ intValue: z.string().regex(/^\d+$/) }),
    ]),
  }),
);
const nanoseconds = z.string().regex(/^\d{19}$/);
/** opentelemetry-proto, trace.proto and its JSON mapping: what is not in it is refused. */
const exportSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z
                .string()
                .regex(/^[0-9a-f]{16}$/)
                .optional(),
              traceState: z.string().optional(),
              flags: z.number().int(),
              name: z.string(),
              kind: z.union([z.literal(2), z.literal(3)]),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
              attributes,
              status: z.strictObject({ code: z.literal(2) }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

test('a collector gets both spans in OTLP’s JSON, and one that is away costs nothing but the spans', async () => {
  const requests = await call(exporting, [`traceparent: ${sampled}`]);
  const received: { url: string | undefined; authorization: string | undefined; body: unknown }[] = [];
  let status = 200;
  const collector = await openFake(async (request, response) => {
    const body: unknown = JSON.parse(await bodyOf(request));
    received.push({ url: request.url, authorization: request.headers.authorization, body });
    response.writeHead(status).end('{}');
  });
  const metrics = openMetrics();
  const url = collector.url.replace('http://', 'http://user:p%40ss@');
  const resource = { 'service.name': 'guichet-gateway' };
  const exporter = openTraceExporter({ url, resource, metrics, log: silentLog });
  exporter.take({ requests, dropped: 2 });
  await exporter.close();
  const [first] = received;
  assert.equal(first?.url, '/v1/traces');
  assert.equal(first.authorization, `Basic ${btoa('user:p@ss')}`);
  const spans = exportSchema.parse(first.body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? []);
  const [server, client] = spans;
  assert.deepEqual([server?.kind, client?.kind, client?.parentSpanId], [2, 3, server?.spanId]);
  assert.equal(server?.parentSpanId, parentId);
  const named = new Map(server?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
  assert.equal(named.get('http.request.method'), 'GET');
  assert.equal(named.get('http.response.status_code'), '200');
  assert.match(named.get('http.route') ?? '', new RegExp(`^${webstatRoute.basePath}`));
  status = 400;
  const again = openTraceExporter({ url, resource, metrics: openMetrics(), log: silentLog });
  again.take({ requests, dropped: 0 });
  await again.close();
  const text = await metrics.text();
  assert.match(text, /guichet_traces_total\{outcome="sent"\} 1\n/);
  assert.match(text, /guichet_traces_total\{outcome="lost"\} 2\n/);
  await collector.close();
});
