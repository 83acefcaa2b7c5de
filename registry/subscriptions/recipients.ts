/** Who is written to about a subscription that waits, and in which language. */
import { recipientsAt, type Recipient } from '#notifications/recipients.ts';
import type { Work } from '#registry/operation.ts';
import { readAdministrators, type SubscriptionDetails } from '#registry/subscriptions/details.ts';

/** Those who decide: the addresses that the APIs name, and the provider's administrators. */
export async function decidersOf(
  work: Work,
  details: SubscriptionDetails,
  organisationId: string,
): Promise<Recipient[]> {
  const people = await readAdministrators(work.tx, [organisationId]);
  return recipientsAt(work.tx, [...details.deciders.mails, ...people.map(({ email }) => email)]);
}
