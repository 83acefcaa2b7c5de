import { and, eq } from 'drizzle-orm';
import { applications, webhookDeliveries, webhooks } from '#database/tables.ts';
import { webhookDisabled, webhookPath } from '#notifications/mails/webhook-disabled.ts';
import { tell } from '#notifications/notices/tell.ts';
import type { MailWork } from '#notifications/outbox.ts';

type WebhookRow = typeof webhooks.$inferSelect;
type Because = NonNullable<WebhookRow['disabledBecause']>;

/**
 * Switches a webhook off: nothing is queued for it any more, and what waits is given up (it can be sent again). When no
 * person did so, those who look after the application are written to.
 */
export async function disableWebhook(work: MailWork, webhook: WebhookRow, because: Because): Promise<void> {
  const { tx, now } = work;
  await tx.update(webhooks).set({ disabledAt: now, disabledBecause: because }).where(eq(webhooks.id, webhook.id));
  await tx
    .update(webhookDeliveries)
    .set({ state: 'failed', finishedAt: now })
    .where(and(eq(webhookDeliveries.webhookId, webhook.id), eq(webhookDeliveries.state, 'waiting')));
  if (because === 'person') return;
  const [application] = await tx
    .select({ name: applications.name })
    .from(applications)
    .where(eq(applications.id, webhook.applicationId));
  const { id, applicationId, label, url } = webhook;
  const data = {
    application: application?.name ?? '',
    applicationId,
    webhook: id,
    label,
    host: new URL(url).host,
    because,
  };
  await tell(work, {
    type: 'webhook.disabled',
    ...{ applicationId, subjectId: id, notice: `disabled ${now.toISOString()}`, accountId: webhook.createdBy },
    data: { because, webhook: id, label, page: webhookPath(applicationId, id) },
    mail: { template: webhookDisabled, data },
  });
}
