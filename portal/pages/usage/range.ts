/** Which time a page of usage is about: what its address says, checked. */
import { limits } from '#base/limits.ts';
import type { Language } from '#base/language.ts';
import { movePeriods, periodStart } from '#metering/periods/period.ts';
import type { UsageStep } from '#metering/usage/question.ts';
import type { FieldFault } from '#ui/form-state.ts';
import { dayInParis, startOfDay } from '#ui/format.ts';
import { texts } from '#portal/pages/usage/texts.ts';

/** The ranges that are one click away. */
export const rangeNames = ['1h', '24h', '7d', '30d', '12m'] as const;
export type RangeName = (typeof rangeNames)[number];
export type UsageRange = {
  /** Null: from a day to a day. */
  readonly name: RangeName | null;
  /** From when on, up to before when: milliseconds since the Unix epoch. A range that has not ended ends now, so that it is
   * compared with as much of the one before. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly step: UsageStep;
};

export type AskedRange = {
  readonly range: UsageRange;
  /** Null: both. */
  readonly environment: 'sandbox' | 'production' | null;
  /** What stands in the fields for days, and what is wrong with them. */
  readonly given: { readonly from: string; readonly to: string };
  readonly faults: readonly FieldFault[];
};

const usual: RangeName = '30d';
const dayMs = 86_400_000;

/** Reads the range that `query` asks for; with faults, the usual one. */
export function readRange(query: URLSearchParams, nowMs: number, language: Language): AskedRange {
  const given = { from: query.get('from')?.trim() ?? '', to: query.get('to')?.trim() ?? '' };
  const environment = (['sandbox', 'production'] as const).find((one) => one === query.get('environment')) ?? null;
  const name = rangeNames.find((one) => one === query.get('range')) ?? usual;
  if (given.from === '' && given.to === '') return { range: namedRange(name, nowMs), environment, given, faults: [] };
  const days = readDays(given, nowMs, language);
  return 'faults' in days
    ? { range: namedRange(usual, nowMs), environment, given, faults: days.faults }
    : { range: days, environment, given, faults: [] };
}

/** The fields of the query that lead to the same range again. */
export function queryOf({ range, environment, given }: AskedRange): Readonly<Record<string, string | null>> {
  return {
    range: range.name === usual ? null : range.name,
    ...(range.name === null ? given : {}),
    environment,
  };
}

/** How many of which periods each holds, the last one under way. */
const named = {
  '1h': { of: 'minute', periods: 60, step: 'minute' },
  '24h': { of: 'hour', periods: 24, step: 'hour' },
  '7d': { of: 'day', periods: 7, step: 'hour' },
  '30d': { of: 'day', periods: 30, step: 'day' },
  '12m': { of: 'month', periods: 12, step: 'month' },
} as const satisfies Record<RangeName, { of: UsageStep; periods: number; step: UsageStep }>;

function namedRange(name: RangeName, nowMs: number): UsageRange {
  const { of, periods, step } = named[name];
  return { name, fromMs: movePeriods(of, periodStart(of, nowMs), 1 - periods), toMs: nowMs, step };
}

/** From a day to a day, both included; without the second one up to today. */
function readDays(
  { from, to }: AskedRange['given'],
  nowMs: number,
  language: Language,
): UsageRange | { readonly faults: readonly FieldFault[] } {
  const text = texts[language].range.faults;
  const fault = (path: 'from' | 'to', message: string) => ({ faults: [{ path, message }] });
  const first = startOfDay(from)?.getTime();
  const end = startOfDay(to === '' ? dayInParis(nowMs) : to, 1)?.getTime();
  if (first === undefined) return fault('from', from === '' ? text.noFrom : text.noDay);
  if (end === undefined) return fault('to', text.noDay);
  if (first > nowMs) return fault('from', text.future);
  if (end <= first) return fault('to', text.backwards);
  if (end - first > limits.usageRangeDays * dayMs) return fault('from', text.tooLong(limits.usageRangeDays / 366));
  const days = Math.round((end - first) / dayMs);
  return {
    name: null,
    fromMs: first,
    toMs: Math.min(end, nowMs),
    step: days <= 8 ? 'hour' : days <= 92 ? 'day' : 'month',
  };
}
