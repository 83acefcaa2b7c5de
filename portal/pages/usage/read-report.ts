/** The steps from a visit to a page of usage that they all take. */
import { download, seeOther } from '#portal/answer.ts';
import { usageCsv } from '#portal/pages/usage/csv.ts';
import { queryOf, readRange, type AskedRange } from '#portal/pages/usage/range.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';
import { dayInParis } from '#ui/format.ts';

/** What the address asks for. */
export function askedOf(visit: AccountVisit): AskedRange {
  return readRange(visit.url.searchParams, visit.services.registry.clock.nowMs(), visit.language);
}

/** The same as operations want it. */
export function rangeFields({ range, environment }: AskedRange) {
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: range.step,
    ...(environment === null ? {} : { environment }),
  };
}

/** 422 where the days asked for are none: the usual ones are shown instead, with what is wrong. */
export function statusOf({ asked }: UsageView): number {
  return asked.faults.length === 0 ? 200 : 422;
}

/** Gives one of the page's tables as a file; what is wrong with the range is said on the page. */
export function answerCsv(view: UsageView, of: string): Response {
  const { visit, asked, place, report } = view;
  if (asked.faults.length > 0) return seeOther(visit, place.to({ ...queryOf(asked), ...asked.given }));
  const { table, text } = usageCsv(view, query(visit, 'table'));
  const { name } = texts[visit.language].files;
  const parts = [name, of, table, dayInParis(report.fromMs), dayInParis(report.toMs - 1)];
  return download({ body: text, type: 'text/csv; charset=utf-8', name: `${parts.join('-')}.csv` });
}
