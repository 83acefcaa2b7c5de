/** Tells consumers that many of their application's calls fail: once, and again only when it goes on for long. */
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apis, applications, consumerNotices, providers } from '#database/tables.ts';
import { reasonMeanings } from '#metering/request-log/reasons.ts';
import { errorsThreshold } from '#notifications/mails/errors-threshold.ts';
import { tell } from '#notifications/notices/tell.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import type { Work } from '#registry/operation.ts';

type Recent = {
  readonly applicationId: string;
  readonly apiId: string | null;
  readonly calls: number;
  readonly errors: number;
  readonly reasons: ReadonlyMap<string, number>;
};

/**
 * Looks at the last minutes of every application, and tells those of which too many calls were refused, failed or got an
 * answer of 5xx, and that have not been told of it for hours. One process at a time looks.
 *
 * @returns the number of notices
 */
export async function tellErrors(work: Work): Promise<number> {
  const locked = await work.tx.execute<{ locked: boolean }>(sql`select pg_try_advisory_xact_lock(${lock}) as locked`);
  if (locked.rows[0]?.locked !== true) return 0;
  const failing = (await readRecent(work, 'application', null)).filter(isFailing);
  const quiet = await readQuiet(
    work,
    failing.map(({ applicationId }) => applicationId),
  );
  const untold = failing.filter(({ applicationId }) => !quiet.has(applicationId)).slice(0, limits.noticesAtOnce);
  for (const one of untold) await tellFailing(work, one);
  return untold.length;
}

/** Known to this file alone. */
const lock = 7_168_240_431;

/** Pure. */
export function isFailing({ calls, errors }: Pick<Recent, 'calls' | 'errors'>): boolean {
  return calls >= limits.errorNoticeCalls && errors >= calls * limits.errorNoticeShare;
}

type Row = {
  readonly application_id: string;
  readonly api_id: string | null;
  readonly calls: string;
  readonly failed: string;
  readonly reasons: readonly Readonly<Record<string, number>>[] | null;
};

/** What the last minutes counted, by application, or of one application by API. */
async function readRecent(work: Work, kind: 'application' | 'pair', applicationId: string | null): Promise<Recent[]> {
  const from = new Date(work.now.getTime() - limits.errorNoticeWindowMs).toISOString();
  const { rows } = await work.tx.execute<Row>(sql`
    select s.application_id, s.api_id, sum(m.calls) as calls,
           sum(coalesce(m.calls_0, 0) + coalesce(m.calls_5, 0)) as failed,
           jsonb_agg(m.reasons) filter (where m.reasons is not null) as reasons
      from metering.scopes s
     cross join lateral (select * from metering.minutes where scope_id = s.id and at >= ${from}::timestamptz) m
     where s.kind = ${kind} and s.application_id is not null
       and (${applicationId}::uuid is null or s.application_id = ${applicationId}::uuid)
     group by s.application_id, s.api_id`);
  return rows.map((row) => {
    const reasons = new Map<string, number>();
    for (const [reason, calls] of (row.reasons ?? []).flatMap(Object.entries<number>)) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + calls);
    }
    // What the upstream service, or the gateway, did not manage is answered with 5xx and counted there already.
    const refused = [...reasons].filter(([reason]) => isRefusal(reason)).reduce((sum, [, calls]) => sum + calls, 0);
    const calls = Number(row.calls);
    const errors = Math.min(calls, Number(row.failed) + refused);
    return { applicationId: row.application_id, apiId: row.api_id, calls, errors, reasons };
  });
}

function isRefusal(reason: string): boolean {
  const meaning = reasonMeanings[reason];
  return meaning === undefined || (meaning.step !== 'upstream' && meaning.step !== null);
}

/** Those of `applicationIds` that were told lately. */
async function readQuiet(work: Work, applicationIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (applicationIds.length === 0) return new Set();
  const { applicationId, type, notedAt } = consumerNotices;
  const rows = await work.tx
    .select({ applicationId })
    .from(consumerNotices)
    .where(
      and(
        eq(type, 'errors.threshold'),
        inArray(applicationId, [...applicationIds]),
        gt(notedAt, new Date(work.now.getTime() - limits.errorNoticeQuietMs)),
      ),
    );
  return new Set(rows.map((row) => row.applicationId));
}

async function tellFailing(work: Work, { applicationId, calls, errors, reasons }: Recent): Promise<void> {
  const [application] = await work.tx
    .select({ id: applications.id, name: applications.name, environment: applications.environment })
    .from(applications)
    .where(and(eq(applications.id, applicationId), sql`${applications.deletedAt} is null`));
  if (application === undefined) return;
  const api = await readWorstApi(work, applicationId);
  const [frequent] = [...reasons].toSorted(([, one], [, other]) => other - one);
  const reason = frequent === undefined ? null : { code: frequent[0], calls: frequent[1] };
  const to = work.now.toISOString();
  const facts = { from: new Date(work.now.getTime() - limits.errorNoticeWindowMs).toISOString(), to, calls, errors };
  const worst = api === null ? null : { reference: api.reference, errors: api.errors };
  const page = api === null ? `/applications/${applicationId}/usage` : `/applications/${applicationId}/why/${api.path}`;
  await tell(work, {
    type: 'errors.threshold',
    ...{ applicationId, subjectId: applicationId, notice: `errors until ${to}`, accountId: null },
    data: { application, ...facts, api: worst, reason, page },
    mail: { template: errorsThreshold, data: { application: application.name, ...facts, api: worst, reason, page } },
  });
}

async function readWorstApi(work: Work, applicationId: string) {
  const byApi = (await readRecent(work, 'pair', applicationId)).filter(({ apiId }) => apiId !== null);
  const [worst] = byApi.toSorted((one, other) => other.errors - one.errors);
  if (worst === undefined || worst.apiId === null || worst.errors === 0) return null;
  const [api] = await work.tx
    .select({ reference: apiReference, provider: providers.slug, slug: apis.slug, version: apis.version })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(eq(apis.id, worst.apiId));
  if (api === undefined) return null;
  return { reference: api.reference, errors: worst.errors, path: `${api.provider}/${api.slug}/${api.version}` };
}
