/** A report of usage as lines for a terminal: all of it, each period with a bar, and whose calls they are. */
import type { NamedReport } from '#metering/usage/named.ts';
import type { Figures } from '#metering/usage/question.ts';
import { dayInParis, formatBytes, formatChange, formatMilliseconds, formatNumber, momentInParis } from '#ui/format.ts';

const barLength = 24;
const heads = ['calls', 'errors', 'refused', 'p50', 'p95', 'p99', 'bytes'];

type Row = readonly string[];

/** Rows under their heads: the first column to the left, the others to the right, then what ends a row. */
function table(rows: readonly Row[], ends: readonly string[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row, index) => {
    const padded = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return [...padded, ends[index] ?? ''].join('  ').trimEnd();
  });
}

function cells({ calls, byClass, refused, requestBytes, answerBytes, totalMs }: Figures): string[] {
  const errors = (byClass[0] ?? 0) + (byClass[5] ?? 0);
  return [
    ...[calls, errors, refused].map((count) => formatNumber(count, 'en')),
    ...(['p50', 'p95', 'p99'] as const).map((one) => (totalMs === null ? '–' : formatMilliseconds(totalMs[one], 'en'))),
    formatBytes(requestBytes + answerBytes, 'en'),
  ];
}

function periodName(atMs: number, step: NamedReport['step']): string {
  if (step === 'month') return dayInParis(atMs).slice(0, 'yyyy-mm'.length);
  return step === 'day' ? dayInParis(atMs) : momentInParis(atMs).slice(0, 'yyyy-mm-dd hh:mm'.length);
}

type Period = NamedReport['series'][number];

/** Periods one after the other without a call, from so many on, are one row. */
const foldedPeriods = 3;

/** One row of periods: one, or several without a call. */
function fold(series: readonly Period[]): readonly (readonly Period[])[] {
  const runs: Period[][] = [];
  for (const period of series) {
    const last = runs.at(-1);
    if (period.calls === 0 && last?.[0]?.calls === 0) last.push(period);
    else runs.push([period]);
  }
  return runs.flatMap((run) => (run.length < foldedPeriods ? run.map((one) => [one]) : [run]));
}

function periodRow(run: readonly Period[], step: NamedReport['step']): Row {
  const names = [...new Set([run[0], run.at(-1)])].flatMap((one) => one ?? []);
  return [names.map(({ atMs }) => periodName(atMs, step)).join(' … '), ...names.slice(0, 1).flatMap(cells)];
}

function bar(calls: number, most: number): string {
  return '█'.repeat(Math.ceil((calls / Math.max(1, most)) * barLength));
}

function callerName({ applicationId, application }: NamedReport['byApplication'][number]): string {
  if (application !== null) return `${application.name} (${application.organisation.slug}, ${application.environment})`;
  return applicationId ?? '(nobody recognised)';
}

/** Gives the lines; `of` says whose usage it is. */
export function usageLines(of: string, report: NamedReport): string[] {
  const { fromMs, toMs, step, figures, before, series, byReason, byApi, byApplication } = report;
  const most = Math.max(...series.map(({ calls }) => calls));
  const rows = fold(series);
  const change = before.calls === 0 ? '' : formatChange((figures.calls - before.calls) / before.calls, 'en');
  const section = (body: readonly Row[], head: Row): string[] =>
    body.length === 0 ? [] : ['', ...table([head, ...body])];
  return [
    `${of}, ${momentInParis(fromMs)} to ${momentInParis(toMs)} (Europe/Paris)`,
    '',
    ...table(
      [
        ['', ...heads],
        ['all', ...cells(figures)],
        ['before', ...cells(before)],
      ],
      ['', change],
    ),
    '',
    ...table(
      [[step, ...heads], ...rows.map((run) => periodRow(run, step))],
      ['', ...rows.map((run) => bar(run[0]?.calls ?? 0, most))],
    ),
    ...section(
      byReason.map(({ reason, calls }) => [reason, formatNumber(calls, 'en')]),
      ['refused because', 'calls'],
    ),
    ...section(
      byApi.map((row) => [row.api?.reference ?? row.apiId ?? '(no API has the address)', ...cells(row)]),
      ['API', ...heads],
    ),
    ...section(
      byApplication.map((row) => [callerName(row), ...cells(row)]),
      ['application', ...heads],
    ),
  ];
}
