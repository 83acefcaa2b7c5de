/**
 * A line over time in SVG, made on the server. The line is stretched to whatever room there is; what is to be read stands around
 * it as text of the page, so that it keeps its size on a phone. The values belong into a table beneath.
 */
import type { Language } from '#base/language.ts';
import { formatDate, formatValue } from '#ui/format.ts';

/** A moment (milliseconds since 1970) and a value; null: it is missing, and the line has a gap. */
export type SeriesPoint = { readonly atMs: number; readonly value: number | null };

type SeriesChartProps = {
  readonly language: Language;
  readonly title: string;
  /** What the line shows, in a sentence: for those who do not see it. */
  readonly summary: string;
  /** In ascending order. */
  readonly points: readonly SeriesPoint[];
};

const width = 720;
const height = 240;
const parts = 4;

export type Scale = { readonly low: number; readonly step: number };

/** A scale of four equal round steps that all values lie on. */
export function scaleOf(values: readonly number[]): Scale {
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
    Infinity,
    -Infinity,
  ] as const);
  if (!Number.isFinite(low)) return { low: 0, step: 1 };
  // Less than a double can tell apart makes no steps.
  const spread = Math.max(high - low || Math.abs(high) || 1, Math.abs(high) * 1e-12, 1e-290);
  const power = 10 ** Math.floor(Math.log10(spread / parts));
  for (const factor of [1, 2, 2.5, 5, 10, 20, 25, 50]) {
    const step = factor * power;
    const floor = Math.floor(low / step) * step;
    if (floor + parts * step >= high) return { low: floor, step };
  }
  return { low, step: spread / parts };
}

type Place = { readonly x: number; readonly y: number };

/** Runs of points without a gap; of those in one step of the width only the first, the lowest, the highest and the last. */
export function runsOf(points: readonly SeriesPoint[], { low, step }: Scale): Place[][] {
  const first = points[0]?.atMs ?? 0;
  const span = (points.at(-1)?.atMs ?? first) - first || 1;
  const runs: Place[][] = [];
  let run: Place[] = [];
  for (const { atMs, value } of points) {
    if (value === null) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else {
      run.push({ x: ((atMs - first) / span) * width, y: height - ((value - low) / (parts * step)) * height });
    }
  }
  if (run.length > 0) runs.push(run);
  return runs.map(thinned);
}

function thinned(run: readonly Place[]): Place[] {
  return [...Map.groupBy(run, ({ x }) => Math.round(x)).values()].flatMap((column) => {
    if (column.length <= 4) return column;
    const lowest = column.reduce((one, other) => (other.y > one.y ? other : one));
    const highest = column.reduce((one, other) => (other.y < one.y ? other : one));
    return column.filter(
      (one, index) => index === 0 || index === column.length - 1 || one === lowest || one === highest,
    );
  });
}

/** A run of one point is a dot: a line as long as its ends are wide. */
function pathOf(run: readonly Place[]): string {
  const text = run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return run.length === 1 ? `${text}h0` : text;
}

export const SeriesChart = ({ language, title, summary, points }: SeriesChartProps) => {
  const scale = scaleOf(points.flatMap(({ value }) => value ?? []));
  const lines = Array.from({ length: parts + 1 }, (_, index) => scale.low + (parts - index) * scale.step);
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const moments = [0, 0.5, 1].map((share) => new Date(first + share * (last - first)));
  return (
    <figure class="chart series-chart">
      <figcaption>{title}</figcaption>
      <ol class="series-values" aria-hidden="true">
        {lines.map((value) => (
          // What the steps add up to is off by a last digit now and then.
          <li>{formatValue(Number(value.toPrecision(10)), language)}</li>
        ))}
      </ol>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}. ${summary}`} preserveAspectRatio="none">
        {lines.map((_, index) => (
          <line class="chart-line" x1="0" x2={width} y1={(index * height) / parts} y2={(index * height) / parts} />
        ))}
        {runsOf(points, scale).map((run) => (
          <path class="series-line" d={pathOf(run)} />
        ))}
      </svg>
      <ol class="series-moments" aria-hidden="true">
        {moments.map((moment) => (
          <li>{formatDate(moment, language)}</li>
        ))}
      </ol>
    </figure>
  );
};
