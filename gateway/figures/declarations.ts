/** The metrics of a gateway. No application, path or id is ever a label; of APIs there are `limits.metricsApis` at most. */
import { limits } from '#base/limits.ts';
import { counter, gauge, histogram, type MetricDeclaration } from '#base/metrics/declaration.ts';

/** By address and version; `none` where no API was found. */
const api = limits.metricsApis;
const environment = 4;
/** A gateway has at most as many, and `none`. */
const worker = limits.gatewayWorkers + 2;

export const declared = {
  requests: counter(
    'guichet_gateway_requests_total',
    'Requests by API, environment and class of status; `none`: no answer had begun.',
    { api, environment, class: 7 },
  ),
  refused: counter(
    'guichet_gateway_refused_total',
    'Requests that the gateway itself refused, by API and environment.',
    {
      api,
      environment,
    },
  ),
  refusals: counter('guichet_gateway_refusals_total', 'The same by environment and reason (docs/errors).', {
    environment,
    reason: 100,
  }),
  broken: counter(
    'guichet_gateway_broken_total',
    'Requests whose answer broke off (`cut`) or whose client left (`abandoned`).',
    { api, environment, outcome: 3 },
  ),
  requestBytes: counter('guichet_gateway_request_bytes_total', 'Bytes of the bodies of requests.', {
    api,
    environment,
  }),
  answerBytes: counter('guichet_gateway_answer_bytes_total', 'Bytes of the bodies of answers.', { api, environment }),
  seconds: histogram('guichet_gateway_request_seconds', 'From the end of a request’s head to the end of its answer.', {
    api,
    environment,
  }),
  upstreamSeconds: histogram(
    'guichet_gateway_upstream_seconds',
    'The part of it from the sending upstream on; of requests that went there.',
    { api, environment },
  ),
  connections: gauge('guichet_gateway_connections', 'Open connections of clients, by worker.', { worker }),
  ejected: gauge('guichet_gateway_ejected_targets', 'Targets of upstreams left alone after failures, by worker.', {
    worker,
  }),
  revision: gauge(
    'guichet_gateway_snapshot_revision',
    'Revision of the snapshot in force; the lowest of all workers.',
    {},
  ),
  snapshotAge: gauge(
    'guichet_gateway_snapshot_age_seconds',
    'Age of the snapshot in force; the greatest of all workers.',
    {},
  ),
  control: gauge(
    'guichet_gateway_control_connected',
    'Whether all workers hear the control process (1) or not (0).',
    {},
  ),
  workers: gauge('guichet_gateway_workers', 'Workers that have said something in the last seconds.', {}),
  restarts: counter('guichet_gateway_worker_restarts_total', 'Workers that died and were replaced.', {}),
  spoolBytes: gauge(
    'guichet_gateway_spool_bytes',
    'Usage that the control process has not taken yet: on the disk, and before it.',
    {},
  ),
  lostLogEntries: counter(
    'guichet_gateway_log_entries_lost_total',
    'Entries of the request log that found no room.',
    {},
  ),
} as const;

export const gatewayMetrics: readonly MetricDeclaration[] = Object.values(declared);
