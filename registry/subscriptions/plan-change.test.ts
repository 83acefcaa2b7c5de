import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { asc, eq } from 'drizzle-orm';
import { auditEntries, mails, planRequests, plans } from '#database/tables.ts';
import { openMail } from '#notifications/outbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run, type Actor } from '#registry/operation.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { askPlan } from '#registry/subscriptions/ask-plan.ts';
import { changePlan } from '#registry/subscriptions/change-plan.ts';
import { decidePlan } from '#registry/subscriptions/decide-plan.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, approver, both, organisation, provider } = world;
after(() => registry.database.close());
beforeEach(() => query.delete(mails));

let made = 0;

/** A subscription under `default`: `open` is approved at once, `guarded` waits for the provider. */
async function subscribe(product = 'open'): Promise<string> {
  made += 1;
  const fields = { organisation, environment: 'sandbox', name: `app ${made}`, responsible: 'Dev' } as const;
  const email = 'contact@mtes.example';
  const { id: application } = await run(registry, developer, createApplication, { ...fields, email });
  const input = { application, product: `${provider}/${product}`, plan: 'default' };
  const { id } = await run(registry, developer, requestSubscription, input);
  await query.delete(mails);
  return id;
}

const ask = (subscription: string, plan: string, actor: Actor = developer) =>
  run(registry, actor, askPlan, { subscription, plan, message: 'We grow' });
const decide = (subscription: string, decision: 'approve' | 'reject', reason = '', actor: Actor = approver) =>
  run(registry, actor, decidePlan, { subscription, decision, reason });
const get = (subscription: string, actor: Actor = developer) => run(registry, actor, getSubscription, { subscription });

async function outbox() {
  const rows = await query.select().from(mails).orderBy(asc(mails.recipient));
  return rows.map((row) => ({
    to: row.recipient,
    template: row.template,
    text: JSON.stringify(
      openMail(registry.sealingKey, { id: row.id, sealedContent: row.sealedContent ?? Buffer.alloc(0) }),
    ),
  }));
}

/** Opens `large` of a product to everybody, or has it wait for approval as the world made it. */
async function makeFree(subscription: string, free: boolean): Promise<void> {
  const { productId } = await get(subscription);
  const [large] = await query.select().from(plans).where(eq(plans.productId, productId)).orderBy(asc(plans.slug));
  assert.ok(large !== undefined);
  await query.update(plans).set({ approvalNeeded: !free }).where(eq(plans.slug, 'large'));
}

test('a plan that nobody must approve holds at once, and nobody is written to', async () => {
  const id = await subscribe();
  await makeFree(id, true);
  assert.equal((await ask(id, 'large')).done, true);
  const { plan, wanted, state } = await get(id);
  assert.deepEqual([plan.slug, wanted, state], ['large', null, 'approved']);
  assert.deepEqual(await outbox(), []);
  const [entry] = await query.select().from(auditEntries).where(eq(auditEntries.action, 'subscription.ask-plan'));
  assert.equal(entry?.subjectId, id);
  await makeFree(id, false);
});

test('a plan that needs approval waits while the present one serves; approved, it holds, and those who asked are told', async () => {
  const id = await subscribe();
  assert.equal((await ask(id, 'large')).done, false);
  const waiting = await get(id);
  assert.deepEqual([waiting.plan.slug, waiting.wanted?.plan.slug, waiting.state], ['default', 'large', 'approved']);
  assert.equal(waiting.wanted?.message, 'We grow');
  const asked = await outbox();
  assert.deepEqual(
    asked.map(({ to, template }) => [to, template]),
    [
      ['a@b.fr', 'subscription.plan-asked'],
      [both.name, 'subscription.plan-asked'],
      [approver.name, 'subscription.plan-asked'],
    ],
  );
  assert.ok(asked.every(({ text }) => text.includes('We grow') && text.includes(`/requests/${id}`)));
  const inbox = await run(registry, approver, listRequests, { provider, planRequested: true });
  assert.deepEqual(
    inbox.items.map((item) => item.id),
    [id],
  );
  assert.equal((await get(id, approver)).options.decidePlan, 'open');
  await query.delete(mails);
  await decide(id, 'approve');
  const after = await get(id);
  assert.deepEqual([after.plan.slug, after.wanted], ['large', null]);
  assert.ok(
    (await outbox()).some(({ to, template }) => to === developer.name && template === 'subscription.plan-decided'),
  );
  await assert.rejects(decide(id, 'approve'), { code: 'subscription.no_plan_request', status: 409 });
});

test('a rejection needs a reason, and leaves the present plan', async () => {
  const id = await subscribe();
  await ask(id, 'large');
  await assert.rejects(decide(id, 'reject'), { code: 'input.invalid' });
  await query.delete(mails);
  await decide(id, 'reject', 'Too early');
  const { plan, wanted } = await get(id);
  assert.deepEqual([plan.slug, wanted], ['default', null]);
  assert.ok((await outbox()).every(({ text }) => text.includes('Too early')));
});

test('where an API is submitted to validation every plan is, and what still waits as a whole just names another plan', async () => {
  const id = await subscribe('guarded');
  await makeFree(id, true);
  assert.equal((await ask(id, 'large')).done, true);
  assert.deepEqual([(await get(id)).state, (await get(id)).plan.slug], ['pending', 'large']);
  await run(registry, approver, approveSubscription, { subscription: id });
  assert.equal((await ask(id, 'default')).done, false);
  await makeFree(id, false);
});

test('asking for the present plan takes back what was asked for; so does the end of the subscription', async () => {
  const id = await subscribe();
  await ask(id, 'large');
  assert.equal((await ask(id, 'default')).done, true);
  assert.equal((await get(id)).wanted, null);
  await ask(id, 'large');
  await run(registry, developer, withdrawSubscription, { subscription: id });
  assert.equal(await query.$count(planRequests, eq(planRequests.subscriptionId, id)), 0);
  await assert.rejects(ask(id, 'large'), { code: 'subscription.state', status: 409 });
});

test('the provider moves a subscription without being asked, and its side is told', async () => {
  const id = await subscribe();
  await ask(id, 'large');
  await query.delete(mails);
  await run(registry, approver, changePlan, { subscription: id, plan: 'large' });
  assert.deepEqual([(await get(id)).plan.slug, (await get(id)).wanted], ['large', null]);
  assert.ok((await outbox()).some(({ text }) => text.includes('Plan changed')));
});

test('nobody approves a plan that the same person asked for, operators do; outsiders see nothing', async () => {
  const id = await subscribe();
  await ask(id, 'large', both);
  assert.equal((await get(id, both)).options.decidePlan, 'own');
  await assert.rejects(decide(id, 'approve', '', both), { code: 'subscription.own_request', status: 403 });
  await assert.rejects(decide(id, 'approve', '', world.providerDeveloper), { code: 'permission.denied' });
  await assert.rejects(decide(id, 'approve', '', developer), { code: 'subscription.not_found' });
  await assert.rejects(ask(id, 'large', approver), { code: 'subscription.not_found' });
  await assert.rejects(ask(id, 'large', world.outsider), { code: 'subscription.not_found' });
  for (const plan of ['closed', 'nothing', '']) {
    await assert.rejects(ask(id, plan), ({ code }) => code === 'plan.not_found' || code === 'input.invalid');
  }
  await query.update(plans).set({ retiredAt: new Date() }).where(eq(plans.slug, 'large'));
  await assert.rejects(decide(id, 'approve'), { code: 'plan.not_found' });
  await query.update(plans).set({ retiredAt: null }).where(eq(plans.slug, 'large'));
  await decide(id, 'approve', '', operator);
  assert.equal((await get(id)).plan.slug, 'large');
});
