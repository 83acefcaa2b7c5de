import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { webhooks } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { lockWebhook, mayChangeWebhooks } from '#registry/webhooks/find.ts';
import { oneWebhookFields, presentWebhook, webhookSchema } from '#registry/webhooks/schema.ts';

/** Deletes a webhook with the log of its deliveries. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export const deleteWebhook = operation({
  name: 'webhook.delete',
  summary: 'Deletes a webhook and the log of its deliveries.',
  http: { method: 'delete', path: '/applications/{application}/webhooks/{webhook}' },
  input: z.strictObject(oneWebhookFields),
  output: webhookSchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    await work.tx.delete(webhooks).where(eq(webhooks.id, webhook.id));
    const details = { applicationId: subject.id, label: webhook.label, url: webhook.url, deleted: true };
    return {
      result: presentWebhook(webhook),
      audit: [{ subjectType: 'webhook', subjectId: webhook.id, details }],
    };
  },
});
