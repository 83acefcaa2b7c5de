import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { apis, plans, productApis, products, subscriptions } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { applySelection } from '#registry/selection/apply.ts';
import { listSelectableApis } from '#registry/selection/list.ts';
import { previewSelection } from '#registry/selection/preview.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, approver, organisation, provider } = world;
after(() => registry.database.close());

const api = (slug: string) => `${provider}/${slug}@1.0`;
let made = 0;

async function makeApplication(environment: 'sandbox' | 'production' = 'sandbox'): Promise<string> {
  made += 1;
  const fields = { organisation, environment, name: `app ${made}`, email: 'a@b.fr', responsible: 'Dev' };
  return (await run(registry, developer, createApplication, fields)).id;
}

async function tableOf(application: string, more: { search?: string; selected?: boolean } = {}) {
  const { items } = await run(registry, developer, listSelectableApis, { application, ...more });
  return items;
}

test('the table shows what the environment has, what is ticked, what waits and which terms are accepted', async () => {
  const application = await makeApplication();
  const rows = await tableOf(application);
  assert.deepEqual(
    rows.map((row) => [row.slug, row.subscription, row.terms?.state, row.offer?.plan, row.offer?.approvalNeeded]),
    [
      ['guarded', null, undefined, 'default', true],
      ['open', null, 'due', 'default', false],
    ],
  );
  await run(registry, developer, applySelection, { application, add: [api('open'), api('guarded')] });
  await run(registry, developer, giveConsent, { application, termsVersion: world.termsVersion });
  assert.deepEqual(
    (await tableOf(application)).map((row) => [row.slug, row.subscription?.state, row.terms?.state]),
    [
      ['guarded', 'pending', undefined],
      ['open', 'approved', 'accepted'],
    ],
  );
  assert.equal((await tableOf(application, { search: 'GUARD' })).length, 1);
  assert.deepEqual((await tableOf(await makeApplication('production'))).map((row) => row.slug).length, 3);
});

test('an API that is retired stays in the table of those who have it', async () => {
  const application = await makeApplication();
  await run(registry, developer, applySelection, { application, add: [api('open')] });
  await query.update(apis).set({ status: 'retired' }).where(eq(apis.slug, 'open'));
  assert.deepEqual(
    (await tableOf(application, { selected: true })).map((row) => [row.slug, row.status, row.offer]),
    [['open', 'retired', null]],
  );
  await query.update(apis).set({ status: 'published' }).where(eq(apis.slug, 'open'));
});

test('the preview says what would happen, and nothing happens', async () => {
  const application = await makeApplication();
  const asked = { application, add: [api('open'), api('guarded')], remove: [] };
  const preview = await run(registry, developer, previewSelection, asked);
  assert.deepEqual(
    preview.requests.map(({ product, plan, becomes, approvers, termsDue }) => [
      product,
      plan,
      becomes,
      approvers,
      termsDue,
    ]),
    [
      [`${provider}/guarded`, 'default', 'pending', ['a@b.fr'], []],
      [`${provider}/open`, 'default', 'approved', [], [`${provider}/cgu`]],
    ],
  );
  assert.equal(await query.$count(subscriptions, eq(subscriptions.applicationId, application)), 0);
});

test('unticking gives the subscription up, ticking again asks again; what is ticked already stays', async () => {
  const application = await makeApplication();
  const first = await run(registry, developer, applySelection, { application, add: [api('open'), api('guarded')] });
  assert.equal(first.requested.length, 2);
  const again = await run(registry, developer, applySelection, { application, add: [api('open')] });
  assert.deepEqual(again, { requested: [], withdrawn: [] });
  const remove = [api('open'), api('guarded')];
  const { withdrawn } = await run(registry, developer, applySelection, { application, remove });
  assert.deepEqual(
    withdrawn.map(({ state }) => state),
    ['revoked', 'revoked'],
  );
  assert.equal((await tableOf(application, { selected: true })).length, 0);
  const next = await run(registry, developer, applySelection, { application, add: [api('open')] });
  assert.deepEqual(
    next.requested.map(({ state }) => state),
    ['approved'],
  );
});

test('a selection is applied whole or not at all', async () => {
  const application = await makeApplication();
  for (const impossible of ['prod', 'draft']) {
    const add = [api('open'), api(impossible)];
    await assert.rejects(run(registry, developer, applySelection, { application, add }), {
      code: 'selection.impossible',
      status: 409,
    });
    const preview = await run(registry, developer, previewSelection, { application, add });
    assert.deepEqual(preview.impossible, [{ api: api(impossible), why: 'not-offered', product: null }]);
  }
  await assert.rejects(run(registry, developer, applySelection, { application, add: [api('none')] }), {
    code: 'api.not_found',
  });
  assert.equal(await query.$count(subscriptions, eq(subscriptions.applicationId, application)), 0);
});

test('of several products the smallest one whose plan needs no choice is meant', async () => {
  const [open] = await query.select().from(apis).where(eq(apis.slug, 'open'));
  const [guarded] = await query.select().from(apis).where(eq(apis.slug, 'guarded'));
  assert.ok(open !== undefined && guarded !== undefined);
  const productId = newId();
  const names = { nameFr: 'Lot', nameEn: 'Bundle' };
  await query.insert(products).values({ id: productId, providerId: open.providerId, slug: 'bundle', ...names });
  await query.insert(productApis).values([open, guarded].map(({ id: apiId }) => ({ productId, apiId })));
  await query.insert(plans).values({ id: newId(), productId, slug: 'only', ...names });
  const application = await makeApplication();
  const asked = { application, add: [api('open')] };
  assert.deepEqual(
    (await run(registry, developer, previewSelection, asked)).requests.map(({ product }) => product),
    [`${provider}/open`],
  );
  const [single] = await query.select().from(products).where(eq(products.slug, 'open'));
  const closing = and(eq(plans.productId, single?.id ?? ''), eq(plans.slug, 'default'));
  await query.update(plans).set({ slug: 'small' }).where(closing);
  // Two plans of which none is the default: the bundle has one alone.
  const preview = await run(registry, developer, previewSelection, asked);
  assert.deepEqual(
    preview.requests.map(({ product, plan, becomes }) => [product, plan, becomes]),
    [[`${provider}/bundle`, 'only', 'pending']],
  );
  assert.deepEqual(preview.alsoGained, [api('guarded')]);
  await query.update(products).set({ retiredAt: new Date() }).where(eq(products.id, productId));
  const without = await run(registry, developer, previewSelection, asked);
  assert.deepEqual(without.impossible, [{ api: api('open'), why: 'choose-plan', product: `${provider}/open` }]);
  await query
    .update(plans)
    .set({ slug: 'default' })
    .where(and(eq(plans.productId, single?.id ?? ''), eq(plans.slug, 'small')));
});

test('nobody selects for an application of others', async () => {
  const application = await makeApplication();
  const unknown = { code: 'application.not_found', status: 404 };
  for (const actor of [world.outsider, world.shut, approver]) {
    await assert.rejects(run(registry, actor, applySelection, { application, add: [api('open')] }), unknown);
    await assert.rejects(run(registry, actor, previewSelection, { application, add: [api('open')] }), unknown);
    await assert.rejects(run(registry, actor, listSelectableApis, { application }), unknown);
  }
});

test('requests are listed to their organisations and to the provider, with names and counts', async () => {
  const application = await makeApplication();
  await run(registry, developer, applySelection, { application, add: [api('guarded')], message: 'for the tests' });
  const mine = await run(registry, developer, listRequests, { application });
  assert.deepEqual(mine.counts, { pending: 1, approved: 0, rejected: 0, suspended: 0, revoked: 0 });
  assert.deepEqual([mine.items[0]?.message, mine.items[0]?.requester?.name], ['for the tests', 'dev']);
  const inbox = await run(registry, approver, listRequests, {
    provider,
    state: 'pending',
    order: 'oldest',
    search: `APP ${made}`,
  });
  assert.deepEqual(
    inbox.items.map(({ applicationId }) => applicationId),
    [application],
  );
  await run(registry, approver, approveSubscription, { subscription: inbox.items[0]?.id ?? '' });
  assert.equal((await run(registry, developer, listRequests, { application })).counts.approved, 1);
  assert.ok((await run(registry, world.administrator, listRequests, {})).items.length > 0);
  assert.deepEqual((await run(registry, world.outsider, listRequests, {})).items, []);
  assert.ok((await run(registry, operator, listRequests, {})).items.length > 0);
  await assert.rejects(run(registry, world.shut, listRequests, {}), { code: 'permission.denied' });
  await assert.rejects(run(registry, developer, listRequests, { provider }), { code: 'permission.denied' });
  await assert.rejects(run(registry, world.outsider, listRequests, { application }), { code: 'application.not_found' });
  // The provider sees no more of an application than what was asked of it.
  await assert.rejects(run(registry, approver, listRequests, { application }), { code: 'application.not_found' });
});

test('the oldest comes first where it is asked for, page by page', async () => {
  const first = await run(registry, approver, listRequests, { provider, order: 'oldest', limit: 1 });
  const second = await run(registry, approver, listRequests, {
    provider,
    order: 'oldest',
    limit: 1,
    after: first.next ?? '',
  });
  const last = await run(registry, approver, listRequests, { provider, limit: 200 });
  assert.equal(last.items.at(-1)?.id, first.items[0]?.id);
  assert.equal(last.items.at(-2)?.id, second.items[0]?.id);
});
