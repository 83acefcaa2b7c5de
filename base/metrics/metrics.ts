/**
 * The metrics of one process, in the text format of Prometheus (exposition format 0.0.4). One registry a process, passed
 * to whoever counts: there is no global one.
 */
import { limits } from '#base/limits.ts';
import {
  gauge,
  type CounterDeclaration,
  type GaugeDeclaration,
  type HistogramDeclaration,
  type MetricDeclaration,
} from '#base/metrics/declaration.ts';
import { openSeries, type Labels, type Series } from '#base/metrics/series.ts';

export type Counter<Label extends string> = {
  /** Adds to the series of `labels`; `by` is 1 when it is not given, and never negative. */
  readonly add: (labels: Labels<Label>, by?: number) => void;
  /** Takes over what somebody else counts, who may begin at zero again. */
  readonly set: (labels: Labels<Label>, total: number) => void;
};

export type Gauge<Label extends string> = {
  readonly set: (labels: Labels<Label>, value: number) => void;
  /** Forgets all series: for what may go away between two looks. */
  readonly clear: () => void;
};

export type Histogram<Label extends string> = {
  /** Gives the series of `labels`. */
  readonly at: (labels: Labels<Label>) => HistogramSeries;
};

export type HistogramSeries = {
  /** Takes a value in, `times` times at once. */
  readonly observe: (value: number, times?: number) => void;
};

export type Metrics = {
  readonly counter: <Label extends string>(declaration: CounterDeclaration<Label>) => Counter<Label>;
  readonly gauge: <Label extends string>(declaration: GaugeDeclaration<Label>) => Gauge<Label>;
  readonly histogram: <Label extends string>(declaration: HistogramDeclaration<Label>) => Histogram<Label>;
  /**
   * Has `collect` called before each exposition, for what is looked up and not counted. One that fails or takes too long
   * (`limits.metricsCollectMs`) is told as failed and holds nobody up.
   */
  readonly beforeRead: (collector: string, collect: () => void | Promise<void>) => void;
  /** Gives the exposition. */
  readonly text: () => Promise<string>;
};

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Whether what is looked up at each exposition could be. */
export const collectorUp = gauge(
  'guichet_collector_up',
  'Whether what this collector looks up at each scrape could be read (1) or not (0).',
  { collector: 32 },
);

type Family = { readonly declaration: MetricDeclaration; readonly lines: () => Iterable<string> };
type AllOf<Value> = Pick<Series<never, Value>, 'all'>;
type Spread = HistogramSeries & {
  readonly counts: readonly number[];
  readonly sum: () => number;
  readonly count: () => number;
};

/** Opens an empty registry. */
export function openMetrics(): Metrics {
  const families = new Map<string, Family>();
  const collectors = new Map<string, () => void | Promise<void>>();
  const add = (family: Family): void => {
    const { name } = family.declaration;
    if (families.has(name)) throw new Error(`the metric ${name} is registered twice`);
    families.set(name, family);
  };

  function openNumbers<Label extends string>(declaration: CounterDeclaration<Label> | GaugeDeclaration<Label>) {
    const series = openSeries(declaration.labels, () => ({ value: 0 }));
    add({ declaration, lines: () => numberLines(declaration.name, series) });
    return series;
  }

  function openGauge<Label extends string>(declaration: GaugeDeclaration<Label>): Gauge<Label> {
    const series = openNumbers(declaration);
    return { set: (labels, value) => void (series.at(labels).value = value), clear: series.clear };
  }

  const up = openGauge(collectorUp);
  return {
    gauge: openGauge,
    counter: (declaration) => {
      const series = openNumbers(declaration);
      beginAtZero(declaration, series);
      return {
        add: (labels, by = 1) => {
          if (by < 0) throw new Error(`${declaration.name} cannot shrink`);
          series.at(labels).value += by;
        },
        set: (labels, total) => void (series.at(labels).value = total),
      };
    },
    histogram: (declaration) => {
      const { buckets, labels: bounds, name } = declaration;
      const series = openSeries(bounds, () => openSpread(buckets));
      add({ declaration, lines: () => histogramLines(name, buckets, series) });
      beginAtZero(declaration, series);
      return { at: series.at };
    },
    beforeRead: (collector, collect) => {
      if (collectors.has(collector)) throw new Error(`the collector ${collector} is registered twice`);
      collectors.set(collector, collect);
    },
    text: async () => {
      await Promise.all(
        [...collectors].map(async ([collector, collect]) => {
          up.set({ collector }, (await succeeds(collect)) ? 1 : 0);
        }),
      );
      return [...families.values()].flatMap((family) => [...familyLines(family)]).join('');
    },
  };
}

/** What has no labels is told before it happens for the first time: a rate over it then sees that first time. */
function beginAtZero<Label extends string, Value>({ labels }: MetricDeclaration, series: Series<Label, Value>): void {
  // Without labels the empty object has all of them.
  if (Object.keys(labels).length === 0) series.at({} as Labels<Label>);
}

function openSpread(buckets: readonly number[]): Spread {
  const counts = buckets.map(() => 0);
  let sum = 0;
  let count = 0;
  return {
    counts,
    sum: () => sum,
    count: () => count,
    observe: (value, times = 1) => {
      const at = buckets.findIndex((bound) => value <= bound);
      if (at !== -1) counts[at] = (counts[at] ?? 0) + times;
      sum += value * times;
      count += times;
    },
  };
}

/** Whether `collect` comes to its end in time. */
async function succeeds(collect: () => void | Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), limits.metricsCollectMs);
  const done = Promise.try(collect).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function* familyLines({ declaration, lines }: Family): Generator<string> {
  const { name, kind, text } = declaration;
  yield `# HELP ${name} ${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
  yield `# TYPE ${name} ${kind}\n`;
  yield* lines();
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function* numberLines(name: string, series: AllOf<{ value: number }>): Generator<string> {
  for (const [labels, { value }] of series.all()) yield sample(name, labels, value);
}

function* histogramLines(name: string, buckets: readonly number[], series: AllOf<Spread>): Generator<string> {
  for (const [labels, { counts, sum, count }] of series.all()) {
    const before = labels === '' ? '' : `${labels},`;
    let below = 0;
    for (const [index, bound] of buckets.entries()) {
      below += counts[index] ?? 0;
      yield sample(`${name}_bucket`, `${before}le="${bound}"`, below);
    }
    yield sample(`${name}_bucket`, `${before}le="+Inf"`, count());
    yield sample(`${name}_sum`, labels, sum());
    yield sample(`${name}_count`, labels, count());
  }
}
