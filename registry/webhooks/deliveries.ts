/** The log of deliveries, and what people do with it. */
import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { webhookAttempts, webhookDeliveries } from '#database/tables.ts';
import { webhookPath } from '#notifications/mails/webhook-disabled.ts';
import { announceDelivery, queueDelivery } from '#notifications/webhooks/queue.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { referenceSchema } from '#registry/reference.ts';
import { findDelivery, findWebhook, lockWebhook, mayChangeWebhooks, maySeeWebhooks } from '#registry/webhooks/find.ts';
import { demandFewCalls, demandFewTests, testType } from '#registry/webhooks/pace.ts';
import {
  deliverySchema,
  oneWebhookFields,
  openDeliverySchema,
  presentAttempt,
  presentDelivery,
  type WebhookRow,
} from '#registry/webhooks/schema.ts';

const path = '/applications/{application}/webhooks/{webhook}/deliveries';
const oneDelivery = z.strictObject({ ...oneWebhookFields, delivery: referenceSchema });

/** Reads the log of deliveries, newest first. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export const listDeliveries = operation({
  name: 'delivery.list',
  summary: 'Reads the log of deliveries to a webhook, newest first.',
  http: { method: 'get', path },
  input: z.strictObject({
    ...oneWebhookFields,
    state: z.enum(['waiting', 'delivered', 'failed']).optional(),
    ...pageFields,
  }),
  output: pageSchema(deliverySchema),
  authorise: maySeeWebhooks,
  perform: async (work, { subject }, { webhook: reference, state, limit, after }) => {
    const { id } = await findWebhook(work.tx, subject.id, reference);
    const cursor = readCursor(after);
    const rows = await work.tx
      .select()
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.webhookId, id),
          state === undefined ? undefined : eq(webhookDeliveries.state, state),
          cursor === undefined ? undefined : lt(webhookDeliveries.id, cursor.id),
        ),
      )
      .orderBy(desc(webhookDeliveries.id))
      .limit(limit + 1);
    return { result: makePage(rows, limit, (row) => ({ key: '', id: row.id }), presentDelivery), audit: [] };
  },
});

/**
 * Reads one delivery: what is sent, and its attempts.
 *
 * @throws Problem `application.not_found`, `webhook.not_found`, `delivery.not_found` (404)
 */
export const getDelivery = operation({
  name: 'delivery.get',
  summary: 'Reads a delivery to a webhook, with its attempts.',
  http: { method: 'get', path: `${path}/{delivery}` },
  input: oneDelivery,
  output: openDeliverySchema,
  authorise: maySeeWebhooks,
  perform: async (work, { subject }, { webhook, delivery }) => {
    const { id } = await findWebhook(work.tx, subject.id, webhook);
    const row = await findDelivery(work.tx, id, delivery);
    const attempts = await work.tx
      .select()
      .from(webhookAttempts)
      .where(eq(webhookAttempts.deliveryId, row.id))
      .orderBy(desc(webhookAttempts.id))
      .limit(limits.pageRows);
    return { result: { ...presentDelivery(row), log: attempts.map(presentAttempt) }, audit: [] };
  },
});

/**
 * Sends what was delivered or given up once more, with the same id and all its attempts before it.
 *
 * @throws Problem `application.not_found`, `webhook.not_found`, `delivery.not_found` (404), `webhook.disabled` (409),
 *   `delivery.sent_many` (429)
 */
export const sendDeliveryAgain = operation({
  name: 'delivery.send-again',
  summary: 'Sends a delivery once more, with the same id.',
  http: { method: 'post', path: `${path}/{delivery}/send-again` },
  input: oneDelivery,
  output: deliverySchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference, delivery }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    demandOn(webhook);
    await demandFewCalls(work, subject.id);
    const row = await findDelivery(work.tx, webhook.id, delivery);
    const due = { state: 'waiting', attempts: 0, nextAttemptAt: work.now, finishedAt: null } as const;
    await work.tx.update(webhookDeliveries).set(due).where(eq(webhookDeliveries.id, row.id));
    await announceDelivery(work.tx);
    const details = { webhookId: webhook.id, type: row.type };
    return {
      result: presentDelivery({ ...row, ...due }),
      audit: [{ subjectType: 'delivery', subjectId: row.id, details }],
    };
  },
});

/**
 * Sends a test: an event of the type `webhook.test`, signed and retried like every other.
 *
 * @throws Problem `application.not_found`, `webhook.not_found` (404), `webhook.disabled` (409), `webhook.tests_many` (429)
 */
export const testWebhook = operation({
  name: 'webhook.test',
  summary: 'Sends a test event to a webhook.',
  http: { method: 'post', path: '/applications/{application}/webhooks/{webhook}/test' },
  input: z.strictObject(oneWebhookFields),
  output: deliverySchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    demandOn(webhook);
    await demandFewTests(work, subject.id);
    const { id, name, environment } = subject;
    const page = webhookPath(id, webhook.id);
    const data = { application: { id, name, environment }, webhook: webhook.id, page };
    const message = { messageId: newId(work.now.getTime()), type: testType, data };
    const delivery = await findDelivery(work.tx, webhook.id, await queueDelivery(work, webhook.id, message));
    return {
      result: presentDelivery(delivery),
      audit: [{ subjectType: 'webhook', subjectId: webhook.id, details: { tested: true } }],
    };
  },
});

function demandOn({ disabledAt }: WebhookRow): void {
  if (disabledAt === null) return;
  throw new Problem('webhook.disabled', 409, {
    en: 'This webhook is switched off: switch it on first.',
    fr: "Ce webhook est désactivé : réactivez-le d'abord.",
  });
}
