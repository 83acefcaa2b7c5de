/** Lines over time; where there is nothing to measure a line stops. */
import { axisMarks, type AxisLabel } from '#ui/charts/axis.ts';
import { Chart, middleOf, percent, type Look } from '#ui/charts/chart.tsx';

type LinesProps = {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly lines: readonly { readonly label: string; readonly look: Look }[];
  /** Points with a value for each line; null: there was nothing. */
  readonly points: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Top that the axis reaches at least: that of a chart beside it, so that the two can be compared. */
  readonly atLeast?: number;
  readonly labels: readonly AxisLabel[];
  /** How a value is written. */
  readonly write: (value: number) => string;
  readonly table: { readonly summary: string; readonly names: string };
};

/** Side of the square in which lines are drawn before it is stretched. */
const side = 1000;

export const Lines = (props: LinesProps) => {
  const { id, lines, points, labels, write, table } = props;
  const greatest = Math.max(
    0,
    props.atLeast ?? 0,
    ...points.flatMap(({ values }) => values.map((value) => value ?? 0)),
  );
  const marks = axisMarks(greatest, false);
  const top = marks.at(-1) ?? 1;
  const rows = points.map(({ name, values }) => ({
    name,
    cells: lines.map((_, line) => writeValue(values[line] ?? null, write)),
  }));
  return (
    <Chart
      {...{ id, title: props.title, sentence: props.sentence, kind: 'lines', labels, points: points.length }}
      legend={lines}
      marks={marks.map((value) => ({ value, text: value === 0 ? '0' : write(value) }))}
      table={{ summary: table.summary, heads: [table.names, ...lines.map(({ label }) => label)], rows }}
    >
      <svg x="0" y="0" width="100%" height="100%" viewBox={`0 0 ${side} ${side}`} preserveAspectRatio="none">
        {lines.map(({ look }, line) => (
          <path
            class={`chart-curve curve-${look}`}
            d={pathOf(
              points.map(({ values }) => values[line] ?? null),
              top,
            )}
          />
        ))}
      </svg>
      {points.map(({ values }, index) =>
        lines.map(({ look }, line) => {
          const value = values[line] ?? null;
          if (value === null || !isAlone(points, index)) return null;
          const [x, y] = [percent(middleOf(index, points.length)), percent(1 - value / top)];
          return <circle class={`chart-dot dot-${look}`} cx={x} cy={y} r="3" />;
        }),
      )}
      {points.map(({ name, values }, index) =>
        values.every((value) => value === null) ? null : (
          <g class="chart-bar">
            <title>{`${name}: ${lines.map(({ label }, line) => `${label} ${rows[index]?.cells[line] ?? ''}`).join(', ')}`}</title>
            <rect
              class="chart-ground"
              x={percent(index / points.length)}
              width={percent(1 / points.length)}
              y="0"
              height="100%"
            />
          </g>
        ),
      )}
    </Chart>
  );
};

function writeValue(value: number | null, write: (value: number) => string): string {
  return value === null ? '–' : write(value);
}

/** True for a point with none beside it: there is no line to it. */
function isAlone(points: LinesProps['points'], index: number): boolean {
  const isEmpty = (at: number): boolean => (points[at]?.values ?? []).every((value) => value === null);
  return isEmpty(index - 1) && isEmpty(index + 1);
}

/** The line through `values` as the path of an SVG, broken where there is none. */
export function pathOf(values: readonly (number | null)[], top: number): string {
  let broken = true;
  return values
    .flatMap((value, index) => {
      if (value === null) {
        broken = true;
        return [];
      }
      const command = broken ? 'M' : 'L';
      broken = false;
      const x = Math.round(middleOf(index, values.length) * side * 10) / 10;
      return [`${command}${x} ${Math.round((1 - value / top) * side * 10) / 10}`];
    })
    .join('');
}
