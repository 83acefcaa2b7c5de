/** Tells consumers that a secret or an API key expires: 30, 7 and 1 days before, and when it has. */
import { and, asc, eq, gt, isNull, lte, notExists, sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apiKeys, applications, consumerNotices, credentials, secrets } from '#database/tables.ts';
import { credentialExpiring } from '#notifications/mails/credential-expiring.ts';
import { tell } from '#notifications/notices/tell.ts';
import type { Work } from '#registry/operation.ts';

const dayMs = 86_400_000;

/** Each stage holds from so many days before the end until the next one; 0: it has expired. */
const stages = [30, 7, 1, 0] as const;
type Stage = (typeof stages)[number];

/** Gives the number of mails. */
export async function tellExpiries(work: Work): Promise<number> {
  let mails = 0;
  for (const [index, days] of stages.entries()) {
    const next = stages[index + 1];
    const nowMs = work.now.getTime();
    const to = new Date(nowMs + days * dayMs);
    const from = new Date(next === undefined ? nowMs - limits.noticesLateMs : nowMs + next * dayMs);
    const due = [...(await readSecrets(work, { days, from, to })), ...(await readKeys(work, { days, from, to }))];
    for (const one of due) mails += await tellExpiry(work, one, days);
  }
  return mails;
}

type Span = { readonly days: Stage; readonly from: Date; readonly to: Date };
type Expiring = Awaited<ReturnType<typeof readSecrets>>[number] | Awaited<ReturnType<typeof readKeys>>[number];

const noticeOf = (days: Stage): string => `expires-${days}`;

const concerned = { applicationId: applications.id, name: applications.name, environment: applications.environment };

/** What was made to live that short is nobody's news: a key for a test, one for a day. */
const leastLife = (days: Stage) => sql`make_interval(days => ${Math.max(days, 1)}::int)`;

function readSecrets(work: Work, { days, from, to }: Span) {
  const { id, label, expiresAt, lastUsedAt } = secrets;
  return work.tx
    .select({ id, label, expiresAt, lastUsedAt, kind: sql<'secret'>`'secret'`, ...concerned })
    .from(secrets)
    .innerJoin(credentials, eq(credentials.id, secrets.credentialId))
    .innerJoin(applications, eq(applications.id, credentials.applicationId))
    .where(
      and(
        ...[isNull(secrets.withdrawnAt), isNull(applications.deletedAt)],
        ...[gt(expiresAt, from), lte(expiresAt, to), gt(sql`${expiresAt} - ${secrets.createdAt}`, leastLife(days))],
        notExists(toldOf(work, sql`${id}`, days)),
      ),
    )
    .orderBy(asc(id))
    .limit(limits.noticesAtOnce);
}

function readKeys(work: Work, { days, from, to }: Span) {
  const { id, label, expiresAt, lastUsedAt } = apiKeys;
  const kind = sql<'api-key'>`'api-key'`;
  return work.tx
    .select({ id, label, expiresAt, lastUsedAt, kind, ...concerned })
    .from(apiKeys)
    .innerJoin(applications, eq(applications.id, apiKeys.applicationId))
    .where(
      and(
        ...[isNull(apiKeys.withdrawnAt), isNull(applications.deletedAt)],
        ...[gt(expiresAt, from), lte(expiresAt, to), gt(sql`${expiresAt} - ${apiKeys.createdAt}`, leastLife(days))],
        notExists(toldOf(work, sql`${id}`, days)),
      ),
    )
    .orderBy(asc(id))
    .limit(limits.noticesAtOnce);
}

function toldOf(work: Work, subject: ReturnType<typeof sql>, days: Stage) {
  return work.tx
    .select({ one: sql`1` })
    .from(consumerNotices)
    .where(and(sql`${consumerNotices.subjectId} = ${subject}`, eq(consumerNotices.notice, noticeOf(days))));
}

async function tellExpiry(work: Work, expiring: Expiring, days: Stage): Promise<number> {
  const { id, label, kind, applicationId, name, environment, lastUsedAt } = expiring;
  const expiresAt = expiring.expiresAt?.toISOString() ?? '';
  const facts = { days, expiresAt, lastUsedAt: lastUsedAt?.toISOString() ?? null };
  const told = await tell(work, {
    type: 'credential.expiring',
    ...{ applicationId, subjectId: id, notice: noticeOf(days), accountId: null },
    data: {
      application: { id: applicationId, name, environment },
      credential: { id, kind, label },
      ...{ ...facts, page: `/applications/${applicationId}/credentials` },
    },
    mail: { template: credentialExpiring, data: { applicationId, application: name, kind, label, ...facts } },
  });
  return told ?? 0;
}
