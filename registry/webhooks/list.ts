import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { webhooks } from '#database/tables.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { maySeeWebhooks } from '#registry/webhooks/find.ts';
import { presentWebhook, webhookSchema } from '#registry/webhooks/schema.ts';

/** Lists the webhooks of an application, oldest first. @throws Problem `application.not_found` (404) */
export const listWebhooks = operation({
  name: 'webhook.list',
  summary: 'Lists the webhooks of an application.',
  http: { method: 'get', path: '/applications/{application}/webhooks' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(webhookSchema) }),
  authorise: maySeeWebhooks,
  perform: async (work, { subject }) => {
    const rows = await work.tx
      .select()
      .from(webhooks)
      .where(eq(webhooks.applicationId, subject.id))
      .orderBy(asc(webhooks.id));
    return { result: { items: rows.map(presentWebhook) }, audit: [] };
  },
});
