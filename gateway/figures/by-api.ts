import type { Count } from '#gateway/usage/parcel.ts';

/** What figures tell of an API in an environment, whoever called it and when. */
export type ApiCount = Pick<Count, 'environment' | 'apiId' | 'byClass' | 'requestBytes' | 'answerBytes'> & {
  readonly byReason: Map<string, number>;
  /** How many latencies fell into which bin, by key. */
  readonly total: Map<number, number>;
  readonly upstream: Map<number, number>;
};

/** Adds counts up: a series is looked up once for each of its bins, and not once for each of a thousand applications' bins. */
export function countsByApi(counts: readonly Count[]): Iterable<ApiCount> {
  const sums = new Map<string, ApiCount>();
  for (const count of counts) {
    const { environment, apiId } = count;
    const key = `${environment} ${apiId}`;
    const sum = sums.get(key) ?? emptyCount(count);
    sums.set(key, sum);
    for (const [digit, calls] of count.byClass.entries()) sum.byClass[digit] = (sum.byClass[digit] ?? 0) + calls;
    for (const [reason, calls] of Object.entries(count.byReason)) addTo(sum.byReason, reason, calls);
    sum.requestBytes += count.requestBytes;
    sum.answerBytes += count.answerBytes;
    addPairs(sum.total, count.total);
    addPairs(sum.upstream, count.upstream);
  }
  return sums.values();
}

function emptyCount({ environment, apiId }: Count): ApiCount {
  const empty = { byClass: [0, 0, 0, 0, 0, 0], requestBytes: 0, answerBytes: 0 };
  return { environment, apiId, ...empty, byReason: new Map(), total: new Map(), upstream: new Map() };
}

function addTo<Key>(sums: Map<Key, number>, key: Key, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more);
}

/** Flat pairs of a bin's key and how many latencies fell into it. */
function addPairs(sums: Map<number, number>, pairs: readonly number[]): void {
  for (let index = 0; index < pairs.length; index += 2) addTo(sums, pairs[index] ?? 0, pairs[index + 1] ?? 0);
}
