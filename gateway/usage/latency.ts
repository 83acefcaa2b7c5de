/**
 * Latencies that can be added up: the logarithmic mapping of DDSketch (Masson, Rim, Lee: DDSketch, VLDB 2019) at a relative
 * accuracy of 1 %. Here a latency only becomes the key of its bin; who adds bins up and asks for percentiles does it elsewhere.
 */
import sketches from '@datadog/sketches-js';

const { mapping } = new sketches.DDSketch({ relativeAccuracy: 0.01 });

/** What no clock of ours can tell from nothing counts as this. */
const leastMs = 0.001;

/** Gives the milliseconds that the bin of `key` stands for. */
export function latencyMs(key: number): number {
  return mapping.value(key);
}

/** How many latencies fell into which bin, by key. */
export type Latencies = Map<number, number>;

/** Counts one latency of `ms` milliseconds. */
export function addLatency(latencies: Latencies, ms: number): void {
  const key = mapping.key(ms > leastMs ? ms : leastMs);
  latencies.set(key, (latencies.get(key) ?? 0) + 1);
}
