/** Mails about subscriptions, queued in the transaction of what they tell. */
import { subscriptionAsked } from '#notifications/mails/subscription-asked.ts';
import { subscriptionDecided } from '#notifications/mails/subscription-decided.ts';
import type { subjectSchema } from '#notifications/mails/subscription-subject.ts';
import { queueMail } from '#notifications/outbox.ts';
import type { z } from 'zod';
import type { Work } from '#registry/operation.ts';
import { readDetails, type SubscriptionDetails } from '#registry/subscriptions/details.ts';
import { askersOf, decidersOf } from '#registry/subscriptions/recipients.ts';
import type { Decision } from '#registry/subscriptions/transitions.ts';

/** Tells those who decide that a subscription waits for them. */
export async function tellDeciders(work: Work, subscriptionId: string, providerOrganisationId: string): Promise<void> {
  const details = await readDetails(work.tx, subscriptionId);
  const { requester, message, application } = details;
  const data = { subject: subjectOf(details), asker: requester?.name ?? application.responsible, message };
  for (const recipient of await decidersOf(work, details, providerOrganisationId)) {
    await queueMail(work, { ...recipient, template: subscriptionAsked, data });
  }
}

/** Tells those who asked what was decided, and why. */
export async function tellAskers(
  work: Work,
  subscriptionId: string,
  decision: Decision,
  reason: string,
): Promise<void> {
  const details = await readDetails(work.tx, subscriptionId);
  const contact = details.deciders.mails[0] ?? '';
  const data = { subject: subjectOf(details), decision, reason, contact };
  for (const recipient of await askersOf(work, details)) {
    await queueMail(work, { ...recipient, template: subscriptionDecided, data });
  }
}

function subjectOf({
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
