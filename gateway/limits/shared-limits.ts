/**
 * Limits across machines: what this gateway let through is told to a common store, and what the others did is taken over
 * into the table, where `takeFrom` sees it. No request waits for the store; how far limits can be exceeded meanwhile is
 * derived in docs/limits.md.
 */
import { limits } from '#base/limits.ts';
import { raiseArrival } from '#gateway/limits/arrival.ts';
import { markDirtyAgain, takeDirtyRows } from '#gateway/limits/dirty-rows.ts';
import { keyOfRow, monotonicNowMs, notedRate, rowCount } from '#gateway/limits/limit-memory.ts';
import { rowWord, rowWords, type LimitTable, type RowKey } from '#gateway/limits/limit-memory.ts';
import type { LimitStore, RowReply, RowReport, WindowReport } from '#gateway/limits/limit-store.ts';
import { gcra, type Gcra } from '#gateway/limits/plan.ts';

export type SharedLimits = {
  /** Tells the store every row used since the last exchange; gives how many there were. One at a time. Never rejects. */
  readonly exchange: () => Promise<number>;
};

/** What one kind of window is called, how long the store keeps it, and what of each row's count the others used. */
type WindowKind = {
  readonly word: typeof rowWord.day | typeof rowWord.month;
  readonly name: string;
  readonly lastsSeconds: number;
  readonly others: Uint32Array;
  /** The window that `others` is about; negative: the row comes from a file, and how much is the others' is not known. */
  readonly window: Int32Array;
};

type Told = {
  readonly row: number;
  readonly report: RowReport;
  readonly gcra: Gcra;
  readonly total: number;
  readonly kinds: readonly { readonly kind: WindowKind; readonly window: number }[];
};

/** Shares the limits of `table` through `store`. Before any thread takes from the table, after its counts were restored. */
export function shareLimits(table: LimitTable, store: LimitStore): SharedLimits {
  const { capacity, words } = table;
  const kindOf = (word: WindowKind['word'], name: string, lastsSeconds: number): WindowKind => ({
    word,
    name,
    lastsSeconds,
    others: new Uint32Array(capacity),
    window: new Int32Array(capacity),
  });
  const kinds = [kindOf(rowWord.day, 'day', 2 * 86_400), kindOf(rowWord.month, 'month', 33 * 86_400)];
  /** The total of each row that the store knows of. */
  const told = new Int32Array(capacity);
  for (let row = 0; row < rowCount(table); row += 1) {
    told[row] = Atomics.load(words, row * rowWords + rowWord.total);
    for (const { window, word } of kinds) window[row] = -Atomics.load(words, row * rowWords + word);
  }
  let lastMs = monotonicNowMs(table) - limits.limitExchangeMs;

  let from = 0;

  const exchange = async (): Promise<number> => {
    const rows = takeDirtyRows(table, limits.limitExchangeRows, from);
    from = (rows.at(-1) ?? -32) + 32;
    const nowMs = monotonicNowMs(table);
    const all = rows.flatMap((row) => {
      const key = keyOfRow(table, row);
      return key === null ? [] : [reportRow(table, kinds, told[row] ?? 0, row, key)];
    });
    const replies = await store.exchange(
      all.map(({ report }) => report),
      nowMs - lastMs,
    );
    for (const [index, each] of all.entries()) {
      const reply = replies[index] ?? null;
      if (reply === null) continue;
      told[each.row] = each.total;
      takeOver(table, each, reply, nowMs);
    }
    const untold = all.filter((_, index) => (replies[index] ?? null) === null).map(({ row }) => row);
    markDirtyAgain(table, untold);
    // After a silence the next report covers all of it.
    if (untold.length === 0) lastMs = nowMs;
    return rows.length;
  };
  return { exchange };
}

function reportRow(table: LimitTable, kinds: readonly WindowKind[], toldTotal: number, row: number, key: RowKey): Told {
  const { words } = table;
  const at = row * rowWords;
  const rate = gcra(notedRate(table, row));
  // Bases before the total, as in `takeFrom`.
  const counting = kinds.flatMap((kind) => {
    const window = Atomics.load(words, at + kind.word);
    return window === 0 ? [] : [{ kind, window, base: Atomics.load(words, at + kind.word + 1) }];
  });
  const total = Atomics.load(words, at + rowWord.total);
  const costUs = rate.ratePerSecond === 0 ? 0 : 1e6 / rate.ratePerSecond;
  const report = {
    key: hex(key.first) + hex(key.second),
    cells: (total - toldTotal) >>> 0,
    costUs,
    spanUs: costUs * rate.burst,
    windows: counting.map(({ kind, window, base }) => reportWindow(kind, row, window, (total - base) >>> 0)),
  };
  return { row, report, gcra: rate, total, kinds: counting };
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function reportWindow(kind: WindowKind, row: number, window: number, used: number): WindowReport {
  const known = kind.window[row] ?? 0;
  // A window that begins here begins with what this gateway alone let through.
  const own = known === -window ? null : known === window ? used - (kind.others[row] ?? 0) : used;
  return { name: `${kind.name}:${window}`, lastsSeconds: kind.lastsSeconds, own, used };
}

/** Makes the table see what the others used. What this gateway let through since the report is not lost: counts only move on. */
function takeOver(table: LimitTable, told: Told, reply: RowReply, sentMs: number): void {
  const { row, report, gcra: rate, total, kinds } = told;
  const { words } = table;
  const at = row * rowWords;
  for (const [index, { kind, window }] of kinds.entries()) {
    const { used } = report.windows[index] ?? { used: 0 };
    const { own, others } = reply.windows[index] ?? { own: used, others: 0 };
    // A store that has lost counts knows of fewer; they come back with the other gateways' next reports.
    const missing = Math.max(0, own + others - used);
    // Should the window end between this line and the next, the new one begins with what is missing in the old: too strict, by little.
    if (Atomics.load(words, at + kind.word) !== window) continue;
    if (missing > 0) Atomics.sub(words, at + kind.word + 1, missing);
    kind.others[row] = used + missing - own;
    kind.window[row] = window;
  }
  if (rate.costTicks === 0 || reply.aheadUs === 0) return;
  const since = (Atomics.load(words, at + rowWord.total) - total) >>> 0;
  const nowMs = monotonicNowMs(table);
  const aheadMs = reply.aheadUs / 1000 - (nowMs - sentMs);
  raiseArrival(table, row, rate, aheadMs * rate.ticksPerMs + since * rate.costTicks, nowMs);
}
