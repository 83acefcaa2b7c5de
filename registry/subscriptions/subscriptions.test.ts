import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { accounts, subscriptionDecisions, subscriptions } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run, type Actor } from '#registry/operation.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, approver, both, organisation, provider } = world;
after(() => registry.database.close());

let made = 0;

async function makeApplication(environment: 'sandbox' | 'production' = 'sandbox'): Promise<string> {
  made += 1;
  const input = { organisation, environment, name: `app ${made}`, email: 'a@b.fr', responsible: 'Dev' };
  return (await run(registry, developer, createApplication, input)).id;
}

async function request(product: string, plan = 'default', application?: string, actor: Actor = developer) {
  const input = { application: application ?? (await makeApplication()), product: `${provider}/${product}`, plan };
  return run(registry, actor, requestSubscription, { ...input, message: 'please' });
}

test('where nobody has to decide, a subscription is approved at once, automatically', async () => {
  const subscription = await request('open');
  assert.equal(subscription.state, 'approved');
  const { history } = await run(registry, developer, getSubscription, { subscription: subscription.id });
  assert.deepEqual(
    history.map((step) => [step.fromState, step.toState, step.decidedBy, step.decidedAs]),
    [[null, 'approved', null, 'automatic']],
  );
});

test('a subscription waits when the API asks for validation or the plan for approval', async () => {
  assert.equal((await request('guarded')).state, 'pending');
  assert.equal((await request('open', 'large')).state, 'pending');
});

test("the provider's administrator decides, and the history says who, when and why", async () => {
  const { id } = await request('guarded');
  const decide = { subscription: id, reason: 'contract signed' };
  assert.equal((await run(registry, approver, approveSubscription, decide)).state, 'approved');
  assert.equal((await run(registry, approver, suspendSubscription, { ...decide, reason: 'abuse' })).state, 'suspended');
  assert.equal((await run(registry, approver, resumeSubscription, { subscription: id })).state, 'approved');
  assert.equal(
    (await run(registry, operator, revokeSubscription, { subscription: id, reason: 'over' })).state,
    'revoked',
  );
  const { history } = await run(registry, approver, getSubscription, { subscription: id });
  assert.equal(history.length, 5);
  const approval = history.find((step) => step.fromState === 'pending');
  assert.equal(approval?.decidedBy, approver.accountId);
  assert.equal(approval?.reason, 'contract signed');
  assert.equal(approval?.decidedAt, '2026-03-01T12:00:00.000Z');
  assert.equal(history.find((step) => step.toState === 'revoked')?.decidedAs, 'command line');
});

test('a decision that the state does not allow is refused', async () => {
  const { id } = await request('guarded');
  await run(registry, approver, rejectSubscription, { subscription: id, reason: 'no' });
  for (const decision of [approveSubscription, suspendSubscription, resumeSubscription, revokeSubscription]) {
    await assert.rejects(run(registry, approver, decision, { subscription: id, reason: 'x' }), {
      code: 'subscription.state',
      status: 409,
    });
  }
});

test('who asked for a subscription does not approve it, unless an operator', async () => {
  const { id } = await request('guarded', 'default', undefined, both);
  await assert.rejects(run(registry, both, approveSubscription, { subscription: id }), {
    code: 'subscription.own_request',
    status: 403,
  });
  await run(registry, approver, approveSubscription, { subscription: id });
  const own = await request('guarded', 'default', undefined, both);
  await query.update(accounts).set({ operator: true }).where(eq(accounts.id, both.accountId));
  await run(registry, both, approveSubscription, { subscription: own.id });
  await query.update(accounts).set({ operator: false }).where(eq(accounts.id, both.accountId));
});

test('of two decisions at the same moment one wins', async () => {
  const { id } = await request('guarded');
  const input = { subscription: id, reason: 'decided' };
  const results = await Promise.allSettled([
    run(registry, approver, approveSubscription, input),
    run(registry, approver, rejectSubscription, input),
  ]);
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  const steps = and(eq(subscriptionDecisions.subscriptionId, id), eq(subscriptionDecisions.fromState, 'pending'));
  assert.equal(await query.$count(subscriptionDecisions, steps), 1);
});

test('an application has one live subscription to a product, also when asking twice at the same moment', async () => {
  const application = await makeApplication();
  const results = await Promise.allSettled([
    request('open', 'default', application),
    request('open', 'large', application),
    request('open', 'default', application),
  ]);
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  await assert.rejects(request('open', 'default', application), { code: 'subscription.exists', status: 409 });
  const rows = await query.select().from(subscriptions).where(eq(subscriptions.applicationId, application));
  await run(registry, operator, revokeSubscription, { subscription: rows[0]?.id ?? '', reason: 'over' });
  await request('open', 'default', application);
});

test('an API that is not in the environment of the application cannot be had', async () => {
  await assert.rejects(request('prod'), { code: 'subscription.environment', status: 409 });
  const production = await makeApplication('production');
  assert.equal((await request('prod', 'default', production)).state, 'approved');
});

test('drafts, closed plans and unknown products are refused', async () => {
  await assert.rejects(request('draft'), { code: 'subscription.not_offered', status: 409 });
  await assert.rejects(request('open', 'closed'), { code: 'plan.not_found', status: 404 });
  await assert.rejects(request('none'), { code: 'product.not_found', status: 404 });
});

test('those outside both sides see no subscription, and members without the role are told so', async () => {
  const { id } = await request('guarded');
  const missing = { code: 'subscription.not_found', status: 404 };
  for (const actor of [world.outsider, world.shut]) {
    await assert.rejects(run(registry, actor, getSubscription, { subscription: id }), missing);
    await assert.rejects(run(registry, actor, approveSubscription, { subscription: id }), missing);
  }
  await assert.rejects(run(registry, approver, approveSubscription, { subscription: newId() }), missing);
  await assert.rejects(run(registry, world.providerDeveloper, approveSubscription, { subscription: id }), {
    code: 'permission.denied',
    status: 403,
  });
  await assert.rejects(run(registry, world.administrator, approveSubscription, { subscription: id }), missing);
});

test('each side lists its own', async () => {
  const application = await makeApplication();
  const { id } = await request('guarded', 'default', application);
  const ours = await run(registry, developer, listSubscriptions, { application });
  assert.deepEqual(
    ours.items.map((item) => item.id),
    [id],
  );
  const waiting = await run(registry, approver, listSubscriptions, { provider, state: 'pending', limit: 200 });
  assert.equal(
    waiting.items.some((item) => item.id === id),
    true,
  );
  await assert.rejects(run(registry, world.outsider, listSubscriptions, { application }), {
    code: 'application.not_found',
  });
  await assert.rejects(run(registry, developer, listSubscriptions, { provider }), { code: 'permission.denied' });
  await assert.rejects(run(registry, approver, listSubscriptions, {}), { code: 'permission.denied' });
});

test('what takes something away must say why', async () => {
  const { id } = await request('open');
  for (const decision of [rejectSubscription, suspendSubscription, revokeSubscription]) {
    for (const reason of [{}, { reason: '' }, { reason: ' \n' }]) {
      await assert.rejects(run(registry, approver, decision, { subscription: id, ...reason }), {
        code: 'input.invalid',
        status: 422,
      });
    }
  }
});

test("the application's organisation takes a request back, or gives a subscription up, and may ask again", async () => {
  const application = await makeApplication();
  for (const product of ['guarded', 'open']) {
    const { id } = await request(product, 'default', application);
    await assert.rejects(run(registry, approver, withdrawSubscription, { subscription: id }), {
      code: 'subscription.not_found',
    });
    await assert.rejects(run(registry, world.outsider, withdrawSubscription, { subscription: id }), {
      code: 'subscription.not_found',
    });
    const ended = await run(registry, world.administrator, withdrawSubscription, { subscription: id });
    assert.equal(ended.state, 'revoked');
    const found = await run(registry, approver, getSubscription, { subscription: id });
    assert.deepEqual([found.withdrawn, found.history.at(-1)?.withdrawn], [true, true]);
    await assert.rejects(run(registry, developer, withdrawSubscription, { subscription: id }), {
      code: 'subscription.state',
    });
    await request(product, 'default', application);
  }
});

test('both sides see names, who decides, and what they may do', async () => {
  const { id } = await request('guarded');
  const seen = await run(registry, developer, getSubscription, { subscription: id });
  assert.equal(seen.product.reference, `${provider}/guarded`);
  assert.equal(seen.requester?.email, developer.name);
  assert.deepEqual(
    seen.apis.map(({ reference }) => reference),
    [`${provider}/guarded@1.0`],
  );
  assert.deepEqual(seen.deciders, { mails: ['a@b.fr'], names: ['bo', 'pat'] });
  assert.deepEqual([seen.options.consumer, seen.options.provider, seen.options.withdraw], [true, false, true]);
  const decides = await run(registry, approver, getSubscription, { subscription: id });
  assert.deepEqual([decides.options.consumer, decides.options.provider], [false, true]);
  assert.equal(decides.options.decisions.approve, 'open');
  assert.equal(decides.options.decisions.resume, 'state');
  const own = await request('guarded', 'default', undefined, both);
  const asker = await run(registry, both, getSubscription, { subscription: own.id });
  assert.deepEqual([asker.options.decisions.approve, asker.options.decisions.reject], ['own', 'open']);
});
