/** Bars over time, each in parts upon each other. */
import type { Language } from '#base/language.ts';
import { axisMarks, type AxisLabel } from '#ui/charts/axis.ts';
import { Chart, fillOf, percent, type Look } from '#ui/charts/chart.tsx';
import { formatNumber, formatShortNumber } from '#ui/format.ts';

type StackedBarsProps = {
  readonly language: Language;
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** The parts, from the bottom up. */
  readonly parts: readonly { readonly label: string; readonly look: Look }[];
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly labels: readonly AxisLabel[];
  /** What opens the table, and the head of its first column. */
  readonly table: { readonly summary: string; readonly names: string };
};

export const StackedBars = (props: StackedBarsProps) => {
  const { language, id, parts, bars, labels, table } = props;
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const marks = axisMarks(Math.max(0, ...sums), true);
  const top = marks.at(-1) ?? 1;
  const figures = bars.map(({ name, values }) => ({
    name,
    cells: values.map((value) => formatNumber(value, language)),
  }));
  return (
    <Chart
      {...{ id, title: props.title, sentence: props.sentence, kind: 'bars', labels, points: bars.length }}
      legend={parts}
      marks={marks.map((value) => ({ value, text: formatShortNumber(value, language) }))}
      table={{
        summary: table.summary,
        heads: [table.names, ...parts.map(({ label }) => label)],
        rows: figures,
      }}
    >
      {bars.map(({ name, values }, index) => (
        <Bar
          {...{ id, parts, values, top }}
          place={{ left: index / bars.length, wide: 1 / bars.length }}
          title={`${name}: ${parts.map(({ label }, part) => `${label} ${figures[index]?.cells[part] ?? ''}`).join(', ')}`}
        />
      ))}
    </Chart>
  );
};

type BarProps = Pick<StackedBarsProps, 'id' | 'parts'> & {
  readonly values: readonly number[];
  readonly top: number;
  readonly place: { readonly left: number; readonly wide: number };
  readonly title: string;
};

/** What is pointed at is the whole height: a short bar is hard to meet. */
const Bar = ({ id, parts, values, top, place, title }: BarProps) => {
  let below = 0;
  return (
    <g class="chart-bar">
      <title>{title}</title>
      <rect class="chart-ground" x={percent(place.left)} width={percent(place.wide)} y="0" height="100%" />
      {parts.map(({ look }, part) => {
        const tall = (values[part] ?? 0) / top;
        if (tall === 0) return null;
        below += tall;
        return (
          <rect
            x={percent(place.left + place.wide * 0.12)}
            width={percent(place.wide * 0.76)}
            y={percent(1 - below)}
            height={percent(tall)}
            {...fillOf(id, look)}
          />
        );
      })}
    </g>
  );
};
