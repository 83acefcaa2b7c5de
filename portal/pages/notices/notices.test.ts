import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { limits } from '#base/limits.ts';
import { silentLog } from '#base/log.ts';
import { noticePreferences, webhookDeliveries, webhooks } from '#database/tables.ts';
import { deliverNextEvent } from '#notifications/webhooks/deliver.ts';
import type { Portal } from '#portal/server.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, type TestRegistry, type World } from '#test/people.ts';
import { newVisitor, openTestPortal, type SeenPage, type Visitor } from '#test/portal.ts';

let registry: TestRegistry;
let world: World;
let portal: Portal;
let tab: string;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
  portal = await openTestPortal(registry);
  const fields = { organisation: world.organisation, environment: 'sandbox', name: 'Comptoir' } as const;
  const contact = { email: 'a@b.fr', responsible: 'Dev' };
  tab = `/applications/${(await run(registry, world.developer, createApplication, { ...fields, ...contact })).id}/notices`;
});
after(() => registry.database.close());

async function visitorOf(accountId: string, language: 'fr' | 'en' = 'en'): Promise<Visitor> {
  const visitor = newVisitor(portal, language);
  await visitor.logInAs(registry, accountId);
  return visitor;
}

const developer = () => visitorOf(world.developer.accountId);

const secretsOf = (page: SeenPage): string[] => page.document.toString().match(/whsec_[\w+/]+=*/g) ?? [];

async function onlyWebhook() {
  const [row] = await registry.database.query.select().from(webhooks);
  assert.ok(row !== undefined);
  return row;
}

test('a webhook is made with a form that says what is wrong, and its secret is shown once', async () => {
  const visitor = await developer();
  const page = await visitor.open(`${tab}/new-webhook`);
  const wrong = await visitor.submit(page, `${tab}/new-webhook`, {
    ...{ label: 'Stock', url: 'http://127.0.0.1/', types: ['quota.threshold'] },
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /must begin with https/);
  assert.match(wrong.document.toString(), /value="Stock"/);
  const none = await visitor.submit(wrong, `${tab}/new-webhook`, { url: 'https://hooks.example.org/', types: [] });
  assert.equal(none.status, 422);
  const made = await visitor.submit(none, `${tab}/new-webhook`, {
    ...{ url: 'https://hooks.example.org/', types: ['quota.threshold', 'terms.renewed'] },
  });
  assert.equal(secretsOf(made).length, 1);
  assert.equal(made.headers.get('cache-control'), 'no-store');
  const { id } = await onlyWebhook();
  const shown = await visitor.open(`${tab}/webhooks/${id}`);
  assert.deepEqual(secretsOf(shown), []);
  const asked = await visitor.open(`${tab}/webhooks/${id}/secret`);
  assert.deepEqual(secretsOf(asked), []);
  assert.deepEqual(secretsOf(await visitor.submit(asked, `${tab}/webhooks/${id}/secret`)), secretsOf(made));
  const replaced = await visitor.submit(asked, `${tab}/webhooks/${id}/secret/replace`, { overlapHours: '24' });
  assert.notDeepEqual(secretsOf(replaced), secretsOf(made));
});

test('the secret is for who has proved a moment ago to be there', async () => {
  const { id } = await onlyWebhook();
  const visitor = await developer();
  const nowMs = registry.clock.nowMs();
  registry.setNow(new Date(nowMs + limits.sessionConfirmedMs).toISOString());
  for (const path of ['new-webhook', `webhooks/${id}/secret`, `webhooks/${id}/secret/replace`]) {
    assert.match((await visitor.open(`${tab}/${path}`)).address, /^\/confirm-identity/);
  }
  registry.setNow(new Date(nowMs).toISOString());
});

test('a test is sent, seen with its attempts and what was answered, and sent again', async () => {
  const { id } = await onlyWebhook();
  const visitor = await developer();
  const page = await visitor.open(`${tab}/webhooks/${id}`);
  assert.match(page.text, /Nothing was sent yet/);
  const tested = await visitor.submit(page, `${tab}/webhooks/${id}/test`);
  assert.match(tested.text, /A test is on its way/);
  const outcome = { failure: 'status', status: 500, answer: '<b>oops</b>', latencyMs: 12 } as const;
  const context = { ...registry, portalUrl: 'https://p.example', log: silentLog, post: async () => outcome };
  await deliverNextEvent(context, new AbortController().signal);
  const [delivery] = await registry.database.query.select().from(webhookDeliveries);
  const address = `${tab}/webhooks/${id}/deliveries/${delivery?.id}`;
  const shown = await visitor.open(address);
  assert.match(shown.text, /500 – The answer was no success/);
  assert.match(shown.document.toString(), /&lt;b&gt;oops/);
  assert.match((await visitor.submit(shown, `${address}/send-again`)).text, /on its way again/);
  assert.match((await visitor.open(`${tab}/webhooks/${id}`)).text, /Failing/);
});

test('it is switched off and on, changed and deleted', async () => {
  const { id } = await onlyWebhook();
  const visitor = await developer();
  const page = await visitor.open(`${tab}/webhooks/${id}`);
  const off = await visitor.submit(page, `${tab}/webhooks/${id}/disable`);
  assert.match(off.text, /Switched off by a person/);
  const on = await visitor.submit(off, `${tab}/webhooks/${id}/enable`);
  assert.match(on.text, /The webhook is on/);
  const wrong = await visitor.submit(on, `${tab}/webhooks/${id}`, { url: 'nonsense' });
  assert.equal(wrong.status, 422);
  const changed = await visitor.submit(on, `${tab}/webhooks/${id}`, { label: 'Other', types: ['errors.threshold'] });
  assert.match(changed.text, /The webhook is changed/);
  assert.deepEqual((await onlyWebhook()).types, ['errors.threshold']);
  const asked = await visitor.open(`${tab}/webhooks/${id}/delete`);
  assert.match(asked.text, /Delete the webhook Other\?/);
  assert.match((await visitor.submit(asked, `${tab}/webhooks/${id}/delete`)).text, /The webhook is deleted/);
  assert.equal((await visitor.open(`${tab}/webhooks/${id}`)).status, 404);
});

test('each person chooses for itself, and for the contact address, and sees it among its own pages', async () => {
  const visitor = await developer();
  const page = await visitor.open(tab);
  assert.match(page.text, /You have chosen nothing yet/);
  assert.match(page.text, /not verified/);
  const chosen = await visitor.submit(page, `${tab}/own`, { ownTypes: ['quota.threshold', 'errors.threshold'] });
  assert.match(chosen.text, /The choice is saved/);
  await visitor.submit(chosen, `${tab}/contact`, { contactTypes: [] });
  const [row] = await registry.database.query.select().from(noticePreferences);
  assert.deepEqual(row?.types, ['quota.threshold', 'errors.threshold']);
  assert.match((await visitor.open('/account/notices')).text, /2 of 8 types/);
  const french = await visitorOf(world.developer.accountId, 'fr');
  assert.match((await french.open('/account/notices')).text, /2 types sur 8/);
});

test('others see nothing of it', async () => {
  const visitor = await visitorOf(world.outsider.accountId);
  for (const path of ['', '/new-webhook', `/webhooks/${world.outsider.accountId}`]) {
    assert.equal((await visitor.open(`${tab}${path}`)).status, 404);
  }
});
