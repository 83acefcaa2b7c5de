/** Calls and times over the range, as charts with their tables. */
import { timeLabels } from '#ui/charts/axis.ts';
import type { Look } from '#ui/charts/chart.tsx';
import { Lines } from '#ui/charts/lines.tsx';
import { StackedBars } from '#ui/charts/stacked-bars.tsx';
import { formatMilliseconds, formatNumber, formatPeriod, formatSmallShare } from '#ui/format.ts';
import { errorsOf, partsOf } from '#portal/pages/usage/figures.ts';
import type { NamedReport } from '#metering/usage/named.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';

type Props = Pick<UsageView, 'visit' | 'report'>;
type Language = Props['visit']['language'];

export const CallsChart = ({ visit: { language }, report }: Props) => {
  const text = texts[language];
  const { answered, wrong, failed, none } = text.calls.parts;
  return (
    <StackedBars
      {...{ language, id: 'calls', title: text.calls.title, sentence: callsSentence(report, language) }}
      parts={[
        { label: answered, look: 'first' },
        { label: wrong, look: 'second' },
        { label: failed, look: 'third' },
        { label: none, look: 'fourth' },
      ]}
      bars={report.series.map((figures) => ({
        name: formatPeriod(figures.atMs, report.step, language),
        values: partsOf(figures),
      }))}
      labels={labelsOf(report, language)}
      table={{ summary: text.table.summary, names: text.table.period[report.step] }}
    />
  );
};

/** How many calls, when the most, and how many went wrong. */
function callsSentence({ figures, series, step }: NamedReport, language: Language): string {
  const text = texts[language].calls;
  const most = series.reduce((best, one) => (one.calls > best.calls ? one : best), series[0] ?? { calls: 0, atMs: 0 });
  const wrong = Math.max(errorsOf(figures) + (figures.byClass[4] ?? 0), figures.refused);
  const count = (value: number): string => formatNumber(value, language);
  return [
    text.sentence(count(figures.calls), count(most.calls), text.when[step](formatPeriod(most.atMs, step, language))),
    wrong === 0 ? text.allWell : text.failed(formatSmallShare(wrong / figures.calls, language)),
  ].join(' ');
}

function labelsOf({ series, step }: NamedReport, language: Language) {
  return timeLabels(
    series.map(({ atMs }) => atMs),
    step,
    language,
  );
}

const percentiles = [
  ['p50', 'first'],
  ['p95', 'second'],
  ['p99', 'third'],
] as const satisfies readonly (readonly [string, Look])[];

/** Two charts with the same scale, so that one sees how much of the time is the service's. */
export const LatencyCharts = ({ visit: { language }, report }: Props) => {
  const text = texts[language];
  const greatest = Math.max(0, ...report.series.map(({ totalMs }) => totalMs?.p99 ?? 0));
  const labels = labelsOf(report, language);
  return (
    <div class="charts">
      {(['total', 'upstream'] as const).map((which) => {
        const all = report.figures[`${which}Ms`];
        if (all === null) return null;
        return (
          <Lines
            id={which}
            title={text.latency[which]}
            sentence={text.latency.sentence(
              formatMilliseconds(all.p50, language),
              formatMilliseconds(all.p99, language),
            )}
            lines={percentiles.map(([name, look]) => ({ label: text.latency[name], look }))}
            points={report.series.map((figures) => ({
              name: formatPeriod(figures.atMs, report.step, language),
              values: percentiles.map(([name]) => figures[`${which}Ms`]?.[name] ?? null),
            }))}
            atLeast={greatest}
            labels={labels}
            write={(value) => formatMilliseconds(value, language)}
            table={{ summary: text.table.summary, names: text.table.period[report.step] }}
          />
        );
      })}
    </div>
  );
};
