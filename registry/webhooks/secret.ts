import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { seal, unseal } from '#base/seal.ts';
import { webhooks } from '#database/tables.ts';
import { newWebhookSecret } from '#notifications/webhooks/signature.ts';
import { operation } from '#registry/operation.ts';
import { lockWebhook, mayChangeWebhooks } from '#registry/webhooks/find.ts';
import { oneWebhookFields, openWebhookSchema, presentWebhook } from '#registry/webhooks/schema.ts';

/**
 * Shows the secret that signs. Each showing stands in the audit, which is why this is no GET.
 *
 * @throws Problem `application.not_found`, `webhook.not_found` (404), `seal.broken` (500)
 */
export const showWebhookSecret = operation({
  name: 'webhook.show-secret',
  summary: 'Shows the secret that signs what a webhook gets.',
  http: { method: 'post', path: '/applications/{application}/webhooks/{webhook}/show-secret' },
  input: z.strictObject(oneWebhookFields),
  output: openWebhookSchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    const secret = unseal(work.sealingKey, webhook.id, webhook.sealedSecret).toString('utf8');
    return {
      result: { ...presentWebhook(webhook), secret },
      audit: [{ subjectType: 'webhook', subjectId: webhook.id, details: { shown: true } }],
    };
  },
});

const hourMs = 3600_000;

/**
 * Replaces the secret. For `overlapHours` what is sent is signed with both, so that the receiver can be given the new one
 * meanwhile; a secret that was replaced before signs no more.
 *
 * @throws Problem `application.not_found`, `webhook.not_found` (404)
 */
export const rotateWebhookSecret = operation({
  name: 'webhook.rotate-secret',
  summary: 'Replaces the secret of a webhook; for a while both sign.',
  http: { method: 'post', path: '/applications/{application}/webhooks/{webhook}/rotate-secret' },
  input: z.strictObject({
    ...oneWebhookFields,
    overlapHours: z.coerce
      .number()
      .int()
      .min(0)
      .max(limits.webhookOverlapHours)
      .describe('Hours for which the old secret signs too; 0: not at all.'),
  }),
  output: openWebhookSchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { webhook: reference, overlapHours }) => {
    const webhook = await lockWebhook(work.tx, subject.id, reference);
    const secret = newWebhookSecret();
    const overlaps = overlapHours > 0;
    const changed = {
      sealedSecret: seal(work.sealingKey, webhook.id, secret),
      sealedFormerSecret: overlaps ? webhook.sealedSecret : null,
      formerSecretUntil: overlaps ? new Date(work.now.getTime() + overlapHours * hourMs) : null,
    };
    await work.tx.update(webhooks).set(changed).where(eq(webhooks.id, webhook.id));
    const details = { rotated: true, formerUntil: changed.formerSecretUntil?.toISOString() ?? null };
    return {
      result: { ...presentWebhook({ ...webhook, ...changed }), secret },
      audit: [{ subjectType: 'webhook', subjectId: webhook.id, details }],
    };
  },
});
