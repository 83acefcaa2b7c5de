/** Sends traced requests to a collector over HTTP. What it does not take is tried a few times and then given up: no request waits for it. */
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { counter, type MetricDeclaration } from '#base/metrics/declaration.ts';
import type { Metrics } from '#base/metrics/metrics.ts';
import { exportRequest } from '#gateway/tracing/otlp.ts';
import type { Traced, TracedBatch } from '#gateway/tracing/span.ts';

const exported = counter(
  'guichet_traces_total',
  'Traced requests by what became of them: `sent` to the collector, or `lost`.',
  {
    outcome: 3,
  },
);

export const traceMetrics: readonly MetricDeclaration[] = [exported];

export type TraceExporter = {
  readonly take: (batch: TracedBatch) => void;
  /** Sends what waits, once. */
  readonly close: () => Promise<void>;
};

type ExporterOptions = {
  /** Base of the collector: `http://collector:4318`; null: nothing is traced. */
  readonly url: string | null;
  readonly resource: Readonly<Record<string, string>>;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Where exports go, and with which fields: `fetch` takes no address with a password in it. */
function placeOf(base: string): { readonly url: URL; readonly headers: Headers } {
  const url = new URL(`${base.replace(/\/$/, '')}/v1/traces`);
  const headers = new Headers({ 'content-type': 'application/json' });
  if (url.username !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  url.username = '';
  url.password = '';
  return { url, headers };
}

/** Statuses after which OTLP/HTTP says to try again. */
const passing = new Set([429, 502, 503, 504]);

export function openTraceExporter({ url, resource, metrics, log }: ExporterOptions): TraceExporter {
  const { add } = metrics.counter(exported);
  const closing = new AbortController();
  const place = placeOf(url ?? 'http://localhost');
  const waiting: Traced[] = [];
  let working = Promise.resolve();
  let wasLost = false;

  async function post(body: string): Promise<'taken' | 'refused' | 'passing'> {
    try {
      const answer = await fetch(place.url, {
        ...{ method: 'POST', body, headers: place.headers, redirect: 'error' },
        signal: AbortSignal.timeout(limits.traceExportMs),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'taken';
      return passing.has(answer.status) ? 'passing' : 'refused';
    } catch {
      return 'passing';
    }
  }

  async function send(requests: readonly Traced[]): Promise<void> {
    const body = JSON.stringify(exportRequest(requests, resource));
    for (let attempt = 1; ; attempt += 1) {
      const became = await post(body);
      if (became === 'taken') return told(requests.length, false);
      if (became === 'refused' || attempt === limits.traceExportAttempts || closing.signal.aborted) {
        return told(requests.length, true);
      }
      await pause(limits.traceExportPauseMs * 2 ** (attempt - 1), undefined, { signal: closing.signal }).catch(
        () => undefined,
      );
    }
  }

  function told(requests: number, lost: boolean): void {
    add({ outcome: lost ? 'lost' : 'sent' }, requests);
    // Once for each time that it begins: a collector that is away for a day is one line.
    if (lost && !wasLost) log.warn('traces are lost: the collector does not take them', { requests });
    if (!lost && wasLost) log.info('the collector takes traces again');
    wasLost = lost;
  }

  async function work(): Promise<void> {
    const batch = waiting.splice(0, limits.tracesPerExport);
    if (batch.length > 0) await send(batch);
  }

  return {
    take: ({ requests, dropped }) => {
      const room = Math.max(0, limits.tracesWaiting - waiting.length);
      if (dropped > 0 || requests.length > room) told(dropped + Math.max(0, requests.length - room), true);
      waiting.push(...requests.slice(0, room));
      working = working.then(work);
    },
    close: async () => {
      closing.abort();
      await working;
      if (waiting.length > 0 && url !== null) await send(waiting.splice(0));
    },
  };
}
