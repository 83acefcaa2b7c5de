/**
 * The frame of every chart, made on the server: what it shows in a sentence, a legend whose marks differ in form and not in
 * colour alone, axes, and the same figures as a table beneath. All works without scripts.
 *
 * The picture has no size of its own (no viewBox): places in it are per cents, so that it takes the width it gets and its
 * letters keep their size on a phone.
 */
import type { Child } from 'hono/jsx';
import type { AxisLabel } from '#ui/charts/axis.ts';

/** How a series looks: its colour and its pattern. */
export type Look = 'first' | 'second' | 'third' | 'fourth';

export type ChartTable = {
  readonly summary: string;
  /** Head of the column that names the rows, and of each series. */
  readonly heads: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
};

type ChartProps = {
  /** Unlike that of any other chart of the page. */
  readonly id: string;
  readonly title: string;
  /** The main thing that it shows. */
  readonly sentence: string;
  readonly kind: 'bars' | 'lines';
  readonly legend: readonly { readonly label: string; readonly look: Look }[];
  /** Numbers at the upright axis, from 0 to the top, as they are written. */
  readonly marks: readonly { readonly value: number; readonly text: string }[];
  readonly labels: readonly AxisLabel[];
  /** Points side by side. */
  readonly points: number;
  readonly table: ChartTable;
  readonly children?: Child;
};

/** A place in per cent, as short as it may be. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** Where the middle of the point `index` is. */
export function middleOf(index: number, points: number): number {
  return (index + 0.5) / Math.max(1, points);
}

export const Chart = (props: ChartProps) => {
  const { id, title, sentence, kind, legend, labels, points, table, children } = props;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="chart-sentence">{sentence}</span>
      </figcaption>
      {legend.length < 2 ? null : <Legend id={id} kind={kind} legend={legend} />}
      <div class="chart-place">
        <svg class="chart-plot" role="img" aria-labelledby={`${id}-title ${id}-sentence`}>
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-sentence`}>{sentence}</desc>
          <Patterns id={id} />
          <Marks marks={props.marks} />
          {children}
          {labels.map(({ index, text, minor }) => (
            <text
              class={minor ? 'chart-label chart-minor' : 'chart-label'}
              x={percent(middleOf(index, points))}
              y="100%"
            >
              {text}
            </text>
          ))}
        </svg>
      </div>
      <Figures title={title} table={table} />
    </figure>
  );
};

const Marks = ({ marks }: Pick<ChartProps, 'marks'>) => {
  const top = marks.at(-1)?.value ?? 1;
  return (
    <>
      {marks.map(({ value, text }) => {
        const y = percent(1 - value / top);
        return (
          <>
            <line class={value === 0 ? 'chart-base' : 'chart-line'} x1="0" x2="100%" y1={y} y2={y} />
            <text class="chart-mark" x="0" y={y}>
              {text}
            </text>
          </>
        );
      })}
    </>
  );
};

/** Stripes and dots, so that the parts of a bar differ without their colours. */
const Patterns = ({ id }: { readonly id: string }) => (
  <defs>
    <pattern id={`${id}-second`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="chart-second" width="6" height="6" />
      <rect class="chart-gap" width="2" height="6" />
    </pattern>
    <pattern id={`${id}-fourth`} width="5" height="5" patternUnits="userSpaceOnUse">
      <rect class="chart-gap" width="5" height="5" />
      <rect class="chart-fourth" width="2.5" height="2.5" />
    </pattern>
  </defs>
);

/** How a part of a bar is filled: with its pattern, or the plain colour of its class (which would hide a pattern). */
export function fillOf(id: string, look: Look): { readonly class?: string; readonly fill?: string } {
  return look === 'second' || look === 'fourth' ? { fill: `url(#${id}-${look})` } : { class: `chart-${look}` };
}

const Legend = ({ id, kind, legend }: Pick<ChartProps, 'id' | 'kind' | 'legend'>) => (
  <ul class="chart-legend" aria-hidden="true">
    {legend.map(({ label, look }) => (
      <li>
        <svg class="chart-swatch">
          {kind === 'bars' ? (
            <rect width="100%" height="100%" {...fillOf(id, look)} />
          ) : (
            <line class={`chart-curve curve-${look}`} x1="0" x2="100%" y1="50%" y2="50%" />
          )}
        </svg>
        {label}
      </li>
    ))}
  </ul>
);

const Figures = ({ title, table }: Pick<ChartProps, 'title' | 'table'>) => (
  <details class="chart-figures">
    <summary>{table.summary}</summary>
    <div class="chart-rows" role="region" aria-label={table.summary} tabindex={0}>
      <table>
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            {table.heads.map((head, index) => (
              <th scope="col" class={index === 0 ? undefined : 'numeric'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ name, cells }) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td class="numeric">{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);
