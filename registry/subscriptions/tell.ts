/** Mails about subscriptions, queued in the transaction of what they tell. */
import { newId } from '#base/ids.ts';
import { subscriptionAsked } from '#notifications/mails/subscription-asked.ts';
import { subscriptionDecided } from '#notifications/mails/subscription-decided.ts';
import { requestPath, type subjectSchema } from '#notifications/mails/subscription-subject.ts';
import { tell } from '#notifications/notices/tell.ts';
import { queueMail } from '#notifications/outbox.ts';
import type { z } from 'zod';
import type { Work } from '#registry/operation.ts';
import { readDetails, type SubscriptionDetails } from '#registry/subscriptions/details.ts';
import { decidersOf } from '#registry/subscriptions/recipients.ts';
import type { Decision, SubscriptionState } from '#registry/subscriptions/transitions.ts';

/** Tells those who decide that a subscription waits for them. */
export async function tellDeciders(work: Work, subscriptionId: string, providerOrganisationId: string): Promise<void> {
  const details = await readDetails(work.tx, subscriptionId);
  const { requester, message, application } = details;
  const data = { subject: subjectOf(details), asker: requester?.name ?? application.responsible, message };
  for (const recipient of await decidersOf(work, details, providerOrganisationId)) {
    await queueMail(work, { ...recipient, template: subscriptionAsked, data });
  }
}

type Decided = { readonly decision: Decision; readonly state: SubscriptionState; readonly reason: string };

/** Tells the application's side what was decided, and why. */
export async function tellDecision(work: Work, subscriptionId: string, decided: Decided): Promise<void> {
  const details = await readDetails(work.tx, subscriptionId);
  const { applicationId, application, product, plan, requestedBy, deciders } = details;
  const { decision, reason } = decided;
  const subject = subjectOf(details);
  await tell(work, {
    type: 'subscription.decided',
    ...{ applicationId, subjectId: subscriptionId, accountId: requestedBy },
    // Each decision is news of its own.
    notice: `${decision} ${newId(work.now.getTime())}`,
    data: {
      application: { id: applicationId, name: application.name, environment: application.environment },
      subscription: subscriptionId,
      ...{ product, plan: plan.slug, page: requestPath(subject), ...decided },
    },
    mail: { template: subscriptionDecided, data: { subject, decision, reason, contact: deciders.mails[0] ?? '' } },
  });
}

/** What every mail about a subscription names. */
export function subjectOf({
  id,
  application,
  product,
  plan,
  provider,
  apis,
}: SubscriptionDetails): z.input<typeof subjectSchema> {
  const { name, organisation, environment } = application;
  return {
    id,
    application: name,
    organisation,
    environment,
    product: product.name,
    plan: plan.name,
    provider: provider.name,
    apis: apis.map(({ reference }) => reference),
  };
}
