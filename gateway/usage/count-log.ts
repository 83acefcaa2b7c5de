/** Notes of requests, column by column, in memory that is there once and for all; and what those of one sum come to. */
import { limits } from '#base/limits.ts';
import { reasons, type Reason } from '#gateway/refusals/reasons.ts';
import { latencyKey, openBins } from '#gateway/usage/latency.ts';
import type { Served } from '#gateway/usage/served.ts';

/** What the notes of one sum come to; the same object each time. */
export type Sum = {
  /** By the first digit of the status; 0 for those that had none. */
  readonly byClass: number[];
  byReason: Record<string, number>;
  flagged: number;
  requestBytes: number;
  answerBytes: number;
  /** Flat pairs of a bin's key and how many latencies fell into it. */
  total: readonly number[];
  upstream: readonly number[];
};

/** What most sums have. */
export const noReasons: Record<string, number> = Object.freeze({});

export type CountLog = {
  readonly size: () => number;
  readonly clear: () => void;
  /** Notes a request for the sum of this number. */
  readonly note: (sum: number, served: Served) => void;
  /** Puts the notes in order, by their sums, of which there are so many. */
  readonly sort: (sums: number) => void;
  /** Adds up the notes of a sum, once they are in order. */
  readonly sumOf: (sum: number) => Sum;
};

// oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- its keys are the reasons
const reasonNames = Object.keys(reasons) as Reason[];
const reasonNumbers = new Map(reasonNames.map((reason, index) => [reason, index + 1]));

const flaggedBit = 8;
const reasonShift = 4;
const classMask = 7;
/** Of a request that did not go upstream. */
const noKey = -32_768;

export function openCountLog(capacity: number = limits.usageNotedCalls): CountLog {
  const sums = new Int32Array(capacity);
  /** Class of the status, whether it was flagged, and the reason's number. */
  const states = new Int32Array(capacity);
  const totals = new Int16Array(capacity);
  const upstreams = new Int16Array(capacity);
  const requestBytes = new Float64Array(capacity);
  const answerBytes = new Float64Array(capacity);
  /** Numbers of notes, by their sums; and where each sum begins there. */
  const order = new Int32Array(capacity);
  let starts = new Int32Array(0);
  let size = 0;
  const totalBins = openBins();
  const upstreamBins = openBins();
  const sum: Sum = {
    ...{ byClass: [0, 0, 0, 0, 0, 0], byReason: noReasons, flagged: 0 },
    ...{ requestBytes: 0, answerBytes: 0, total: [], upstream: [] },
  };

  function add(note: number): void {
    const state = states[note] ?? 0;
    const statusClass = state & classMask;
    sum.byClass[statusClass] = (sum.byClass[statusClass] ?? 0) + 1;
    const reason = reasonNames[(state >> reasonShift) - 1];
    if (reason !== undefined) {
      if (sum.byReason === noReasons) sum.byReason = {};
      sum.byReason[reason] = (sum.byReason[reason] ?? 0) + 1;
    }
    if ((state & flaggedBit) !== 0) sum.flagged += 1;
    sum.requestBytes += requestBytes[note] ?? 0;
    sum.answerBytes += answerBytes[note] ?? 0;
    totalBins.add(totals[note] ?? 0);
    const upstream = upstreams[note] ?? noKey;
    if (upstream !== noKey) upstreamBins.add(upstream);
  }

  return {
    size: () => size,
    clear: () => {
      size = 0;
    },
    note: (number, served) => {
      const { status, flagged, reason, upstreamMs } = served;
      sums[size] = number;
      states[size] =
        Math.trunc(status / 100) |
        (flagged ? flaggedBit : 0) |
        (reason === null ? 0 : (reasonNumbers.get(reason) ?? 0) << reasonShift);
      totals[size] = latencyKey(served.totalMs);
      upstreams[size] = upstreamMs < 0 ? noKey : latencyKey(upstreamMs);
      requestBytes[size] = served.requestBytes;
      answerBytes[size] = served.answerBytes;
      size += 1;
    },
    sort: (count) => {
      starts = putInOrder(sums.subarray(0, size), count, order);
    },
    sumOf: (number) => {
      sum.byClass.fill(0);
      sum.byReason = noReasons;
      sum.flagged = sum.requestBytes = sum.answerBytes = 0;
      const end = starts[number + 1] ?? 0;
      for (let place = starts[number] ?? 0; place < end; place += 1) add(order[place] ?? 0);
      sum.total = totalBins.take();
      sum.upstream = upstreamBins.take();
      return sum;
    },
  };
}

/** Puts the numbers of notes in order, by their sums (a counting sort); gives where each of `count` sums begins there. */
function putInOrder(sums: Int32Array, count: number, order: Int32Array): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(count + 1);
  for (const sum of sums) starts[sum + 1] = (starts[sum + 1] ?? 0) + 1;
  for (let sum = 1; sum <= count; sum += 1) starts[sum] = (starts[sum] ?? 0) + (starts[sum - 1] ?? 0);
  const places = starts.slice();
  for (let note = 0; note < sums.length; note += 1) {
    const sum = sums[note] ?? 0;
    const place = places[sum] ?? 0;
    order[place] = note;
    places[sum] = place + 1;
  }
  return starts;
}
