/** Tells consumers that half, most, or all of a quota is used up: each threshold once a window. */
import { and, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm';
import { applications, consumerNotices, quotaUses, subscriptions } from '#database/tables.ts';
import { quotaThreshold } from '#notifications/mails/quota-threshold.ts';
import { passOver, tell } from '#notifications/notices/tell.ts';
import type { Work } from '#registry/operation.ts';
import { readQuotas, type Quota } from '#registry/quotas/read.ts';
import type { QuotaWindow } from '#registry/quotas/windows.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

const thresholds = [50, 80, 100] as const;
export type QuotaThreshold = (typeof thresholds)[number];

/** The highest threshold that has been reached; null: none. Pure. */
export function reachedThreshold(used: number, limit: number): QuotaThreshold | null {
  return thresholds.findLast((threshold) => used * 100 >= limit * threshold) ?? null;
}

type Due = { readonly quota: Quota; readonly window: QuotaWindow; readonly threshold: QuotaThreshold };

/**
 * Looks at the quotas that were used since `since` (null: at all), and tells what is due.
 *
 * @returns the number of notices
 */
export async function tellQuotas(work: Work, since: Date | null): Promise<number> {
  const due = dueOf(await readQuotas(work.tx, usedSince(since), work.now));
  const told = await readTold(work, due);
  let notices = 0;
  for (const one of due) {
    if (told.has(keyOf(one))) continue;
    if ((await tellThreshold(work, one)) !== null) notices += 1;
  }
  return notices;
}

/** Live subscriptions to a product of which the application, or its organisation, has used something. */
function usedSince(since: Date | null) {
  const used = sql`exists (select 1 from ${quotaUses} where ${and(
    eq(quotaUses.productId, subscriptions.productId),
    or(eq(quotaUses.subjectId, applications.id), eq(quotaUses.subjectId, applications.organisationId)),
    since === null ? undefined : gte(quotaUses.notedAt, since),
  )})`;
  return and(inArray(subscriptions.state, [...liveStates]), isNull(applications.deletedAt), used);
}

function dueOf(quotas: readonly Quota[]): Due[] {
  return quotas.flatMap((quota) =>
    quota.windows.flatMap((window) => {
      const threshold = reachedThreshold(window.used, window.limit);
      return threshold === null ? [] : [{ quota, window, threshold }];
    }),
  );
}

/** A limit that is changed makes another notice: 80 % of more is news. */
function noticeOf({ window, endsAt, limit }: QuotaWindow, threshold: QuotaThreshold): string {
  return `${threshold} % of ${limit} a ${window} until ${endsAt.toISOString()}`;
}

function keyOf({ quota, window, threshold }: Due): string {
  return `${quota.product.id} ${quota.application.id} ${noticeOf(window, threshold)}`;
}

/** Which of `due` have been told: most of them, most of the time. */
async function readTold(work: Work, due: readonly Due[]): Promise<ReadonlySet<string>> {
  if (due.length === 0) return new Set();
  const { subjectId, applicationId, notice } = consumerNotices;
  const rows = await work.tx
    .select({ subjectId, applicationId, notice })
    .from(consumerNotices)
    .where(
      and(
        eq(consumerNotices.type, 'quota.threshold'),
        inArray(applicationId, [...new Set(due.map(({ quota }) => quota.application.id))]),
        inArray(notice, [...new Set(due.map(({ window, threshold }) => noticeOf(window, threshold)))]),
      ),
    );
  return new Set(rows.map((row) => `${row.subjectId} ${row.applicationId} ${row.notice}`));
}

async function tellThreshold(work: Work, { quota, window, threshold }: Due): Promise<number | null> {
  const { application, product, provider, plan } = quota;
  const { id, name, environment } = application;
  const about = { type: 'quota.threshold', applicationId: id, subjectId: product.id } as const;
  const productName = { fr: product.nameFr, en: product.nameEn };
  const facts = {
    ...{ window: window.window, threshold, used: window.used, limit: window.limit },
    endsAt: window.endsAt.toISOString(),
  };
  const mail = { applicationId: id, application: name, product: productName, per: plan.per, atLimit: plan.atLimit };
  const told = await tell(work, {
    ...{ ...about, notice: noticeOf(window, threshold), accountId: null },
    data: {
      application: { id, name, environment },
      product: { reference: `${provider.slug}/${product.slug}`, name: productName },
      ...{ ...facts, page: `/applications/${id}/usage` },
    },
    mail: { template: quotaThreshold, data: { ...mail, ...facts, contact: provider.contactEmail } },
  });
  // Who has reached the end is not told afterwards of the way there.
  for (const lower of thresholds.filter((one) => one < threshold)) {
    await passOver(work, { ...about, notice: noticeOf(window, lower) });
  }
  return told;
}
