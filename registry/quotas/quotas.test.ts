import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { plans, providers, quotaUses } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run, type Actor } from '#registry/operation.ts';
import { listQuotas } from '#registry/quotas/list.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { explainRefusal } from '#registry/why/explain.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, approver, organisation, provider } = world;
after(() => registry.database.close());
const now = new Date(registry.clock.nowMs());
/** 1 March 2026, and March, in Paris. */
const numbers = { day: Math.floor(now.getTime() / 86_400_000), month: 12 * 2026 + 2 };

async function subscribe(name: string) {
  const fields = { name, email: 'contact@mtes.example', responsible: 'Dev' };
  const { id: application, organisationId } = await run(registry, developer, createApplication, {
    ...{ organisation, environment: 'sandbox', ...fields },
  });
  const product = `${provider}/open`;
  const { id, planId, productId } = await run(registry, developer, requestSubscription, {
    ...{ application, product, plan: 'default' },
  });
  return { application, organisationId, subscription: id, planId, productId };
}

async function setPlan(planId: string, limits: Partial<typeof plans.$inferInsert>): Promise<void> {
  const none = { ratePerSecond: null, quotaPerDay: null, quotaPerMonth: null, per: 'application', atLimit: 'refuse' };
  await query
    .update(plans)
    .set({ ...none, per: 'application', atLimit: 'refuse', ...limits })
    .where(eq(plans.id, planId));
}

async function note(subjectId: string, productId: string, window: 'day' | 'month', used: number): Promise<void> {
  const row = { subjectId, productId, window, number: numbers[window], used, endsAt: now, notedAt: now };
  await query
    .insert(quotaUses)
    .values(row)
    .onConflictDoUpdate({ target: [quotaUses.subjectId, quotaUses.productId, quotaUses.window], set: { used } });
}

const quotasOf = async (application: string, actor: Actor = developer) =>
  (await run(registry, actor, listQuotas, { application })).items;

async function planStep(application: string, actor: Actor = developer) {
  const why = await run(registry, actor, explainRefusal, { application, api: `${provider}/open@1.0` });
  const step = why.steps.find(({ step: name }) => name === 'plan');
  assert.ok(step !== undefined);
  return { ...step, gatewayReason: why.gatewayReason };
}

test('quotas of an application are listed with what is used, what remains and when they end', async () => {
  const { application, subscription, planId, productId } = await subscribe('one');
  await setPlan(planId, { ratePerSecond: 5 });
  assert.deepEqual(await quotasOf(application), []);
  await setPlan(planId, { quotaPerDay: 100, quotaPerMonth: 1000 });
  await note(application, productId, 'day', 30);
  await note(application, productId, 'month', 45);
  const name = { fr: 'Nom', en: 'Name' };
  const day = { window: 'day', limit: 100, used: 30, remaining: 70, endsAt: '2026-03-02T00:00:00+01:00' };
  const month = { window: 'month', limit: 1000, used: 45, remaining: 955, endsAt: '2026-04-01T00:00:00+02:00' };
  const listed = {
    ...{ subscription, state: 'approved', product: { reference: `${provider}/open`, name } },
    ...{ plan: { slug: 'default', name }, per: 'application', sharedWith: [], atLimit: 'refuse' },
    ...{ timeZone: 'Europe/Paris', windows: [day, month] },
  };
  assert.deepEqual(await quotasOf(application), [listed]);
  await query.update(providers).set({ timeZone: 'Pacific/Noumea' }).where(eq(providers.slug, provider));
  const [moved] = await quotasOf(application);
  assert.equal(moved?.windows[0]?.endsAt, '2026-03-02T00:00:00+11:00');
  await query.update(providers).set({ timeZone: 'Europe/Paris' }).where(eq(providers.slug, provider));
  for (const actor of [world.outsider, approver]) {
    await assert.rejects(quotasOf(application, actor), { code: 'application.not_found' });
  }
});

test('a plan for the whole organisation names the applications that share it, and counts them together', async () => {
  const [first, second] = [await subscribe('first'), await subscribe('second')];
  await setPlan(first.planId, { quotaPerDay: 100, per: 'organisation' });
  await note(first.organisationId, first.productId, 'day', 60);
  for (const [mine, other] of [[first, 'second'] as const, [second, 'first'] as const]) {
    const [quota] = await quotasOf(mine.application);
    assert.equal(quota?.windows[0]?.used, 60);
    assert.ok(quota.sharedWith.some(({ name }) => name === other));
    assert.ok(quota.sharedWith.every(({ id }) => id !== mine.application));
  }
});

test('a quota that is used up is the red step of "why": since when, until when, by how many, and who can change it', async () => {
  const { application, subscription, planId, productId } = await subscribe('busy');
  await setPlan(planId, { quotaPerDay: 1000 });
  await note(application, productId, 'day', 999);
  const before = await planStep(application);
  assert.equal(before.light, 'green');
  assert.match(before.text.en, /1 of 1,000 calls a day remain until 2 March 2026 at 00:00 \(Europe\/Paris\)/);
  await note(application, productId, 'day', 1000);
  const after = await planStep(application);
  assert.deepEqual(
    [after.light, after.code, after.refusedBy, after.since, after.remedy, after.subject, after.who?.kind],
    [...['red', 'limit.quota_day', 'gateway', now.toISOString()], ...['subscription.ask-plan', subscription, 'you']],
  );
  assert.match(after.text.en, /1,000 calls a day .*used up: 1,000 calls counted\. .*until 2 March 2026 at 00:00/);
  assert.match(after.text.fr, /épuisé : 1.000 appels comptés\. .*jusqu'au 2 mars 2026 à 00:00 \(Europe\/Paris\)/);
  assert.equal((await planStep(application, approver)).who?.kind, 'consumer');
  // Where there is no other plan to ask for, it is the provider's turn.
  await query.update(plans).set({ retiredAt: now }).where(eq(plans.slug, 'large'));
  const alone = await planStep(application, approver);
  assert.deepEqual([alone.who?.kind, alone.remedy], ['you', 'plan.write']);
  await query.update(plans).set({ retiredAt: null }).where(eq(plans.slug, 'large'));
  // The gateway names what refuses for longest.
  await setPlan(planId, { quotaPerDay: 1000, quotaPerMonth: 500 });
  await note(application, productId, 'month', 1000);
  assert.equal((await planStep(application)).code, 'limit.quota_month');
  // What stands before it in the gateway's order is the reason that it gives.
  await run(registry, approver, suspendSubscription, { subscription, reason: 'Pause' });
  const suspended = await planStep(application);
  assert.deepEqual([suspended.light, suspended.gatewayReason], ['green', 'subscription.suspended']);
});

test('above a quota that flags nothing stands in the way, and the step says so', async () => {
  const { application, planId, productId } = await subscribe('flagged');
  await setPlan(planId, { quotaPerDay: 10, atLimit: 'flag' });
  await note(application, productId, 'day', 14);
  const step = await planStep(application);
  assert.deepEqual([step.light, step.code], ['green', null]);
  assert.match(step.warning?.en ?? '', /14 calls counted\. Calls are flagged until/);
  const [quota] = await quotasOf(application, operator);
  assert.deepEqual([quota?.windows[0]?.used, quota?.windows[0]?.remaining], [14, 0]);
});
