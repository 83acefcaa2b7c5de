/** What pages of usage show, whosever it is. */
import type { Child } from 'hono/jsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import { CallsChart, LatencyCharts } from '#portal/pages/usage/charts.tsx';
import { csvTables } from '#portal/pages/usage/csv.ts';
import { HeadFigures } from '#portal/pages/usage/head-figures.tsx';
import { RangeForm, RangeText } from '#portal/pages/usage/range-form.tsx';
import { queryOf } from '#portal/pages/usage/range.ts';
import { ApisTable, ApplicationsTable, ReasonsTable } from '#portal/pages/usage/tables.tsx';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';

type Props = UsageView & {
  /** What to do for a first call. */
  readonly empty: Child;
  /** What stands between the charts and the tables. */
  readonly children?: Child;
};

export const UsageBody = ({ empty, children, ...view }: Props) => {
  const { visit, report, place } = view;
  const text = texts[visit.language];
  return (
    <>
      <RangeForm visit={visit} asked={view.asked} place={place} />
      <RangeText {...view} />
      {report.figures.calls === 0 ? (
        <EmptyState title={text.empty.title}>
          {report.before.calls === 0 ? empty : <p>{text.empty.earlier}</p>}
        </EmptyState>
      ) : (
        <>
          <HeadFigures visit={visit} report={report} />
          <CallsChart visit={visit} report={report} />
          <LatencyCharts visit={visit} report={report} />
        </>
      )}
      {children}
      {report.figures.calls === 0 ? null : <Tables {...view} />}
    </>
  );
};

const Tables = (view: UsageView) => {
  const { visit, place, asked } = view;
  const text = texts[visit.language];
  const query = { ...queryOf(asked), ...place.narrowed?.query };
  return (
    <>
      <h2>{text.reasons.title}</h2>
      <ReasonsTable {...view} />
      {place.apis === null ? null : (
        <>
          <h2>{text.byApi.title}</h2>
          <ApisTable {...view} />
        </>
      )}
      {place.applications === null ? null : (
        <>
          <h2>{text.byApplication.title}</h2>
          <ApplicationsTable {...view} />
        </>
      )}
      <h2>{text.files.title}</h2>
      <p>{text.files.lead}</p>
      <ul class="links plain-list">
        {csvTables(place).map((table) => (
          <li>
            <a href={place.file({ ...query, table: table === 'series' ? null : table })} download>
              {text.files[table]}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};
