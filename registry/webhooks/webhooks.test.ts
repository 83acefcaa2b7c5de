import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { auditEntries, webhookAttempts, webhooks } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { changeWebhook } from '#registry/webhooks/change.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { deleteWebhook } from '#registry/webhooks/delete.ts';
import { getDelivery, listDeliveries, sendDeliveryAgain, testWebhook } from '#registry/webhooks/deliveries.ts';
import { listWebhooks } from '#registry/webhooks/list.ts';
import { rotateWebhookSecret, showWebhookSecret } from '#registry/webhooks/secret.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
after(() => registry.database.close());
const world = await makeWorld(registry);
const { developer, outsider, approver, organisation } = world;

let made = 0;
async function makeApplication(): Promise<string> {
  made += 1;
  const input = {
    organisation,
    environment: 'sandbox',
    name: `app ${made}`,
    email: 'a@b.fr',
    responsible: 'D',
  } as const;
  return (await run(registry, developer, createApplication, input)).id;
}
const application = await makeApplication();
const hook = { application, label: 'CI', url: 'https://hooks.example.org/a', types: ['quota.threshold' as const] };

test('a webhook is made with a secret that is sealed, shown again, and stands in no audit entry', async () => {
  const { id: webhook, secret } = await run(registry, developer, createWebhook, hook);
  assert.match(secret, /^whsec_/);
  const [row] = await query.select().from(webhooks);
  assert.ok(row !== undefined && !row.sealedSecret.includes(secret));
  assert.equal((await run(registry, developer, showWebhookSecret, { application, webhook })).secret, secret);
  const listed = await run(registry, developer, listWebhooks, { application });
  assert.deepEqual(
    listed.items.map(({ label, url, types, disabledAt }) => ({ label, url, types, disabledAt })),
    [{ label: 'CI', url: hook.url, types: hook.types, disabledAt: null }],
  );
  const rotated = await run(registry, developer, rotateWebhookSecret, { application, webhook, overlapHours: 1 });
  assert.notEqual(rotated.secret, secret);
  assert.equal(rotated.formerSecretUntil, '2026-03-01T13:00:00.000Z');
  const audit = await query
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectType, 'webhook'), eq(auditEntries.subjectId, webhook)));
  assert.deepEqual(audit.map(({ action }) => action).sort(), [
    'webhook.create',
    'webhook.rotate-secret',
    'webhook.show-secret',
  ]);
  assert.ok(!JSON.stringify(audit).includes('whsec_'));
});

test('addresses that may not be called are refused when they are set and when they are changed', async () => {
  const [first] = (await run(registry, developer, listWebhooks, { application })).items;
  const webhook = first?.id ?? '';
  for (const url of ['http://a.example/', 'https://127.0.0.1/', 'https://u:p@a.example/', 'nonsense']) {
    const refused = { code: 'webhook.address_refused', status: 422 };
    await assert.rejects(run(registry, developer, createWebhook, { ...hook, url }), refused);
    await assert.rejects(run(registry, developer, changeWebhook, { application, webhook, url }), refused);
  }
  const open = { ...registry, privateTargets: true };
  const changed = await run(open, developer, changeWebhook, { application, webhook, url: 'http://127.0.0.1:9000/' });
  assert.equal(changed.url, 'http://127.0.0.1:9000/');
  await assert.rejects(run(registry, developer, createWebhook, { ...hook, types: [] }), { code: 'input.invalid' });
});

test('only members of the organisation and operators have to do with its webhooks', async () => {
  const [first] = (await run(registry, operator, listWebhooks, { application })).items;
  const place = { application, webhook: first?.id ?? '' };
  for (const actor of [outsider, approver]) {
    const hidden = { code: 'application.not_found' };
    await assert.rejects(run(registry, actor, listWebhooks, { application }), hidden);
    await assert.rejects(run(registry, actor, createWebhook, hook), hidden);
    await assert.rejects(run(registry, actor, showWebhookSecret, place), hidden);
    await assert.rejects(run(registry, actor, testWebhook, place), hidden);
    await assert.rejects(run(registry, actor, listDeliveries, place), hidden);
    await assert.rejects(run(registry, actor, deleteWebhook, place), hidden);
  }
  const other = await makeApplication();
  const elsewhere = { ...place, application: other };
  await assert.rejects(run(registry, developer, showWebhookSecret, elsewhere), { code: 'webhook.not_found' });
});

test('a test is queued like an event, seen in the log, sent again; and there are not many of them', async () => {
  const [first] = (await run(registry, developer, listWebhooks, { application })).items;
  const place = { application, webhook: first?.id ?? '' };
  const { id: delivery } = await run(registry, developer, testWebhook, place);
  const shown = await run(registry, developer, getDelivery, { ...place, delivery });
  assert.deepEqual([shown.type, shown.state, shown.log], ['webhook.test', 'waiting', []]);
  assert.equal((await run(registry, developer, sendDeliveryAgain, { ...place, delivery })).state, 'waiting');
  for (let count = 1; count < limits.webhookTests; count += 1) await run(registry, developer, testWebhook, place);
  await assert.rejects(run(registry, developer, testWebhook, place), { code: 'webhook.tests_many', status: 429 });
  registry.setNow('2026-03-01T12:10:00Z');
  await run(registry, developer, testWebhook, place);
  const page = await run(registry, developer, listDeliveries, { ...place, limit: 5, state: 'waiting' });
  assert.equal(page.items.length, 5);
  const next = await run(registry, developer, listDeliveries, { ...place, limit: 200, after: page.next ?? '' });
  assert.equal(next.items.length, limits.webhookTests - 4);
  for (const unknown of ['nonsense', place.webhook]) {
    const missing = { code: 'delivery.not_found', status: 404 };
    await assert.rejects(run(registry, developer, getDelivery, { ...place, delivery: unknown }), missing);
  }
});

test('what is sent again calls somebody too: there are not many of them', async () => {
  const [first] = (await run(registry, developer, listWebhooks, { application })).items;
  const place = { application, webhook: first?.id ?? '' };
  const [sent] = (await run(registry, developer, listDeliveries, { ...place, limit: 1 })).items;
  const delivery = sent?.id ?? '';
  const startedAt = new Date(registry.clock.nowMs());
  const attempt = { deliveryId: delivery, startedAt, latencyMs: 1, status: 204, failure: null, answer: '' };
  const attempts = Array.from({ length: limits.webhookCallsByHand }, () => ({ id: newId(), ...attempt }));
  await query.insert(webhookAttempts).values(attempts);
  const many = { code: 'delivery.sent_many', status: 429 };
  await assert.rejects(run(registry, developer, sendDeliveryAgain, { ...place, delivery }), many);
  registry.setNow(new Date(startedAt.getTime() + limits.webhookPaceWindowMs).toISOString());
  await run(registry, developer, sendDeliveryAgain, { ...place, delivery });
});

test('switched off, nothing is sent; deleted, it is not there', async () => {
  const [first] = (await run(registry, developer, listWebhooks, { application })).items;
  const place = { application, webhook: first?.id ?? '' };
  const off = await run(registry, developer, changeWebhook, { ...place, enabled: false });
  assert.equal(off.disabledBecause, 'person');
  await assert.rejects(run(registry, developer, testWebhook, place), { code: 'webhook.disabled', status: 409 });
  const on = await run(registry, developer, changeWebhook, { ...place, enabled: true, label: 'Other' });
  assert.deepEqual([on.disabledAt, on.label], [null, 'Other']);
  await run(registry, developer, deleteWebhook, place);
  await assert.rejects(run(registry, developer, testWebhook, place), { code: 'webhook.not_found', status: 404 });
});

test('an application has so many webhooks and no more', async () => {
  const full = await makeApplication();
  const input = { ...hook, application: full };
  for (let count = 0; count < limits.webhooksPerApplication; count += 1)
    await run(registry, developer, createWebhook, input);
  await assert.rejects(run(registry, developer, createWebhook, input), { code: 'webhook.too_many', status: 409 });
});
