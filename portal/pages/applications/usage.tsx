/** The last tab of an application: its calls by day and by API, from what the gateway of this instance has counted. */
import { Problem } from '#base/problem.ts';
import { parisDay, type ApplicationUsage, type DayCount } from '#metering/gateway-counts.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { run } from '#registry/operation.ts';
import { BarChart } from '#ui/charts/bar-chart.tsx';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { EmptyState, Notice } from '#ui/components/page-parts.tsx';
import { formatDate, formatMoment, formatNumber } from '#ui/format.ts';
import { readNamedApplication, showTab } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const shownDays = 30;
const dayMs = 86_400_000;

/** Shows it. @throws Problem `application.not_found` (404) */
export async function showUsage(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const usage = await visit.services.usage.of(application.id);
  const days = lastDays(visit.services.registry.clock.nowMs());
  const counts = usage.counts.filter(({ day }) => days.includes(day));
  const names = await readApiNames(visit, counts);
  const text = texts[visit.language].usage;
  return showTab(visit, {
    ...{ application, tab: 'usage' },
    body: (
      <>
        <h2>{text.title}</h2>
        {counts.length === 0 ? (
          <EmptyState title={text.none}>
            <p>{text.noneText}</p>
          </EmptyState>
        ) : (
          <>
            <p>{text.lead(formatNumber(shownDays, visit.language))}</p>
            <BarChart
              language={visit.language}
              title={text.chart}
              heads={[text.day, text.calls]}
              bars={days.map((day) => ({
                label: formatDate(`${day}T12:00:00Z`, visit.language),
                value: callsOf(counts.filter((count) => count.day === day)),
              }))}
            />
            <h2>{text.byApi}</h2>
            <DataTable
              caption={text.byApi}
              captionHidden
              columns={columnsFor(visit, names)}
              rows={[...Map.groupBy(counts, ({ apiId }) => apiId)]}
            />
          </>
        )}
        <Source visit={visit} usage={usage} />
      </>
    ),
  });
}

/** Where the figures come from, and what is not in them. */
const Source = ({ visit, usage }: { readonly visit: AccountVisit; readonly usage: ApplicationUsage }) => {
  const text = texts[visit.language].usage;
  const { sinceMs, cut } = usage;
  return (
    <Notice kind="information">
      <p>{sinceMs === null ? text.nothingCounted : text.source(formatMoment(new Date(sinceMs), visit.language))}</p>
      {cut ? <p>{text.cut}</p> : null}
    </Notice>
  );
};

/** The days shown, oldest first, as days in Paris. */
function lastDays(nowMs: number): readonly string[] {
  const days = Array.from({ length: shownDays }, (_, index) => parisDay(nowMs - (shownDays - 1 - index) * dayMs));
  // Where summer time begins or ends, a step of 24 hours may stay on the same day.
  return [...new Set(days)];
}

function callsOf(counts: readonly DayCount[], classes: readonly number[] = [0, 1, 2, 3, 4, 5]): number {
  return counts.reduce((sum, { byClass }) => sum + classes.reduce((calls, one) => calls + (byClass[one] ?? 0), 0), 0);
}

/** Names of the APIs that were called, by id; those that the catalogue does not show any more are not among them. */
async function readApiNames(visit: AccountVisit, counts: readonly DayCount[]): Promise<ReadonlyMap<string, string>> {
  const { services, actor, language } = visit;
  const names = new Map<string, string>();
  for (const api of new Set(counts.flatMap(({ apiId }) => apiId ?? []))) {
    try {
      const { name, version } = await run(services.registry, actor, getApi, { api });
      names.set(api, `${name[language]} ${version}`);
    } catch (cause) {
      if (!(cause instanceof Problem && cause.status === 404)) throw cause;
    }
  }
  return names;
}

type Row = readonly [apiId: string | null, counts: readonly DayCount[]];

function columnsFor({ language }: AccountVisit, names: ReadonlyMap<string, string>): readonly Column<Row>[] {
  const text = texts[language].usage;
  const calls = (title: string, classes?: readonly number[]): Column<Row> => ({
    title,
    numeric: true,
    cell: ([, counts]) => formatNumber(callsOf(counts, classes), language),
  });
  return [
    { title: text.api, names: true, cell: ([apiId]) => names.get(apiId ?? '') ?? text.unknownApi },
    calls(text.total),
    calls(text.ok, [1, 2, 3]),
    calls(text.clientErrors, [4]),
    calls(text.serverErrors, [5]),
    calls(text.others, [0]),
  ];
}
