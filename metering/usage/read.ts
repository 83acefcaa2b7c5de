import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { cover, finestHeld, type HeldFrom, type Segment } from '#metering/periods/cover.ts';
import { movePeriods, periodEnd, periodsBetween, periodStart } from '#metering/periods/period.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';
import { openFigures } from '#metering/usage/figures.ts';
import type { Figures, UsageQuestion, UsageReport, UsageStep, UsageSubject } from '#metering/usage/question.ts';
import { readHeldFrom, readMembers, readRows, type Members, type Scopes } from '#metering/usage/rows.ts';

/**
 * Answers a question about usage, exactly: the range is widened to whole periods of its step, or of the finest one that is
 * still held of its beginning. The comparison is with as many periods before; of a range that ends within a period, with
 * as much of them.
 *
 * @throws Problem `usage.range_invalid` (422), `usage.too_many_periods` (422)
 */
export async function readUsage(tx: Transaction, question: UsageQuestion): Promise<UsageReport> {
  const held = await readHeldFrom(tx);
  const range = widen(question, held);
  const scopes = scopesOf(question);
  const own = await readRows(tx, scopes.own, [{ level: range.step, fromMs: range.fromMs, toMs: range.toMs }]);
  const before = await readRows(tx, scopes.own, cover(range.beforeFromMs, range.beforeToMs, held));
  const segments = cover(range.fromMs, range.toMs, held);
  const whole = addUp(own);
  return {
    ...{ fromMs: range.fromMs, toMs: range.toMs, step: range.step },
    figures: whole.figures(),
    before: addUp(before).figures(),
    series: seriesOf(range.starts, own),
    byReason: whole.reasons(),
    byApi: (await membersOf(tx, scopes.byApi, 'api_id', segments)).map(({ member, figures }) => ({
      apiId: member,
      ...figures,
    })),
    byApplication: (await membersOf(tx, scopes.byApplication, 'application_id', segments)).map(
      ({ member, figures }) => ({ applicationId: member, ...figures }),
    ),
  };
}

type Range = {
  readonly step: UsageStep;
  readonly fromMs: number;
  readonly toMs: number;
  readonly starts: readonly number[];
  readonly beforeFromMs: number;
  readonly beforeToMs: number;
};

const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2200, 0, 1);

function widen({ step: asked, fromMs: askedFromMs, toMs: askedToMs }: UsageQuestion, held: HeldFrom): Range {
  if (askedFromMs < earliestMs || askedToMs > latestMs || askedFromMs >= askedToMs) throw rangeInvalid();
  const step = finestHeld(held, asked, askedFromMs);
  const fromMs = periodStart(step, askedFromMs);
  const last = periodStart(step, askedToMs - 1);
  const toMs = periodEnd(step, last);
  if (movePeriods(step, fromMs, limits.usagePeriods) < toMs) throw tooManyPeriods();
  const starts = periodsBetween(step, fromMs, toMs);
  const lastBefore = movePeriods(step, last, -starts.length);
  return {
    ...{ step, fromMs, toMs, starts },
    beforeFromMs: movePeriods(step, fromMs, -starts.length),
    beforeToMs: Math.min(lastBefore + askedToMs - last, fromMs),
  };
}

function rangeInvalid(): Problem {
  return new Problem('usage.range_invalid', 422, {
    en: 'The range must begin before it ends, and lie between the years 2000 and 2200.',
    fr: "L'intervalle doit commencer avant sa fin et se situer entre les années 2000 et 2200.",
  });
}

function tooManyPeriods(): Problem {
  return new Problem('usage.too_many_periods', 422, {
    en: `The range has more than ${limits.usagePeriods} periods of this step: ask for a shorter range or a longer step.`,
    fr: `L'intervalle compte plus de ${limits.usagePeriods} périodes de ce pas : demandez un intervalle plus court ou un pas plus long.`,
  });
}

type ScopesOfQuestion = { readonly own: Scopes; readonly byApi: Scopes; readonly byApplication: Scopes };

function scopesOf({ subject, environment }: UsageQuestion): ScopesOfQuestion {
  const { own, byApi, byApplication } = kindsOf(subject);
  return {
    own: { ...own, environment },
    byApi: { ...byApi, environment },
    byApplication: { ...byApplication, environment },
  };
}

type Chosen = Omit<Scopes, 'environment'>;

function kindsOf(subject: UsageSubject): { own: Chosen; byApi: Chosen; byApplication: Chosen } {
  switch (subject.kind) {
    case 'application': {
      const ids = { application_id: subject.applicationId };
      const own = { kind: 'application', ids } as const;
      return { own, byApi: { kind: 'pair', ids }, byApplication: own };
    }
    case 'api': {
      const ids = { api_id: subject.apiId };
      const own = { kind: 'api', ids } as const;
      return { own, byApi: own, byApplication: { kind: 'pair', ids } };
    }
    case 'pair': {
      const own = { kind: 'pair', ids: { application_id: subject.applicationId, api_id: subject.apiId } } as const;
      return { own, byApi: own, byApplication: own };
    }
    case 'provider': {
      const ids = { provider_id: subject.providerId };
      return {
        own: { kind: 'provider', ids },
        byApi: { kind: 'api', ids },
        byApplication: { kind: 'provider-application', ids },
      };
    }
    case 'instance': {
      return {
        own: { kind: 'instance', ids: {} },
        byApi: { kind: 'api', ids: {} },
        byApplication: { kind: 'application', ids: {} },
      };
    }
  }
}

function addUp(rows: readonly UsageRow[]): ReturnType<typeof openFigures> {
  const sum = openFigures();
  for (const row of rows) sum.add(row);
  return sum;
}

function seriesOf(
  starts: readonly number[],
  rows: readonly (UsageRow & { readonly at_ms: number })[],
): UsageReport['series'] {
  const byStart = Map.groupBy(rows, (row) => row.at_ms);
  return starts.map((atMs) => ({ atMs, ...addUp(byStart.get(atMs) ?? []).figures() }));
}

async function membersOf(
  tx: Transaction,
  scopes: Scopes,
  members: Members,
  segments: readonly Segment[],
): Promise<{ member: string | null; figures: Figures }[]> {
  const rows = await readMembers(tx, { scopes, members, limit: limits.usageMembers }, segments);
  return [...Map.groupBy(rows, (row) => row.member)]
    .map(([member, ofMember]) => ({ member, figures: addUp(ofMember).figures() }))
    .toSorted((one, other) => other.figures.calls - one.figures.calls);
}
