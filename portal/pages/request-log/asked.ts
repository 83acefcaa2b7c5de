/** What a list of requests is narrowed to, as its address says. */
import { chosen, wanted, type Filter } from '#portal/pages/operator/filters.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { query, type Visit } from '#portal/visit/visit.ts';
import { startOfDay } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import type { Language } from '#base/language.ts';
import { outcomes } from '#metering/request-log/entry.ts';

const classes = ['2', '3', '4', '5', '0'] as const;
const spansMs = { '15m': 15 * 60_000, '1h': 3_600_000, '24h': 86_400_000 } as const;
const spans = ['15m', '1h', '24h'] as const;

const environments = ['sandbox', 'production'] as const;

/** The fields above a list; that of an application needs no environment, since it lives in one. */
export function filtersFor(language: Language, ofApplication: boolean): readonly Filter[] {
  const text = texts[language];
  const { filters } = text;
  const names = words[language].environment;
  const choices = environments.map((one) => [one, names[one]] as const);
  return [
    { name: 'last', label: filters.last, choices: spans.map((one) => [one, filters.spans[one]] as const) },
    { name: 'from', label: filters.from, type: 'date' },
    { name: 'to', label: filters.to, type: 'date' },
    ...(ofApplication ? [] : [{ name: 'environment', label: text.columns.environment, choices }]),
    { name: 'status', label: filters.statusClass, choices: classes.map((one) => [one, filters.classes[one]] as const) },
    { name: 'outcome', label: filters.outcome, choices: outcomes.map((one) => [one, text.outcomes[one]] as const) },
    { name: 'reason', label: filters.reason, placeholder: filters.reasonHint },
    { name: 'operation', label: filters.operation, placeholder: filters.operationHint },
  ];
}

/** The one thing that a list is narrowed to besides: links in it lead here. */
export const narrowings = ['application', 'api'] as const;

/** The same as fields of `request-log.list`; what an address cannot mean is passed over. */
export function askedOf(visit: Visit) {
  const last = chosen(visit, 'last', spans);
  const nowMs = visit.services.registry.clock.nowMs();
  const fromMs = Math.max(
    startOfDay(query(visit, 'from'))?.getTime() ?? 0,
    last === undefined ? 0 : nowMs - spansMs[last],
  );
  return {
    from: fromMs === 0 ? undefined : new Date(fromMs).toISOString(),
    to: startOfDay(query(visit, 'to'), 1)?.toISOString(),
    environment: chosen(visit, 'environment', environments),
    statusClass: chosen(visit, 'status', classes),
    outcome: chosen(visit, 'outcome', outcomes),
    reason: wanted(visit, 'reason')?.slice(0, 100),
    operation: wanted(visit, 'operation')?.slice(0, 2048),
    after: wanted(visit, 'after'),
  };
}
