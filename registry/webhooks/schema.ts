import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { webhookAttempts, webhookDeliveries, webhooks } from '#database/tables.ts';
import { eventTypes } from '#notifications/notices/types.ts';
import { labelSchema } from '#registry/credentials/schema.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Input of the operations on one webhook. */
export const oneWebhookFields = { application: referenceSchema, webhook: referenceSchema };

/** What people set. */
export const webhookFields = {
  label: labelSchema.describe('What its owner calls it.'),
  url: z.string().trim().max(limits.webhookUrlLength).describe('The https address that is called.'),
  types: z
    .array(z.enum(eventTypes))
    .min(1)
    .transform((types) => eventTypes.filter((type) => types.includes(type)))
    .describe('The types of events that are told.'),
};

/** A webhook as operations give it back; its secret is given by `webhook.show-secret` and by what makes one, nowhere else. */
export const webhookSchema = z.object({
  id: z.string(),
  label: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable().describe('Null: it is on.'),
  disabledBecause: z.enum(['person', 'failures', 'gone']).nullable(),
  failingSince: z.iso.datetime().nullable().describe('Since when nothing could be delivered; null: it works.'),
  formerSecretUntil: z.iso.datetime().nullable().describe('Until when the secret before this one signs too.'),
});

/** A webhook with its secret. */
export const openWebhookSchema = webhookSchema.extend({ secret: z.string() });

export type WebhookRow = typeof webhooks.$inferSelect;

export function presentWebhook(row: WebhookRow): z.input<typeof webhookSchema> {
  const { id, label, url, types, disabledBecause } = row;
  return {
    ...{ id, label, url, types, disabledBecause },
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    formerSecretUntil: row.formerSecretUntil?.toISOString() ?? null,
  };
}

/** A line of the log of deliveries. */
export const deliverySchema = z.object({
  id: z.string(),
  messageId: z.string().describe('What the receiver gets as webhook-id.'),
  type: z.string(),
  occurredAt: z.iso.datetime(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  nextAttemptAt: z.iso.datetime().nullable().describe('While it waits.'),
  finishedAt: z.iso.datetime().nullable(),
  data: z.record(z.string(), z.unknown()).describe('What it tells; `page` is sent as a whole address.'),
});

/** One attempt. */
export const attemptSchema = z.object({
  startedAt: z.iso.datetime(),
  latencyMs: z.number().int(),
  status: z.number().int().nullable().describe('Null: there was no answer.'),
  failure: z.string().nullable().describe('Null: it was taken.'),
  answer: z.string().describe('The beginning of the answer, or of what went wrong.'),
});

/** A delivery with what came of it. */
export const openDeliverySchema = deliverySchema.extend({
  log: z.array(attemptSchema).describe('Its attempts, newest first.'),
});

type DeliveryRow = typeof webhookDeliveries.$inferSelect;

export function presentDelivery(row: DeliveryRow): z.input<typeof deliverySchema> {
  const { id, messageId, type, state, attempts, data } = row;
  return {
    ...{ id, messageId, type, state, attempts, data },
    occurredAt: row.occurredAt.toISOString(),
    nextAttemptAt: state === 'waiting' ? row.nextAttemptAt.toISOString() : null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function presentAttempt(row: typeof webhookAttempts.$inferSelect): z.input<typeof attemptSchema> {
  const { latencyMs, status, failure, answer } = row;
  return { startedAt: row.startedAt.toISOString(), latencyMs, status, failure, answer };
}
