/** The time series of one metric: a value for each set of labels that was seen, with no more sets than are declared. */
import type { LabelBounds } from '#base/metrics/declaration.ts';

export type Labels<Label extends string> = Readonly<Record<Label, string>>;

/** What stands for every value above a label's bound. */
export const otherValue = 'other';

export type Series<Label extends string, Value> = {
  /** Gives the value kept for `labels`, made by `make` when there is none. */
  readonly at: (labels: Labels<Label>) => Value;
  readonly clear: () => void;
  /** All of them, with their labels written out (`api="a/1",environment="production"`), in the order they came. */
  readonly all: () => Iterable<readonly [labels: string, value: Value]>;
};

/** Opens the series of a metric with these labels. */
export function openSeries<Label extends string, Value>(
  bounds: LabelBounds<Label>,
  make: () => Value,
): Series<Label, Value> {
  // `bounds` has exactly the labels of its type: they were written down as one object.
  const names = Object.keys(bounds) as Label[];
  const values = new Map<string, Value>();
  const known = new Map<Label, Set<string>>(names.map((name) => [name, new Set()]));
  const bounded = (name: Label, value: string): string => {
    const seen = known.get(name);
    if (seen === undefined || seen.has(value)) return value;
    // One place is kept for `other` itself.
    if (seen.size + 1 >= bounds[name] && value !== otherValue) return otherValue;
    seen.add(value);
    return value;
  };
  return {
    at: (labels) => {
      const text = names.map((name) => `${name}="${escaped(bounded(name, labels[name]))}"`).join(',');
      const kept = values.get(text);
      if (kept !== undefined) return kept;
      const value = make();
      values.set(text, value);
      return value;
    },
    clear: () => values.clear(),
    all: () => values,
  };
}

/** Prometheus text format 0.0.4: backslash, quote and line feed are escaped in a label's value. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
