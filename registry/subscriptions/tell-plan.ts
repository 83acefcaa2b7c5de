/** Mails about the plan that a subscription asks for, queued in the transaction of what they tell. */
import { newId } from '#base/ids.ts';
import { subscriptionPlanAsked } from '#notifications/mails/subscription-plan-asked.ts';
import { subscriptionPlanDecided } from '#notifications/mails/subscription-plan-decided.ts';
import { requestPath } from '#notifications/mails/subscription-subject.ts';
import { tell } from '#notifications/notices/tell.ts';
import { queueMail } from '#notifications/outbox.ts';
import { accounts } from '#database/tables.ts';
import { eq } from 'drizzle-orm';
import type { Work } from '#registry/operation.ts';
import { readDetails } from '#registry/subscriptions/details.ts';
import type { FoundSubscription } from '#registry/subscriptions/find.ts';
import type { PlanRow } from '#registry/subscriptions/offer.ts';
import { decidersOf } from '#registry/subscriptions/recipients.ts';
import { subjectOf } from '#registry/subscriptions/tell.ts';

const nameOf = ({ nameFr: fr, nameEn: en }: PlanRow) => ({ fr, en });

/** Tells those who decide that a subscription asks for another plan. */
export async function tellPlanDeciders(
  work: Work,
  { id, providerOrganisationId }: FoundSubscription,
  plan: PlanRow,
  message: string,
): Promise<void> {
  const details = await readDetails(work.tx, id);
  const asker = await askerOf(work, details.application.responsible);
  const data = { subject: subjectOf(details), wanted: nameOf(plan), asker, message };
  for (const recipient of await decidersOf(work, details, providerOrganisationId)) {
    await queueMail(work, { ...recipient, template: subscriptionPlanAsked, data });
  }
}

async function askerOf({ tx, actor }: Work, otherwise: string): Promise<string> {
  if (actor.kind !== 'account') return otherwise;
  const [row] = await tx.select({ name: accounts.name }).from(accounts).where(eq(accounts.id, actor.accountId));
  return row?.name ?? otherwise;
}

type Decided = { readonly decision: 'approve' | 'reject' | 'change'; readonly reason: string; readonly plan: PlanRow };

/** Tells the application's side which plan holds now: the one it asked for, the one it had, or one that the provider chose. */
export async function tellPlanDecision(work: Work, subscriptionId: string, decided: Decided): Promise<void> {
  const details = await readDetails(work.tx, subscriptionId);
  const { applicationId, application, product, plan, requestedBy, deciders, state } = details;
  const { decision, reason } = decided;
  const subject = subjectOf(details);
  const wanted = nameOf(decided.plan);
  await tell(work, {
    type: 'subscription.decided',
    ...{ applicationId, subjectId: subscriptionId, accountId: requestedBy },
    notice: `plan ${decision} ${newId(work.now.getTime())}`,
    data: {
      application: { id: applicationId, name: application.name, environment: application.environment },
      subscription: subscriptionId,
      ...{ product, plan: plan.slug, page: requestPath(subject), decision: `${decision}-plan`, state, reason },
    },
    mail: {
      template: subscriptionPlanDecided,
      data: { subject, wanted, decision, reason, contact: deciders.mails[0] ?? '' },
    },
  });
}
