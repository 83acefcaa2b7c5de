/** Logged requests, a row each. */
import type { Logged } from '#metering/request-log/logged.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/request-log/texts.ts';
import { withQuery } from '#portal/route.ts';
import type { Language } from '#base/language.ts';
import { DataTable, TableRow, type Column } from '#ui/components/data-table.tsx';
import { Badge } from '#ui/components/page-parts.tsx';
import { formatInstant, formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';

/** A time that was measured in microseconds, in milliseconds. */
export function formatTime(us: number, language: Language): string {
  const ms = us / 1000;
  return texts[language].milliseconds(formatNumber(Number(ms.toFixed(ms < 10 ? 1 : 0)), language));
}

const kinds = { '2': 'good', '3': 'plain', '4': 'waiting', '5': 'bad', '0': 'bad' } as const;

/** The status and what became of the request, as words. */
export const Fate = ({ logged, language }: { readonly logged: Logged; readonly language: Language }) => {
  const text = texts[language];
  const { status, outcome, reason } = logged;
  const first = String(status).slice(0, 1);
  const kind = outcome === 'cut' ? 'bad' : first in kinds ? kinds[first as keyof typeof kinds] : 'plain';
  return (
    <>
      <Badge kind={kind}>{status === 0 ? text.noStatus : status}</Badge>{' '}
      {outcome === 'answered' ? null : text.outcomes[outcome]}
      {reason === null ? null : (
        <>
          {' '}
          <code>{reason}</code>
        </>
      )}
    </>
  );
};

/** What was called: method and path. */
export const Call = ({ logged, language }: { readonly logged: Logged; readonly language: Language }) =>
  logged.method === null && logged.operation === null ? (
    <>{texts[language].noOperation}</>
  ) : (
    <code class="as-typed">
      {logged.method} {logged.operation}
    </code>
  );

export type TableOf = {
  readonly language: Language;
  /** The list's own address: what is clicked narrows it. */
  readonly path: string;
  /** What is left out, since the whole list is of it. */
  readonly without?: 'application' | 'api';
};

function columnsOf({ language, path, without }: TableOf): readonly Column<Logged>[] {
  const text = texts[language];
  const application: Column<Logged> = {
    title: text.columns.application,
    cell: (row) =>
      row.application === null ? (
        text.unknownApplication
      ) : (
        <>
          <a href={withQuery(path, { application: row.application.id })}>{row.application.name ?? text.gone}</a>
          {row.application.organisation === null ? null : ` (${row.application.organisation})`}
        </>
      ),
  };
  const api: Column<Logged> = {
    title: text.columns.api,
    cell: (row) =>
      row.api === null ? (
        text.unknownApi
      ) : (
        <a href={withQuery(path, { api: row.api.id })}>{row.api.name?.[language] ?? text.gone}</a>
      ),
  };
  const environment: Column<Logged> = {
    title: text.columns.environment,
    cell: (row) => (row.environment === null ? '' : words[language].environment[row.environment]),
  };
  const time = (title: string, us: (row: Logged) => number): Column<Logged> => ({
    title,
    numeric: true,
    cell: (row) => formatTime(us(row), language),
  });
  return [
    {
      title: text.columns.at,
      names: true,
      cell: (row) => (
        <a href={addresses.loggedRequest.to({ logged: row.id })} data-request={row.id}>
          {formatInstant(row.at, language)}
          <span class="unseen"> {row.id}</span>
        </a>
      ),
    },
    {
      title: text.columns.fate,
      cell: (row) => (
        <>
          <Fate logged={row} language={language} />
          {row.weight === 1 ? null : ` ${text.standsFor(formatNumber(row.weight, language))}`}
        </>
      ),
    },
    { title: text.columns.call, cell: (row) => <Call logged={row} language={language} /> },
    ...(without === 'api' ? [] : [api]),
    // An application lives in one environment.
    ...(without === 'application' ? [] : [application, environment]),
    time(text.columns.time, (row) => row.totalUs),
    time(text.columns.upstream, (row) => row.upstreamUs),
  ];
}

export const LoggedTable = ({ rows, ...of }: TableOf & { readonly rows: readonly Logged[] }) => (
  <DataTable caption={texts[of.language].caption} captionHidden columns={columnsOf(of)} rows={rows} />
);

/** One row of it, for the tail. */
export const LoggedRow = ({ row, ...of }: TableOf & { readonly row: Logged }) => (
  <TableRow columns={columnsOf(of)} row={row} />
);
