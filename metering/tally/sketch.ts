/**
 * Latencies as DDSketch keeps them (Masson, Rim, Lee: DDSketch, VLDB 2019) with the logarithmic mapping at a relative accuracy
 * of 1 %: bin `key` counts the values of more than γ^(key−1) and at most γ^key milliseconds, γ = 1.01 / 0.99. Two sketches are
 * added bin by bin, so minutes become years without losing anything.
 *
 * In a row a sketch is bytes: for each bin, by key, how much larger its key is than the last one's (the first: its key, zigzag),
 * and its count, both as varints.
 */

/** Counts by key. */
export type Bins = Map<number, number>;

const gamma = 1.01 / 0.99;
/** Keys that a sketch can have: from far below a nanosecond to five days. */
export const leastKey = -1024;
export const greatestKey = 1023;

/** Adds flat pairs of key and count, as parcels hold them. */
export function addPairs(bins: Bins, pairs: readonly number[]): void {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [key = 0, count = 0] = [pairs[index], pairs[index + 1]];
    bins.set(key, (bins.get(key) ?? 0) + count);
  }
}

/** Gives the bytes of a sketch; null: it is empty. */
export function encodeSketch(bins: Bins): Buffer | null {
  if (bins.size === 0) return null;
  const bytes: number[] = [];
  let last: number | null = null;
  for (const [key, count] of [...bins].toSorted(([one], [other]) => one - other)) {
    pushVarint(bytes, last === null ? zigzag(key) : key - last);
    pushVarint(bytes, count);
    last = key;
  }
  return Buffer.from(bytes);
}

/** Calls `bin` with each bin of encoded bytes, by key. */
export function eachBin(bytes: Uint8Array, bin: (key: number, count: number) => void): void {
  let [at, key] = [0, 0];
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a sketch is cut off');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  };
  for (let first = true; at < bytes.length; first = false) {
    const step = varint();
    key = first ? unzigzag(step) : key + step;
    bin(key, varint());
  }
}

/** Many encoded sketches added up, for reading. */
export type SketchSum = {
  readonly add: (bytes: Uint8Array) => void;
  /** The values that the share `shares[i]` of all are not above, in milliseconds; null: there are none. */
  readonly quantiles: (shares: readonly number[]) => number[] | null;
};

export function openSketchSum(): SketchSum {
  // One place a key: adding up a year of sketches is many millions of bins.
  let counts: Float64Array | null = null;
  let [total, first, last] = [0, greatestKey, leastKey];
  const bin = (key: number, count: number): void => {
    const held = Math.min(Math.max(key, leastKey), greatestKey);
    counts ??= new Float64Array(greatestKey - leastKey + 1);
    counts[held - leastKey] = (counts[held - leastKey] ?? 0) + count;
    total += count;
    if (held < first) first = held;
    if (held > last) last = held;
  };
  /** The value of rank `rank` (from 0): that of the bin in which it lies. */
  const quantile = (rank: number): number => {
    let seen = 0;
    for (let key = first; key < last; key += 1) {
      seen += counts?.[key - leastKey] ?? 0;
      if (seen > rank) return valueOf(key);
    }
    return valueOf(last);
  };
  return {
    add: (bytes) => eachBin(bytes, bin),
    quantiles: (shares) => (total === 0 ? null : shares.map((share) => quantile(share * (total - 1)))),
  };
}

/** The value whose distance to both ends of its bin is 1 % of them. */
function valueOf(key: number): number {
  return (2 * gamma ** key) / (gamma + 1);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
