/** How often people may have a webhook called: each call reaches somebody. Judged while the application is locked. */
import { and, eq, gt, inArray, lte } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { webhookAttempts, webhookDeliveries, webhooks } from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';

/** What a test tells; the payload says that it is one. */
export const testType = 'webhook.test';

const retryAfterSeconds = limits.webhookPaceWindowMs / 1000;

/** @throws Problem `webhook.tests_many` (429) after many tests of the application's webhooks */
export async function demandFewTests(work: Work, applicationId: string): Promise<void> {
  const recent = and(
    inArray(webhookDeliveries.webhookId, webhooksOf(work, applicationId)),
    eq(webhookDeliveries.type, testType),
    gt(webhookDeliveries.occurredAt, windowStart(work)),
  );
  if ((await work.tx.$count(webhookDeliveries, recent)) < limits.webhookTests) return;
  throw new Problem(
    'webhook.tests_many',
    429,
    {
      en: 'Many tests were sent in the last minutes: wait a little.',
      fr: 'Beaucoup de tests ont été envoyés ces dernières minutes : patientez un peu.',
    },
    { retryAfterSeconds },
  );
}

/** @throws Problem `delivery.sent_many` (429) while many deliveries of the application were just made, or wait to be */
export async function demandFewCalls(work: Work, applicationId: string): Promise<void> {
  const deliveries = work.tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(inArray(webhookDeliveries.webhookId, webhooksOf(work, applicationId)));
  const made = and(inArray(webhookAttempts.deliveryId, deliveries), gt(webhookAttempts.startedAt, windowStart(work)));
  const due = and(
    inArray(webhookDeliveries.webhookId, webhooksOf(work, applicationId)),
    eq(webhookDeliveries.state, 'waiting'),
    lte(webhookDeliveries.nextAttemptAt, work.now),
  );
  const calls = (await work.tx.$count(webhookAttempts, made)) + (await work.tx.$count(webhookDeliveries, due));
  if (calls < limits.webhookCallsByHand) return;
  throw new Problem(
    'delivery.sent_many',
    429,
    {
      en: 'Much was sent to the webhooks of this application in the last minutes: wait a little.',
      fr: "Beaucoup d'envois ont été faits aux webhooks de cette application ces dernières minutes : patientez un peu.",
    },
    { retryAfterSeconds },
  );
}

function windowStart(work: Work): Date {
  return new Date(work.now.getTime() - limits.webhookPaceWindowMs);
}

function webhooksOf(work: Work, applicationId: string) {
  return work.tx.select({ id: webhooks.id }).from(webhooks).where(eq(webhooks.applicationId, applicationId));
}
