import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { limits } from '#base/limits.ts';
import { silentLog } from '#base/log.ts';
import {
  applications,
  consumerNotices,
  mails,
  webhookAttempts,
  webhookDeliveries,
  webhooks,
} from '#database/tables.ts';
import { sweepDeliveries } from '#notifications/webhooks/delivery.ts';
import { attemptDelivery, deliverNextEvent, takeDue, type WebhookContext } from '#notifications/webhooks/deliver.ts';
import type { Call, Outcome } from '#notifications/webhooks/post.ts';
import { queueEvent } from '#notifications/webhooks/queue.ts';
import { newId } from '#base/ids.ts';
import { createApplication } from '#registry/applications/create.ts';
import { inOneTransaction, run } from '#registry/operation.ts';
import { changeWebhook } from '#registry/webhooks/change.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { deleteWebhook } from '#registry/webhooks/delete.ts';
import { sendDeliveryAgain } from '#registry/webhooks/deliveries.ts';
import { rotateWebhookSecret } from '#registry/webhooks/secret.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
after(() => registry.database.close());
const { developer, organisation } = await makeWorld(registry);
const fields = { organisation, environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'Dev' } as const;
const { id: application } = await run(registry, developer, createApplication, fields);
await query.update(applications).set({ emailVerifiedAt: new Date(0) });

const calls: Call[] = [];
let outcome: Outcome;
const taken: Outcome = { failure: null, status: 204, answer: '', latencyMs: 7 };
const failed: Outcome = { failure: 'status', status: 503, answer: 'later', latencyMs: 7 };
const context: WebhookContext = {
  ...registry,
  portalUrl: 'https://portal.example.org',
  log: silentLog,
  post: async (call) => {
    calls.push(call);
    return outcome;
  },
};
const never = new AbortController().signal;
const deliver = () => deliverNextEvent(context, never);

let made = 0;
async function make(types: ('version.retired' | 'terms.renewed')[] = ['version.retired']) {
  made += 1;
  const input = { application, label: `hook ${made}`, url: `https://hooks.example.org/${made}`, types };
  return run(registry, developer, createWebhook, input);
}

const happen = (type: 'version.retired' | 'terms.renewed' = 'version.retired') =>
  inOneTransaction(registry, system, (work) =>
    queueEvent(work, { id: newId(), type, applicationId: application, data: { name: 'Été', page: '/apis/a/b/1' } }),
  );

async function only() {
  const [delivery] = await query.select().from(webhookDeliveries);
  const [webhook] = await query.select().from(webhooks);
  assert.ok(delivery !== undefined && webhook !== undefined);
  return { delivery, webhook };
}

const passMs = (ms: number) => registry.setNow(new Date(registry.clock.nowMs() + ms).toISOString());

beforeEach(async () => {
  await query.delete(webhooks);
  await query.delete(mails);
  await query.delete(consumerNotices);
  calls.length = 0;
  outcome = taken;
  registry.setNow('2026-03-01T12:00:00Z');
});

/** How the standard's library signs that call; its `verify` would look at the clock of the machine. */
function signatureOf(secret: string, { headers, body }: Call): string {
  return new Webhook(secret).sign(
    headers['webhook-id'] ?? '',
    new Date(Number(headers['webhook-timestamp']) * 1000),
    body,
  );
}

test('an event goes to the webhooks that want its type, signed, with whole addresses, and once', async () => {
  const { secret } = await make();
  await make(['terms.renewed']);
  await happen();
  assert.equal((await deliver())?.failure, null);
  assert.equal(await deliver(), null);
  const [call] = calls;
  assert.ok(call !== undefined);
  assert.equal(call.headers['webhook-signature'], signatureOf(secret, call));
  assert.deepEqual(JSON.parse(call.body), {
    type: 'version.retired',
    timestamp: '2026-03-01T12:00:00.000Z',
    data: { name: 'Été', page: 'https://portal.example.org/apis/a/b/1' },
  });
  const [row] = await query.select().from(webhookDeliveries);
  assert.deepEqual([row?.state, row?.attempts], ['delivered', 1]);
  assert.equal(call.headers['webhook-id'], row?.messageId);
});

test('what fails is tried again after the pauses of the schedule, with the same id, and given up after a day', async () => {
  await make();
  await happen();
  outcome = failed;
  for (const pauseMs of limits.webhookRetriesMs) {
    assert.equal((await deliver())?.failure, 'status');
    assert.equal(await deliver(), null);
    passMs(pauseMs - 1);
    assert.equal(await deliver(), null);
    passMs(1);
  }
  assert.equal((await only()).delivery.state, 'waiting');
  await deliver();
  const { delivery, webhook } = await only();
  assert.deepEqual([delivery.state, delivery.attempts], ['failed', limits.webhookRetriesMs.length + 1]);
  assert.equal(new Set(calls.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.equal(new Set(calls.map(({ headers }) => headers['webhook-timestamp'])).size, calls.length);
  assert.equal(await query.$count(webhookAttempts), calls.length);
  const day = 24 * 3600_000;
  const allMs = limits.webhookRetriesMs.reduce((sum, ms) => sum + ms, 0);
  assert.ok(allMs > 0.8 * day && allMs < 1.2 * day);
  assert.equal(webhook.disabledAt, null, 'one day of failure is no reason to switch it off');
});

test('two at once never call the same webhook, and one that is slow holds up no other', async () => {
  await make();
  await make();
  await happen();
  await happen();
  const first = await takeDue(context);
  const second = await takeDue(context);
  assert.ok(first !== null && second !== null);
  assert.notEqual(first.webhook.id, second.webhook.id);
  assert.equal(await takeDue(context), null, 'each is being called; its second event waits');
  await attemptDelivery(context, second, never);
  assert.equal((await takeDue(context))?.webhook.id, second.webhook.id);
});

test('an organisation is called at a few places at once, and the others are left to others', async () => {
  for (let count = 0; count <= limits.webhookCallsPerOrganisation; count += 1) await make();
  await happen();
  for (let count = 0; count < limits.webhookCallsPerOrganisation; count += 1) {
    assert.ok((await takeDue(context)) !== null);
  }
  assert.equal(await takeDue(context), null);
  const other = await run(registry, operator, createApplication, { ...fields, organisation: 'other-w' });
  const input = { application: other.id, label: 'hook', url: 'https://hooks.example.org/' };
  const type = 'version.retired';
  const { id } = await run(registry, operator, createWebhook, { ...input, types: [type] });
  const event = { id: newId(), type, applicationId: other.id, data: {} };
  await inOneTransaction(registry, system, (work) => queueEvent(work, event));
  assert.equal((await takeDue(context))?.webhook.id, id);
});

test('what a process that was killed had taken is tried again after its lease', async () => {
  await make();
  await happen();
  assert.ok((await takeDue(context)) !== null);
  assert.equal(await deliver(), null);
  passMs(limits.webhookLeaseMs);
  assert.equal((await deliver())?.failure, null);
});

test('webhooks that work come before those that fail', async () => {
  const failing = await make();
  await query.update(webhooks).set({ failingSince: new Date(0) });
  await happen();
  passMs(1000);
  const working = await make();
  await happen();
  assert.equal((await takeDue(context))?.webhook.id, working.id);
  assert.equal((await takeDue(context))?.webhook.id, failing.id);
});

test('a receiver that is gone is switched off at once, and those who look after it are told', async () => {
  await make();
  await happen();
  await happen();
  outcome = { failure: 'gone', status: 410, answer: '', latencyMs: 1 };
  await deliver();
  const { webhook } = await only();
  assert.equal(webhook.disabledBecause, 'gone');
  const states = await query.select({ state: webhookDeliveries.state }).from(webhookDeliveries);
  assert.deepEqual(states, [{ state: 'failed' }, { state: 'failed' }]);
  const told = await query
    .select({ to: mails.recipient, template: mails.template })
    .from(mails)
    .orderBy(mails.recipient);
  assert.deepEqual(told, [
    { to: 'a@b.fr', template: 'webhook.disabled' },
    { to: developer.name, template: 'webhook.disabled' },
  ]);
  await happen();
  assert.equal(await deliver(), null, 'nothing is queued for what is off');
});

test('days of failure switch it off when a delivery is given up; switched on, what failed can be sent again', async () => {
  const { id: webhook } = await make();
  await happen();
  outcome = failed;
  await query.update(webhooks).set({ failingSince: new Date(registry.clock.nowMs() - limits.webhookFailingMs) });
  await deliver();
  assert.equal((await only()).webhook.disabledAt, null, 'each delivery has its day');
  await query.update(webhookDeliveries).set({ attempts: limits.webhookRetriesMs.length });
  passMs(limits.webhookRetriesMs[0]);
  await deliver();
  assert.equal((await only()).webhook.disabledBecause, 'failures');
  assert.equal(await query.$count(mails), 2);
  const place = { application, webhook };
  const { id: delivery } = (await only()).delivery;
  await assert.rejects(run(registry, developer, sendDeliveryAgain, { ...place, delivery }), {
    code: 'webhook.disabled',
  });
  await run(registry, developer, changeWebhook, { ...place, enabled: true });
  await run(registry, developer, sendDeliveryAgain, { ...place, delivery });
  outcome = taken;
  await deliver();
  const after = await only();
  assert.deepEqual([after.delivery.state, after.webhook.failingSince], ['delivered', null]);
  assert.equal(new Set(calls.map(({ headers }) => headers['webhook-id'])).size, 1);
});

test('while a secret is replaced both sign; then the new one alone, and the old one is erased', async () => {
  const { id: webhook, secret } = await make();
  const rotated = await run(registry, developer, rotateWebhookSecret, { application, webhook, overlapHours: 24 });
  await happen();
  await deliver();
  passMs(24 * 3600_000);
  await happen();
  await deliver();
  const [during, after] = calls;
  assert.ok(during !== undefined && after !== undefined);
  const both = `${signatureOf(rotated.secret, during)} ${signatureOf(secret, during)}`;
  assert.equal(during.headers['webhook-signature'], both);
  assert.equal(after.headers['webhook-signature'], signatureOf(rotated.secret, after));
  passMs(1);
  await sweepDeliveries(context);
  assert.equal((await only()).webhook.sealedFormerSecret, null);
});

test('a webhook that is deleted while it is called leaves nothing behind', async () => {
  const { id: webhook } = await make();
  await happen();
  const inHand = await takeDue(context);
  await run(registry, developer, deleteWebhook, { application, webhook });
  assert.ok(inHand !== null);
  await attemptDelivery(context, inHand, never);
  assert.equal(await query.$count(webhookDeliveries), 0);
});

test('the log is swept after its time, and what waits stays', async () => {
  await make();
  await happen();
  await deliver();
  passMs(limits.webhookLogKeptMs + 1);
  await happen();
  await sweepDeliveries(context);
  assert.deepEqual(
    (await query.select().from(webhookDeliveries)).map(({ state }) => state),
    ['waiting'],
  );
  assert.equal(await query.$count(webhookAttempts), 0);
  assert.equal(await query.$count(webhooks, eq(webhooks.applicationId, application)), 1);
});
