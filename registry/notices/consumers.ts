/** Applications that have not been told something yet, each with the subscription over which it is told. */
import { and, asc, eq, inArray, notExists, sql, type SQL } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { applications, consumerNotices, productApis, subscriptions } from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';
import { readDetails } from '#registry/subscriptions/details.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

export type Untold = { readonly subscriptionId: string; readonly applicationId: string };

export type Subject = { readonly subjectId: string; readonly notice: string };

/** Applications with a live subscription that opens one of `apiIds`, and fit `where`. */
export async function readUntold(
  work: Work,
  { subjectId, notice }: Subject,
  apiIds: readonly string[],
  where?: SQL,
): Promise<Untold[]> {
  if (apiIds.length === 0) return [];
  const told = work.tx
    .select({ one: sql`1` })
    .from(consumerNotices)
    .where(
      and(
        eq(consumerNotices.subjectId, subjectId),
        eq(consumerNotices.notice, notice),
        eq(consumerNotices.applicationId, subscriptions.applicationId),
      ),
    );
  return work.tx
    .selectDistinctOn([subscriptions.applicationId], {
      subscriptionId: subscriptions.id,
      applicationId: subscriptions.applicationId,
    })
    .from(subscriptions)
    .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .where(
      and(
        inArray(productApis.apiId, [...apiIds]),
        inArray(subscriptions.state, [...liveStates]),
        sql`${applications.deletedAt} is null`,
        notExists(told),
        where,
      ),
    )
    .orderBy(asc(subscriptions.applicationId), asc(subscriptions.id))
    .limit(limits.noticesAtOnce);
}

/** What a notice over a subscription names, and who asked for the subscription. */
export async function readConsumer(work: Work, { subscriptionId }: Untold) {
  const { applicationId, application, requestedBy } = await readDetails(work.tx, subscriptionId);
  const { name, environment } = application;
  return { accountId: requestedBy, application: { id: applicationId, name, environment } };
}
