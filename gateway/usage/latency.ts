/**
 * Latencies that can be added up: the logarithmic mapping of DDSketch (Masson, Rim, Lee: DDSketch, VLDB 2019) at a relative
 * accuracy of 1 %. Here a latency only becomes the key of its bin; who adds bins up and asks for percentiles does it elsewhere.
 */
import sketches from '@datadog/sketches-js';

const { mapping } = new sketches.DDSketch({ relativeAccuracy: 0.01 });

/** What no clock of ours can tell from nothing counts as the first, what nobody waits for as the second: keys of two bytes. */
const leastMs = 0.001;
const greatestMs = 7 * 24 * 3600_000;

/** Gives the milliseconds that the bin of `key` stands for. */
export function latencyMs(key: number): number {
  return mapping.value(key);
}

/** Gives the key of the bin of `ms` milliseconds. */
export function latencyKey(ms: number): number {
  return mapping.key(ms > leastMs ? Math.min(ms, greatestMs) : leastMs);
}

/** All keys lie between this and its negative: two bytes each. */
const keys = 32_768;

export type Bins = {
  readonly add: (key: number) => void;
  /** Gives them as flat pairs of key and how many, and begins anew. */
  readonly take: () => number[];
};

/** How many latencies fell into which bin, in an array over all keys that there can be. */
export function openBins(): Bins {
  const counts = new Uint32Array(2 * keys);
  let [least, greatest] = [keys, -keys];
  return {
    add: (key: number): void => {
      counts[key + keys] = (counts[key + keys] ?? 0) + 1;
      if (key < least) least = key;
      if (key > greatest) greatest = key;
    },
    take: (): number[] => {
      const pairs: number[] = [];
      for (let key = least; key <= greatest; key += 1) {
        const count = counts[key + keys] ?? 0;
        if (count === 0) continue;
        pairs.push(key, count);
        counts[key + keys] = 0;
      }
      [least, greatest] = [keys, -keys];
      return pairs;
    },
  };
}
