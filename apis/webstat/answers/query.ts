/** Reads the parameters of Webstat. Those that it does not know are passed over, as the real one did. */
import { parsePeriod, type Period } from '#apis/webstat/series/period.ts';
import type { Window } from '#apis/webstat/answers/window.ts';
import { countInvalid, countsCombined, detailInvalid, formatInvalid, periodInvalid } from '#apis/webstat/refusals.ts';
import type { Problem } from '#base/problem.ts';

export const formats = ['json', 'csv', 'xml'] as const;
export type Format = (typeof formats)[number];

/** The value of a parameter, null when it is not there; twice is as wrong as a wrong value. */
function single(query: URLSearchParams, name: string, refusal: Problem): string | null {
  const values = query.getAll(name);
  if (values.length > 1) throw refusal;
  return values[0] ?? null;
}

/** @throws Problem `refusal`: `webstat.format_invalid` (400) unless another is given */
export function readFormat(query: URLSearchParams, refusal: Problem = formatInvalid): Format {
  const given = single(query, 'format', refusal) ?? 'json';
  const format = formats.find((one) => one === given);
  if (format === undefined) throw refusal;
  return format;
}

/** @throws Problem `webstat.detail_invalid` (400) */
export function readDetail<Detail extends string>(
  query: URLSearchParams,
  [first, ...others]: readonly [Detail, ...Detail[]],
): Detail {
  const given = single(query, 'detail', detailInvalid) ?? first;
  const detail = [first, ...others].find((one) => one === given);
  if (detail === undefined) throw detailInvalid;
  return detail;
}

function readPeriod(query: URLSearchParams, name: string): Period | null {
  const given = single(query, name, periodInvalid);
  if (given === null) return null;
  const period = parsePeriod(given);
  if (period === null) throw periodInvalid;
  return period;
}

function readCount(query: URLSearchParams, name: string): number | null {
  const given = single(query, name, countInvalid);
  if (given === null) return null;
  if (!/^[0-9]{1,9}$/.test(given) || Number(given) === 0) throw countInvalid;
  return Number(given);
}

/** @throws Problem `webstat.period_invalid`, `webstat.count_invalid` (400), `webstat.counts_combined` (403) */
export function readWindow(query: URLSearchParams): Window {
  const window = {
    from: readPeriod(query, 'startPeriod'),
    to: readPeriod(query, 'endPeriod'),
    first: readCount(query, 'firstNObservations'),
    last: readCount(query, 'lastNObservations'),
  };
  if (window.first !== null && window.last !== null) throw countsCombined;
  return window;
}
