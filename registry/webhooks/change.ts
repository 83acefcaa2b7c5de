import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { webhooks } from '#database/tables.ts';
import { disableWebhook } from '#notifications/webhooks/disable.ts';
import { parseTarget } from '#notifications/webhooks/target.ts';
import { operation, type Work } from '#registry/operation.ts';
import { findWebhook, lockWebhook, mayChangeWebhooks } from '#registry/webhooks/find.ts';
import {
  oneWebhookFields,
  presentWebhook,
  webhookFields,
  webhookSchema,
  type WebhookRow,
} from '#registry/webhooks/schema.ts';

/**
 * Changes what is given of a webhook. Switched on again it is taken for one that works; switched off, what waits for it is
 * given up, and can be sent again.
 *
 * @throws Problem `application.not_found`, `webhook.not_found` (404), `webhook.address_refused` (422)
 */
export const changeWebhook = operation({
  name: 'webhook.change',
  summary: 'Changes a webhook, or switches it on or off.',
  http: { method: 'patch', path: '/applications/{application}/webhooks/{webhook}' },
  input: z.strictObject({
    ...oneWebhookFields,
    label: webhookFields.label.optional(),
    url: webhookFields.url.optional(),
    types: webhookFields.types.optional(),
    enabled: z.boolean().optional().describe('False: nothing is sent any more.'),
  }),
  output: webhookSchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference, enabled, label, url, types }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    const fields = {
      ...(label === undefined ? {} : { label }),
      ...(url === undefined ? {} : { url: parseTarget(url, work).href }),
      ...(types === undefined ? {} : { types }),
    };
    if (Object.keys(fields).length > 0) {
      await work.tx.update(webhooks).set(fields).where(eq(webhooks.id, webhook.id));
    }
    const switched = enabled !== undefined && enabled !== (webhook.disabledAt === null);
    if (switched) await switchWebhook(work, webhook, enabled);
    const details = { ...fields, ...(switched ? { enabled } : {}) };
    return {
      result: presentWebhook(await findWebhook(work.tx, subject.id, webhook.id)),
      audit: Object.keys(details).length === 0 ? [] : [{ subjectType: 'webhook', subjectId: webhook.id, details }],
    };
  },
});

async function switchWebhook(work: Work, webhook: WebhookRow, on: boolean): Promise<void> {
  if (!on) return disableWebhook(work, webhook, 'person');
  const working = { disabledAt: null, disabledBecause: null, failingSince: null };
  await work.tx.update(webhooks).set(working).where(eq(webhooks.id, webhook.id));
}
