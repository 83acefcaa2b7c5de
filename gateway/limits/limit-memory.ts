/**
 * The memory in which limits are kept: shared by all threads of a gateway, changed with Atomics alone. It holds dense rows,
 * one for each subject (an application, or an organisation) and product, and an open-addressing index that finds a row by
 * the SHA-256 of both ids.
 *
 * A row lives as long as the process: callers keep its number, so it is never given to another subject. A restart
 * begins with the rows that still count something (`counts-file.ts`). Pages that no row has touched take no memory.
 */
import { hash } from 'node:crypto';
import { limits } from '#base/limits.ts';
import type { CompiledPlan } from '#gateway/limits/plan.ts';
import { emptyVerdict, type Verdict } from '#gateway/limits/verdict.ts';

/** Words (int32) of a row, by offset. */
export const rowWord = {
  /** Theoretical arrival time of GCRA in ticks of the plan modulo 2^32; 0: the bucket is full. */
  arrival: 0,
  /** Second of the monotonic clock at which the arrival time was last moved. */
  touchedAt: 1,
  /** Requests let through, modulo 2^32; it only grows. What a window has used is this less the window's base. */
  total: 2,
  /** Calendar day (days since 1970 in the zone of the product's provider), and the total at its beginning. The base stands behind the window. */
  day: 3,
  dayBase: 4,
  /** Calendar month (12 × year + month), and the total at its beginning. */
  month: 5,
  monthBase: 6,
  /** Where its key stands in the index. */
  entry: 7,
  /** The plan's rate a second as the bits of a float32, and its burst: for those who know no plan (sweep, sharing). */
  rate: 8,
  burst: 9,
} as const;

/** Int32 words that a row takes. */
export const rowWords = 10;
const entryWords = 3;

/** Given instead of a row when the table is full: nothing is limited under it. */
export const noRow = -1;

/** What threads hand each other: structured clone shares it. */
export type LimitMemory = {
  readonly capacity: number;
  readonly control: SharedArrayBuffer;
  readonly index: SharedArrayBuffer;
  readonly rows: SharedArrayBuffer;
  readonly dirty: SharedArrayBuffer;
};

/** One thread's view of the memory. */
export type LimitTable = {
  readonly capacity: number;
  /** Word 0: rows given out. */
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Per entry: two words of the key, then the row's number and 1. */
  readonly index: Int32Array<SharedArrayBuffer>;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** A bit for each row that let a request through and has not been looked at since. */
  readonly dirty: Int32Array<SharedArrayBuffer>;
  /** The answer of the last `takeFrom`, used again by the next. */
  readonly verdict: Verdict;
  /** Milliseconds from the machine's monotonic clock to `performance.now()` of this thread. */
  readonly clockOffsetMs: number;
  /** A row that was given out and not used, because another thread made the same one first. */
  spareRow: number;
};

/** Makes the memory for `rows` pairs of subject and product (rounded up to a power of two). Main thread, once. */
export function createLimitMemory(rows: number = limits.limitRows): LimitMemory {
  const capacity = 2 ** Math.max(5, Math.ceil(Math.log2(rows)));
  return {
    capacity,
    control: new SharedArrayBuffer(64),
    // Half empty at most: a look-up ends after one or two steps.
    index: new SharedArrayBuffer(capacity * 2 * entryWords * 4),
    rows: new SharedArrayBuffer(capacity * rowWords * 4),
    dirty: new SharedArrayBuffer(capacity / 8),
  };
}

/** Opens the memory in a thread. */
export function openLimitTable(memory: LimitMemory): LimitTable {
  return {
    capacity: memory.capacity,
    control: new Int32Array(memory.control),
    index: new Int32Array(memory.index),
    words: new Int32Array(memory.rows),
    dirty: new Int32Array(memory.dirty),
    verdict: emptyVerdict(),
    clockOffsetMs: monotonicOffsetMs(),
    spareRow: noRow,
  };
}

/** The machine's monotonic clock in milliseconds: the same in all threads, whereas each has a `performance.now()` of its own. */
export function monotonicNowMs(table: LimitTable): number {
  return performance.now() + table.clockOffsetMs;
}

/** Both clocks run alike; of a few readings the closest pair tells how far apart they are, to about a microsecond. */
function monotonicOffsetMs(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 16; round += 1) {
    const before = performance.now();
    const [seconds, nanoseconds] = process.hrtime();
    least = Math.min(least, seconds * 1000 + nanoseconds / 1e6 - before);
  }
  return least;
}

/** Rows given out so far: 0 to this number less 1 may be in use. */
export function rowCount(table: LimitTable): number {
  return Math.min(Atomics.load(table.control, 0), table.capacity);
}

/** 64 bits of a SHA-256 as two words that are never 0. A million pairs meet with a chance of 1 in 37 million. */
export type RowKey = { readonly first: number; readonly second: number };

export function rowKey(subjectId: string, productId: string): RowKey {
  const digest = hash('sha256', `${subjectId}\n${productId}`, 'buffer');
  return { first: digest.readInt32LE(0) || 1, second: digest.readInt32LE(4) || 1 };
}

/** Where the calls of a subject under a plan are counted: the row of its quotas, and that of its rate, mostly the same one. */
export type LimitRows = { readonly row: number; readonly bucketRow: number };

/**
 * Finds or makes the rows of a subject under a plan, and notes the plan's rate. Safe from several threads at once; all get
 * the same numbers, and keep them. For compile time, not for each request: about 2 µs.
 *
 * Rows belong to the product, so that a subject that gets another plan goes on counting. Applications of one organisation
 * may use one product under several plans at once: they share the quotas' row, but a bucket is counted in ticks of its plan,
 * so each of these plans has one of its own.
 *
 * @returns `noRow` for both when the table is full. Then nothing is limited for this pair: a table that is too small is the
 *   operator's mistake, and must not take an API away from its users. Say so in the log.
 */
export function limitRows(table: LimitTable, subjectId: string, plan: CompiledPlan): LimitRows {
  const apart = plan.perOrganisation && plan.ratePerSecond > 0;
  const bucketRow = rowOfKey(table, rowKey(subjectId, apart ? plan.id : plan.productId));
  const row = apart && plan.hasQuota ? rowOfKey(table, rowKey(subjectId, plan.productId)) : bucketRow;
  if (row === noRow || bucketRow === noRow) return { row: noRow, bucketRow: noRow };
  noteRate(table, bucketRow, plan);
  return { row, bucketRow };
}

/** Finds or makes the row of a key; `noRow` when the table is full. */
export function rowOfKey(table: LimitTable, key: RowKey): number {
  // A full table takes no more keys, so that looking for the ones it has stays short.
  const full = Atomics.load(table.control, 0) >= table.capacity && table.spareRow === noRow;
  const entry = full ? findEntry(table, key) : claimEntry(table, key);
  if (entry === noRow) return noRow;
  const known = Atomics.load(table.index, entry + 2);
  return known === 0 ? claimRow(table, entry) : known - 1;
}

function entryAt(table: LimitTable, key: RowKey, step: number): number {
  return (((key.second >>> 0) + step) % (table.capacity * 2)) * entryWords;
}

function findEntry(table: LimitTable, key: RowKey): number {
  for (let step = 0; step < table.capacity * 2; step += 1) {
    const entry = entryAt(table, key, step);
    const first = Atomics.load(table.index, entry);
    if (first === 0) return noRow;
    if (first === key.first && Atomics.load(table.index, entry + 1) === key.second) return entry;
  }
  return noRow;
}

/**
 * The first entry in the key's order that is its own or free. Both words go from 0 to their value once and for ever: who
 * writes the second owns the entry, so two threads with one key meet in the same entry, and two keys never share one.
 */
function claimEntry(table: LimitTable, key: RowKey): number {
  for (let step = 0; step < table.capacity * 2; step += 1) {
    const entry = entryAt(table, key, step);
    const first = Atomics.compareExchange(table.index, entry, 0, key.first);
    if (first !== 0 && first !== key.first) continue;
    const second = Atomics.compareExchange(table.index, entry + 1, 0, key.second);
    if (second === 0 || second === key.second) return entry;
  }
  return noRow;
}

function claimRow(table: LimitTable, entry: number): number {
  const fresh = table.spareRow === noRow ? Atomics.add(table.control, 0, 1) : table.spareRow;
  table.spareRow = noRow;
  if (fresh >= table.capacity) return noRow;
  Atomics.store(table.words, fresh * rowWords + rowWord.entry, entry);
  const known = Atomics.compareExchange(table.index, entry + 2, 0, fresh + 1);
  if (known === 0) return fresh;
  table.spareRow = fresh;
  return known - 1;
}

const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

function noteRate(table: LimitTable, row: number, plan: CompiledPlan): void {
  floatBits[0] = plan.ratePerSecond;
  Atomics.store(table.words, row * rowWords + rowWord.rate, intBits[0] ?? 0);
  Atomics.store(table.words, row * rowWords + rowWord.burst, plan.burst);
}

/** The rate and burst that a row was last compiled with; a rate of 0: none. */
export function notedRate(table: LimitTable, row: number): { ratePerSecond: number; burst: number } {
  intBits[0] = Atomics.load(table.words, row * rowWords + rowWord.rate);
  return { ratePerSecond: floatBits[0] ?? 0, burst: Atomics.load(table.words, row * rowWords + rowWord.burst) };
}

/** The key of a row; null while another thread is about to make it, or when its number was not used. */
export function keyOfRow(table: LimitTable, row: number): RowKey | null {
  const entry = Atomics.load(table.words, row * rowWords + rowWord.entry);
  if (Atomics.load(table.index, entry + 2) !== row + 1) return null;
  return { first: Atomics.load(table.index, entry), second: Atomics.load(table.index, entry + 1) };
}
