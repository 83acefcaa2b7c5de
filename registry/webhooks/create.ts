import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { seal } from '#base/seal.ts';
import { webhooks } from '#database/tables.ts';
import { newWebhookSecret } from '#notifications/webhooks/signature.ts';
import { parseTarget } from '#notifications/webhooks/target.ts';
import { operation } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';
import { mayChangeWebhooks } from '#registry/webhooks/find.ts';
import { openWebhookSchema, presentWebhook, webhookFields, type WebhookRow } from '#registry/webhooks/schema.ts';

/**
 * Makes a webhook of an application. The secret that signs is in the answer.
 *
 * @throws Problem `application.not_found` (404), `webhook.too_many` (409), `webhook.address_refused` (422)
 */
export const createWebhook = operation({
  name: 'webhook.create',
  summary: 'Makes a webhook: an address that is called when something happens to an application.',
  http: { method: 'post', path: '/applications/{application}/webhooks' },
  input: z.strictObject({ application: referenceSchema, ...webhookFields }),
  output: openWebhookSchema,
  authorise: mayChangeWebhooks,
  perform: async (work, { subject }, { label, url, types }) => {
    const { href } = parseTarget(url, work);
    // The application is locked: two at once cannot pass the limit.
    const made = await work.tx.$count(webhooks, eq(webhooks.applicationId, subject.id));
    if (made >= limits.webhooksPerApplication) throw tooMany();
    const id = newId(work.now.getTime());
    const secret = newWebhookSecret();
    const row: WebhookRow = {
      ...{ id, label, types, url: href, applicationId: subject.id, createdAt: work.now },
      sealedSecret: seal(work.sealingKey, id, secret),
      createdBy: work.actor.kind === 'account' ? work.actor.accountId : null,
      ...{ sealedFormerSecret: null, formerSecretUntil: null, disabledAt: null, disabledBecause: null },
      ...{ failingSince: null, busyUntil: null },
    };
    await work.tx.insert(webhooks).values(row);
    const details = { applicationId: subject.id, label, url: href, types };
    return {
      result: { ...presentWebhook(row), secret },
      audit: [{ subjectType: 'webhook', subjectId: id, details }],
    };
  },
});

function tooMany(): Problem {
  return new Problem('webhook.too_many', 409, {
    en: `An application has at most ${limits.webhooksPerApplication} webhooks: delete one that is not needed.`,
    fr: `Une application a au plus ${limits.webhooksPerApplication} webhooks : supprimez-en un qui ne sert plus.`,
  });
}
