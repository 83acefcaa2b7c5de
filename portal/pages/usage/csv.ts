/** The tables of a page of usage as CSV files. */
import { csvText, type CsvValue } from '#ui/csv.ts';
import { momentInParis } from '#ui/format.ts';
import type { Figures } from '#metering/usage/question.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsagePlace, UsageView } from '#portal/pages/usage/view.ts';

const allTables = ['series', 'reasons', 'apis', 'applications'] as const;
export type CsvTable = (typeof allTables)[number];

type Text = (typeof texts)['en']['csv'];
type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly CsvValue[])[] };

/** The files that a page offers. */
export function csvTables(place: UsagePlace): readonly CsvTable[] {
  return allTables.filter((table) => (table !== 'apis' && table !== 'applications') || place[table] !== null);
}

/** One file's text; what is no table of the page gives that over time. */
export function usageCsv(view: UsageView, table: string): { readonly table: CsvTable; readonly text: string } {
  const chosen = csvTables(view.place).find((one) => one === table) ?? 'series';
  const { language } = view.visit;
  const { head, rows } = contents[chosen](view, texts[language].csv);
  return { table: chosen, text: csvText(language, head, rows) };
}

const contents: Readonly<Record<CsvTable, (view: UsageView, text: Text) => Table>> = {
  series: ({ report }, text) => ({
    head: [text.from, text.fromUtc, ...figureHeads(text)],
    rows: report.series.map((figures) => [
      momentInParis(figures.atMs),
      new Date(figures.atMs).toISOString(),
      ...figureValues(figures),
    ]),
  }),
  reasons: ({ visit: { services, language }, report }, text) => ({
    head: [text.reason, text.reasonText, text.calls],
    rows: report.byReason.map(({ reason, calls }) => [reason, services.reasonTexts[reason]?.[language] ?? null, calls]),
  }),
  apis: ({ report }, text) => ({
    head: [text.api, ...figureHeads(text)],
    rows: report.byApi.map(({ apiId, api, ...figures }) => [api?.reference ?? apiId, ...figureValues(figures)]),
  }),
  applications: ({ report }, text) => ({
    head: [text.application, text.organisation, ...figureHeads(text)],
    rows: report.byApplication.map(({ applicationId, application, ...figures }) => [
      application?.name ?? applicationId,
      application?.organisation.name ?? null,
      ...figureValues(figures),
    ]),
  }),
};

const percentiles = ['p50', 'p95', 'p99'] as const;

function figureHeads(text: Text): readonly string[] {
  const times = (name: string) => percentiles.map((one) => `${name} (${one})`);
  const { calls, classes, refused, flagged, requestBytes, answerBytes, total, upstream } = text;
  return [calls, ...classes, refused, flagged, requestBytes, answerBytes, ...times(total), ...times(upstream)];
}

function figureValues(figures: Figures): readonly CsvValue[] {
  const { calls, byClass, refused, flagged, requestBytes, answerBytes, totalMs, upstreamMs } = figures;
  const times = (of: Figures['totalMs']) => percentiles.map((one) => (of === null ? null : Number(of[one].toFixed(2))));
  return [calls, ...byClass, refused, flagged, requestBytes, answerBytes, ...times(totalMs), ...times(upstreamMs)];
}
