import { run } from '#registry/operation.ts';
import { listWebhooks } from '#registry/webhooks/list.ts';
import { readNamedApplication } from '#portal/pages/applications/frame.tsx';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** The application and the webhook that the address names. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function readNamedWebhook(visit: AccountVisit) {
  const application = await readNamedApplication(visit);
  const { items } = await run(visit.services.registry, visit.actor, listWebhooks, { application: application.id });
  const webhook = items.find(({ id }) => id === param(visit, 'webhook'));
  if (webhook === undefined) throw pageNotFound();
  return { application, webhook, place: { application: application.id, webhook: webhook.id } };
}
