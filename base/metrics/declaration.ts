/**
 * What a metric is called, what it says and which labels it has, as data: the registry is opened on it, docs/metrics.md is
 * written from it, and tests hold dashboards to it.
 */

/**
 * The labels of a metric, each with the greatest number of values that it may take. A value above that is told as `other`:
 * no caller can make a time series by sending something new.
 */
export type LabelBounds<Label extends string = string> = Readonly<Record<Label, number>>;

type Declared<Kind, Label extends string> = {
  readonly kind: Kind;
  /** `guichet_…`, units last and in their base (`_seconds`, `_bytes`); a counter ends in `_total`. */
  readonly name: string;
  /** One line, for the exposition and for the page. */
  readonly text: string;
  readonly labels: LabelBounds<Label>;
};

/** Only ever grows. */
export type CounterDeclaration<Label extends string = string> = Declared<'counter', Label>;
/** What stands now. */
export type GaugeDeclaration<Label extends string = string> = Declared<'gauge', Label>;
/** How values spread: `buckets` are upper bounds, in ascending order, without infinity. */
export type HistogramDeclaration<Label extends string = string> = Declared<'histogram', Label> & {
  readonly buckets: readonly number[];
};

export type MetricDeclaration = CounterDeclaration | GaugeDeclaration | HistogramDeclaration;

/** Upper bounds for the times of requests, in seconds. */
export const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Declares a counter. */
export function counter<Label extends string>(
  name: string,
  text: string,
  labels: LabelBounds<Label>,
): CounterDeclaration<Label> {
  return { kind: 'counter', name, text, labels };
}

/** Declares a gauge. */
export function gauge<Label extends string>(
  name: string,
  text: string,
  labels: LabelBounds<Label>,
): GaugeDeclaration<Label> {
  return { kind: 'gauge', name, text, labels };
}

/** Declares a histogram of `buckets`, times of requests unless others are given. */
export function histogram<Label extends string>(
  name: string,
  text: string,
  labels: LabelBounds<Label>,
  buckets: readonly number[] = requestSeconds,
): HistogramDeclaration<Label> {
  return { kind: 'histogram', name, text, labels, buckets };
}
