/** Whom and what the calls of a range belong to: refusals by reason, APIs, applications. */
import type { Child } from 'hono/jsx';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { formatBytes, formatMilliseconds, formatNumber, formatSmallShare } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { errorsOf, trafficOf } from '#portal/pages/usage/figures.ts';
import { queryOf } from '#portal/pages/usage/range.ts';
import type { Figures } from '#metering/usage/question.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';

export const ReasonsTable = ({ visit, report, place }: UsageView) => {
  const { language, services } = visit;
  const text = texts[language].reasons;
  if (report.byReason.length === 0) return <p>{text.none}</p>;
  return (
    <>
      <DataTable
        caption={text.title}
        captionHidden
        rows={report.byReason}
        columns={[
          {
            title: text.reason,
            names: true,
            cell: ({ reason }) => (
              <>
                {services.reasonTexts[reason]?.[language] ?? text.unknown}{' '}
                <a href={addresses.errorPage.to({ code: reason })}>
                  <code>{reason}</code>
                </a>
              </>
            ),
          },
          {
            title: text.calls,
            numeric: true,
            cell: ({ reason, calls }) => (
              <Linked href={place.requests?.(reason) ?? null}>
                {formatNumber(calls, language)}
                <span class="unseen"> {text.requests(reason)}</span>
              </Linked>
            ),
          },
          {
            title: text.share,
            numeric: true,
            cell: ({ calls }) => formatSmallShare(calls / Math.max(1, report.figures.calls), language),
          },
        ]}
      />
      {place.why === null ? null : (
        <p>
          <a href={place.why}>{text.why}</a>
        </p>
      )}
    </>
  );
};

type Row<Of extends 'byApi' | 'byApplication'> = UsageView['report'][Of][number];

export const ApisTable = ({ visit, asked, report, place }: UsageView) => {
  const { language } = visit;
  const text = texts[language].byApi;
  const name = ({ apiId, api }: Row<'byApi'>): Child => {
    if (apiId === null) return text.nowhere;
    if (api === null) return text.gone;
    const shown = `${api.name[language]} ${api.reference.slice(api.reference.lastIndexOf('@') + 1)}`;
    return <Linked href={place.apis?.link(api.reference, queryOf(asked)) ?? null}>{shown}</Linked>;
  };
  return (
    <DataTable
      caption={text.title}
      captionHidden
      rows={report.byApi}
      columns={[{ title: text.api, names: true, cell: name }, ...figureColumns<Row<'byApi'>>(visit)]}
    />
  );
};

export const ApplicationsTable = ({ visit, asked, report, place }: UsageView) => {
  const { language } = visit;
  const text = texts[language].byApplication;
  const name = ({ applicationId, application }: Row<'byApplication'>): Child => {
    if (applicationId === null) return text.nobody;
    if (application === null) return text.gone;
    return (
      <>
        <Linked href={place.applications?.link(applicationId, queryOf(asked)) ?? null}>{application.name}</Linked>
        <span class="row-note">{application.organisation.name}</span>
      </>
    );
  };
  return (
    <DataTable
      caption={text.title}
      captionHidden
      rows={report.byApplication}
      columns={[{ title: text.application, names: true, cell: name }, ...figureColumns<Row<'byApplication'>>(visit)]}
    />
  );
};

const Linked = ({ href, children }: { readonly href: string | null; readonly children?: Child }) =>
  href === null ? <>{children}</> : <a href={href}>{children}</a>;

function figureColumns<Of extends Figures>({ language }: UsageView['visit']): readonly Column<Of>[] {
  const text = texts[language].columns;
  const column = (title: string, cell: (row: Of) => string): Column<Of> => ({ title, numeric: true, cell });
  return [
    column(text.calls, ({ calls }) => formatNumber(calls, language)),
    column(text.errors, (row) => formatNumber(errorsOf(row), language)),
    column(text.refused, ({ refused }) => formatNumber(refused, language)),
    column(text.p95, ({ totalMs }) => (totalMs === null ? '–' : formatMilliseconds(totalMs.p95, language))),
    column(text.bytes, (row) => formatBytes(trafficOf(row), language)),
  ];
}
