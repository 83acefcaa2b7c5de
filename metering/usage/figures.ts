/** Rows of the levels added up to figures. */
import { openSketchSum } from '#metering/tally/sketch.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';
import type { Figures, Percentiles } from '#metering/usage/question.ts';

export type FiguresSum = {
  readonly add: (row: UsageRow) => void;
  readonly figures: () => Figures;
  /** Calls by reason, most frequent first. */
  readonly reasons: () => { reason: string; calls: number }[];
};

/** Begins with nothing. */
export function openFigures(): FiguresSum {
  const byClass = [0, 0, 0, 0, 0, 0];
  const sums = { flagged: 0, requestBytes: 0, answerBytes: 0 };
  const reasons = new Map<string, number>();
  const [total, upstream] = [openSketchSum(), openSketchSum()];
  return {
    add: (row) => {
      const classes = [row.calls_0, row.calls_1, row.calls_2, row.calls_3, row.calls_4, row.calls_5];
      for (const [index, calls] of classes.entries()) byClass[index] = (byClass[index] ?? 0) + Number(calls);
      sums.flagged += Number(row.flagged);
      sums.requestBytes += Number(row.request_bytes);
      sums.answerBytes += Number(row.answer_bytes);
      if (row.total_sketch !== null) total.add(row.total_sketch);
      if (row.upstream_sketch !== null) upstream.add(row.upstream_sketch);
      for (const [reason, calls] of Object.entries(row.reasons ?? {})) {
        reasons.set(reason, (reasons.get(reason) ?? 0) + calls);
      }
    },
    figures: () => ({
      calls: byClass.reduce((sum, calls) => sum + calls, 0),
      byClass: [...byClass],
      refused: [...reasons.values()].reduce((sum, calls) => sum + calls, 0),
      ...sums,
      totalMs: percentiles(total.quantiles(shares)),
      upstreamMs: percentiles(upstream.quantiles(shares)),
    }),
    reasons: () =>
      [...reasons]
        .map(([reason, calls]) => ({ reason, calls }))
        .toSorted((one, other) => other.calls - one.calls || (one.reason < other.reason ? -1 : 1)),
  };
}

const shares = [0.5, 0.95, 0.99];

function percentiles(values: readonly number[] | null): Percentiles {
  if (values === null) return null;
  const [p50 = 0, p95 = 0, p99 = 0] = values.map((value) => Math.round(value * 1000) / 1000);
  return { p50, p95, p99 };
}
