/** The period of a series that an address asks for, and the ones that the page offers. */
import { query, type Visit } from '#portal/visit/visit.ts';

/** Periods as the visitor wrote them; empty: from the beginning, to the end. */
export type Range = { readonly from: string; readonly to: string };

export const wholeRange: Range = { from: '', to: '' };

export function askedRange(visit: Visit): Range {
  return { from: query(visit, 'from').trim().slice(0, 20), to: query(visit, 'to').trim().slice(0, 20) };
}

/** The range as a service of open data reads it. */
export function rangeQuery({ from, to }: Range): URLSearchParams {
  const given = [
    ['startPeriod', from],
    ['endPeriod', to],
  ] as const;
  return new URLSearchParams(given.filter(([, period]) => period !== '').map(([name, period]) => [name, period]));
}

/** Years that a page offers to look back. */
export const offeredYears = [1, 5, 10, 20] as const;

/**
 * The range of the last `years` of a series that ends at `last`: from the same part of the year on. Days and weeks begin with
 * their month or year, since not every year has each of them.
 */
export function lastYears(last: string, years: number): Range {
  const year = String(Number(last.slice(0, 4)) - years).padStart(4, '0');
  const part = /^\d{4}(?<part>-(?:\d{2}|[SQ]\d))/.exec(last)?.groups?.['part'] ?? '';
  return { from: year + part, to: '' };
}
