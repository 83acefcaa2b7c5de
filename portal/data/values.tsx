/** The values of a series as a chart, and beneath it as a table. */
import type { Language } from '#base/language.ts';
import { limits } from '#base/limits.ts';
import type { Series, SeriesValue } from '#portal/data/shapes.ts';
import { texts } from '#portal/data/texts.ts';
import { SeriesChart } from '#ui/charts/series-chart.tsx';
import { DataTable } from '#ui/components/data-table.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import { formatDate, formatMonth, formatNumber, formatValue } from '#ui/format.ts';

type Props = { readonly language: Language; readonly series: Series };

/** A period as one says it: `January 2020`; those that have no name as they are written. */
function periodText([period, day]: SeriesValue, language: Language): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return formatDate(day, language);
  return /^\d{4}-\d{2}$/.test(period) ? formatMonth(day, language) : period;
}

export const SeriesValues = ({ language, series }: Props) => {
  const text = texts[language];
  const there = series.values.flatMap(([, , value]) => value ?? []);
  const last = there.at(-1);
  if (last === undefined) {
    return (
      <EmptyState title={text.noValues}>
        <p>{text.noValuesText}</p>
      </EmptyState>
    );
  }
  const low = there.reduce((one, other) => Math.min(one, other));
  const high = there.reduce((one, other) => Math.max(one, other));
  const count = formatNumber(there.length, language);
  const said = (value: number): string => formatValue(value, language);
  const summary = text.summary(count, said(low), said(high), said(last));
  return (
    <>
      <SeriesChart
        language={language}
        title={series.title[language]}
        summary={summary}
        points={series.values.map(([, day, value]) => ({ atMs: Date.parse(day), value }))}
      />
      <p>{summary}</p>
      <ValueTable language={language} series={series} />
    </>
  );
};

/** The newest come first. */
const ValueTable = ({ language, series }: Props) => {
  const text = texts[language];
  const rows = series.values.slice(-limits.openDataValuesShown).reverse();
  const all = series.values.length;
  return (
    <details>
      <summary>{text.values}</summary>
      {all > rows.length ? <p>{text.newest(formatNumber(rows.length, language), formatNumber(all, language))}</p> : null}
      <DataTable
        caption={text.values}
        captionHidden
        rows={rows}
        columns={[
          { title: text.period, names: true, cell: (value) => periodText(value, language) },
          {
            title: text.value,
            numeric: true,
            cell: ([, , value]) => (value === null ? text.missing : formatValue(value, language)),
          },
        ]}
      />
    </details>
  );
};
