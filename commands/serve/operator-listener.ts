/**
 * The operators' listener of a process: its metrics for Prometheus, and health with every check by its name. It stands
 * apart from the parts' own listeners, because those are for strangers, who learn of health only yes or no.
 */
import { gauge, type MetricDeclaration } from '#base/metrics/declaration.ts';
import { expositionType, type Metrics } from '#base/metrics/metrics.ts';
import { isLoopbackHost } from '#base/loopback.ts';
import { livePath, readyPath, type Readiness } from '#base/readiness.ts';
import type { PartName } from '#commands/serve/part.ts';

export const metricsPath = '/.guichet/metrics';

const partReady = gauge('guichet_ready', 'Whether a part has everything that it needs (1) or not (0).', { part: 10 });
const checkOk = gauge('guichet_check_ok', 'Whether one of the things that a part needs, or should have, is there.', {
  part: 10,
  check: 10,
});

export const healthMetrics: readonly MetricDeclaration[] = [partReady, checkOk];

export type PartReadiness = { readonly part: PartName; readonly readiness: () => Promise<Readiness> };

type OperatorOptions = {
  readonly metrics: Metrics;
  readonly parts: readonly PartReadiness[];
  /** Address that it stands on. On loopback the Host field must name it: no page of a browser here gets in by a name of its own. */
  readonly host: string;
};

/** Makes its answers as `(Request) => Response`. */
export function openOperatorAnswers({
  metrics,
  parts,
  host,
}: OperatorOptions): (request: Request) => Promise<Response> {
  const ready = metrics.gauge(partReady);
  const ok = metrics.gauge(checkOk);
  const lookAtAll = () => Promise.all(parts.map(async ({ part, readiness }) => ({ part, ...(await readiness()) })));
  metrics.beforeRead('readiness', async () => {
    for (const { part, ready: isReady, checks } of await lookAtAll()) {
      ready.set({ part }, isReady ? 1 : 0);
      for (const check of checks) ok.set({ part, check: check.name }, check.ok ? 1 : 0);
    }
  });
  return async (request) => {
    const { pathname, hostname } = new URL(request.url);
    if (isLoopbackHost(host) && !isLoopbackHost(hostname)) return answer(421, { error: 'not_this_host' });
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { error: 'method_not_allowed' });
    if (pathname === metricsPath) {
      return new Response(await metrics.text(), { headers: { 'content-type': expositionType } });
    }
    if (pathname === livePath) return answer(200, { state: 'ok' });
    if (pathname !== readyPath) return answer(404, { error: 'not_found' });
    const looked = await lookAtAll();
    const all = looked.every((part) => part.ready);
    return answer(all ? 200 : 503, { state: all ? 'ready' : 'not ready', parts: looked });
  };
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
