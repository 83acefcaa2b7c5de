/**
 * The figures of a gateway, added up in its main thread from what its workers hand over once a second: requests pay
 * nothing for them.
 */
import { limits } from '#base/limits.ts';
import { latencyMs } from '#gateway/usage/latency.ts';
import type { HistogramSeries, Metrics } from '#base/metrics/metrics.ts';
import type { ProcessMetrics } from '#base/metrics/process.ts';
import { statusClass } from '#base/metrics/requests.ts';
import type { Check } from '#base/readiness.ts';
import { declared } from '#gateway/figures/declarations.ts';
import type { WorkerState } from '#gateway/figures/worker-state.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';

export type GatewayFigures = {
  readonly takeUsage: (batch: Pick<UsageBatch, 'apiSums' | 'lostRequests'>) => void;
  readonly takeState: (worker: number, state: WorkerState) => void;
  /** Tells how much usage waits to be taken. */
  readonly watchSpool: (waitingBytes: () => number) => void;
  /** A worker died; whoever replaces it begins anew. */
  readonly died: (worker: number) => void;
  /** What the gateway's readiness is made of. */
  readonly checks: readonly Check[];
};

type FiguresOptions = {
  readonly metrics: Metrics;
  readonly takeThread: ProcessMetrics['takeThread'];
  readonly nowMs?: () => number;
};

type Standing = { readonly state: WorkerState; readonly heardMs: number };

/** What stands for the API where none was found. */
const nowhere = 'none';

export function openGatewayFigures(options: FiguresOptions): GatewayFigures {
  const { metrics, takeThread, nowMs = () => performance.now() } = options;
  const standings = new Map<number, Standing>();
  const names = new Map<string, string>();
  const takeCounts = openCounters(metrics, names);
  const { add: addBroken } = metrics.counter(declared.broken);
  const { add: addRestart } = metrics.counter(declared.restarts);
  const living = (): WorkerState[] =>
    [...standings.values()]
      .filter(({ heardMs }) => nowMs() - heardMs < limits.workerSilenceMs)
      .map(({ state }) => state);
  tellStandings(metrics, standings, living);
  return {
    takeUsage: takeCounts,
    takeState: (worker, state) => {
      for (const { apiId, name } of state.apis ?? []) names.set(apiId, name);
      for (const { calls, ...labels } of state.broken) addBroken(labels, calls);
      takeThread(`worker ${worker}`, state.runtime);
      standings.set(worker, { state, heardMs: nowMs() });
    },
    watchSpool: (waitingBytes) => {
      const spool = metrics.gauge(declared.spoolBytes);
      metrics.beforeRead('spool', () => spool.set({}, waitingBytes()));
    },
    died: (worker) => {
      standings.delete(worker);
      addRestart({});
    },
    checks: [
      { name: 'workers', needed: true, look: () => living().length > 0 },
      { name: 'snapshot', needed: true, look: () => living().some(({ revision }) => revision !== null) },
      // It is made for going on without: whoever took it from its load balancer would make the fault larger.
      { name: 'control', needed: false, look: () => living().every(({ controlConnected }) => controlConnected) },
    ],
  };
}

function openCounters(metrics: Metrics, names: ReadonlyMap<string, string>): GatewayFigures['takeUsage'] {
  const [requests, refused, refusals] = [
    metrics.counter(declared.requests),
    metrics.counter(declared.refused),
    metrics.counter(declared.refusals),
  ];
  const requestBytes = metrics.counter(declared.requestBytes);
  const answerBytes = metrics.counter(declared.answerBytes);
  const total = metrics.histogram(declared.seconds);
  const upstream = metrics.histogram(declared.upstreamSeconds);
  const lost = metrics.counter(declared.lostLogEntries);
  return ({ apiSums, lostRequests }) => {
    lost.add({}, lostRequests);
    for (const count of apiSums) {
      const environment = count.environment ?? nowhere;
      const api = count.apiId === null ? nowhere : (names.get(count.apiId) ?? nowhere);
      for (const [digit, calls] of count.byClass.entries()) {
        if (calls > 0) requests.add({ api, environment, class: statusClass(digit * 100) }, calls);
      }
      for (const [reason, calls] of count.byReason) {
        refused.add({ api, environment }, calls);
        refusals.add({ environment, reason }, calls);
      }
      requestBytes.add({ api, environment }, count.requestBytes);
      answerBytes.add({ api, environment }, count.answerBytes);
      takeLatencies(total.at({ api, environment }), count.total);
      takeLatencies(upstream.at({ api, environment }), count.upstream);
    }
  };
}

function takeLatencies({ observe }: HistogramSeries, latencies: ReadonlyMap<number, number>): void {
  for (const [key, times] of latencies) observe(latencyMs(key) / 1000, times);
}

/** How the workers stand, told when somebody asks. */
function tellStandings(
  metrics: Metrics,
  standings: ReadonlyMap<number, Standing>,
  living: () => readonly WorkerState[],
): void {
  const connections = metrics.gauge(declared.connections);
  const ejected = metrics.gauge(declared.ejected);
  const [revision, age] = [metrics.gauge(declared.revision), metrics.gauge(declared.snapshotAge)];
  const [control, workers] = [metrics.gauge(declared.control), metrics.gauge(declared.workers)];
  metrics.beforeRead('gateway', () => {
    const states = living();
    connections.clear();
    ejected.clear();
    for (const [worker, { state }] of standings) {
      connections.set({ worker: String(worker) }, state.connections);
      ejected.set({ worker: String(worker) }, state.ejectedTargets);
    }
    workers.set({}, states.length);
    const revisions = states.map((state) => state.revision ?? 0);
    revision.set({}, revisions.length === 0 ? 0 : Math.min(...revisions));
    const ages = states.map(({ snapshotAgeMs }) => snapshotAgeMs ?? Number.POSITIVE_INFINITY);
    age.set({}, Math.max(0, ...ages) / 1000);
    control.set({}, states.length > 0 && states.every(({ controlConnected }) => controlConnected) ? 1 : 0);
  });
}
