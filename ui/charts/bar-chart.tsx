/** Bars in SVG, made on the server: readable without colour and without scripts, with the figures in a table beneath. */
import type { Language } from '#base/language.ts';
import { formatNumber } from '#ui/format.ts';

type Bar = { readonly label: string; readonly value: number };

type BarChartProps = {
  readonly language: Language;
  readonly title: string;
  /** Heads of the table's two columns. */
  readonly heads: readonly [label: string, value: string];
  readonly bars: readonly Bar[];
};

const width = 720;
const height = 180;
const footPx = 20;

/** The least round figure that is not under `value`: 1, 2 or 5 times a power of ten. */
export function roundedTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((step) => step * power >= value) ?? 10;
  return factor * power;
}

export const BarChart = ({ language, title, heads, bars }: BarChartProps) => {
  const top = roundedTop(Math.max(0, ...bars.map(({ value }) => value)));
  const step = width / Math.max(1, bars.length);
  const bottom = height - footPx;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} preserveAspectRatio="none">
        <line class="chart-line" x1="0" y1={bottom} x2={width} y2={bottom} />
        <line class="chart-line" x1="0" y1="0.5" x2={width} y2="0.5" />
        {bars.map(({ label, value }, index) => {
          const tall = (value / top) * (bottom - 1);
          return (
            <rect
              class="chart-bar"
              x={(index * step + step * 0.15).toFixed(1)}
              y={(bottom - tall).toFixed(1)}
              width={(step * 0.7).toFixed(1)}
              height={tall.toFixed(1)}
            >
              <title>{`${label}: ${formatNumber(value, language)}`}</title>
            </rect>
          );
        })}
        <text class="chart-text" x="4" y="14">
          {formatNumber(top, language)}
        </text>
        <text class="chart-text" x="4" y={height - 5}>
          {bars[0]?.label ?? ''}
        </text>
        <text class="chart-text" x={width - 4} y={height - 5} text-anchor="end">
          {bars.at(-1)?.label ?? ''}
        </text>
      </svg>
      <details>
        <summary>{`${heads[0]} / ${heads[1]}`}</summary>
        <table>
          <caption class="unseen">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col" class="numeric">
                {heads[1]}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value }) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="numeric">{formatNumber(value, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
