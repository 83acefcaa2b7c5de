/** What is counted of one scope in one period. */
import type { Counted } from '#metering/intake/parcel.ts';
import { addPairs, eachBin, encodeSketch, type Bins } from '#metering/tally/sketch.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';

export type Tally = {
  readonly byClass: number[];
  flagged: number;
  requestBytes: number;
  answerBytes: number;
  readonly total: Bins;
  readonly upstream: Bins;
  readonly reasons: Map<string, number>;
};

export function emptyTally(): Tally {
  return {
    byClass: [0, 0, 0, 0, 0, 0],
    ...{ flagged: 0, requestBytes: 0, answerBytes: 0 },
    ...{ total: new Map(), upstream: new Map(), reasons: new Map() },
  };
}

/** Adds what a gateway has counted. */
export function addCounted(tally: Tally, counted: Counted): void {
  addSums(tally, counted);
  addPairs(tally.total, counted.total);
  addPairs(tally.upstream, counted.upstream);
  for (const [reason, calls] of Object.entries(counted.byReason)) addTo(tally.reasons, reason, calls);
}

/** Adds another tally. */
export function addTally(tally: Tally, other: Tally): void {
  addSums(tally, other);
  for (const [key, count] of other.total) addTo(tally.total, key, count);
  for (const [key, count] of other.upstream) addTo(tally.upstream, key, count);
  for (const [reason, calls] of other.reasons) addTo(tally.reasons, reason, calls);
}

/** Adds a row that is there already. */
export function addRow(tally: Tally, row: UsageRow): void {
  addSums(tally, {
    byClass: [row.calls_0, row.calls_1, row.calls_2, row.calls_3, row.calls_4, row.calls_5].map(Number),
    flagged: Number(row.flagged),
    requestBytes: Number(row.request_bytes),
    answerBytes: Number(row.answer_bytes),
  });
  if (row.total_sketch !== null) eachBin(row.total_sketch, (key, count) => addTo(tally.total, key, count));
  if (row.upstream_sketch !== null) eachBin(row.upstream_sketch, (key, count) => addTo(tally.upstream, key, count));
  for (const [reason, calls] of Object.entries(row.reasons ?? {})) addTo(tally.reasons, reason, calls);
}

type Sums = {
  readonly byClass: readonly number[];
  readonly flagged: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
};

function addSums(tally: Tally, { byClass, flagged, requestBytes, answerBytes }: Sums): void {
  for (const [index, calls] of byClass.entries()) tally.byClass[index] = (tally.byClass[index] ?? 0) + calls;
  tally.flagged += flagged;
  tally.requestBytes += requestBytes;
  tally.answerBytes += answerBytes;
}

function addTo<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Columns of a level's table behind its key, their types, and what stands in them of a tally. */
export const tallyColumns: readonly (readonly [name: string, type: string, value: (tally: Tally) => unknown])[] = [
  ['calls', 'bigint', ({ byClass }) => byClass.reduce((sum, calls) => sum + calls, 0)],
  ...[0, 1, 2, 3, 4, 5].map(
    (index) => [`calls_${index}`, 'bigint', ({ byClass }: Tally) => orNull(byClass[index] ?? 0)] as const,
  ),
  ['flagged', 'bigint', ({ flagged }) => orNull(flagged)],
  ['request_bytes', 'bigint', ({ requestBytes }) => orNull(requestBytes)],
  ['answer_bytes', 'bigint', ({ answerBytes }) => orNull(answerBytes)],
  ['total_sketch', 'bytea', ({ total }) => encodeSketch(total)],
  ['upstream_sketch', 'bytea', ({ upstream }) => encodeSketch(upstream)],
  ['reasons', 'jsonb', ({ reasons }) => (reasons.size === 0 ? null : JSON.stringify(Object.fromEntries(reasons)))],
];

function orNull(count: number): number | null {
  return count === 0 ? null : count;
}
