/** Every metric of Guichet: what docs/metrics.md is written from, and what dashboards and alerts may name. */
import type { MetricDeclaration } from '#base/metrics/declaration.ts';
import { processMetrics } from '#base/metrics/process.ts';
import { requestMetrics } from '#base/metrics/requests.ts';
import { controlMetrics } from '#commands/serve/control-metrics.ts';
import { healthMetrics } from '#commands/serve/operator-listener.ts';
import { gatewayMetrics } from '#gateway/figures/declarations.ts';
import { traceMetrics } from '#gateway/tracing/exporter.ts';
import { identityMetrics } from '#identity/tallies.ts';

export const metricSections: readonly { readonly title: string; readonly metrics: readonly MetricDeclaration[] }[] = [
  { title: 'Every process', metrics: [...healthMetrics, ...processMetrics] },
  { title: 'The gateway', metrics: [...gatewayMetrics, ...traceMetrics] },
  { title: 'Control, identity and portal', metrics: requestMetrics },
  { title: 'Identity', metrics: identityMetrics },
  { title: 'The instance, told by the control part', metrics: controlMetrics },
];
