import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { apis, applications, termsVersions } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';
import { run, type Actor } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { explainRefusal } from '#registry/why/explain.ts';
import type { StepName } from '#registry/why/step.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, approver, organisation, provider } = world;
after(() => registry.database.close());

let made = 0;

async function makeApplication() {
  made += 1;
  const fields = { name: `app ${made}`, email: 'contact@mtes.example', responsible: 'Dev' };
  return run(registry, developer, createApplication, { organisation, environment: 'sandbox', ...fields });
}

async function why(application: string, api = 'open', actor: Actor = developer) {
  const { steps, ...rest } = await run(registry, actor, explainRefusal, { application, api: `${provider}/${api}@1.0` });
  const step = (name: StepName) => {
    const found = steps.find((one) => one.step === name);
    assert.ok(found !== undefined);
    return found;
  };
  return { ...rest, steps, step };
}

test('a new application is told all that is missing at once, each with who can change it', async () => {
  const { id } = await makeApplication();
  const told = await why(id);
  assert.equal(told.passes, false);
  assert.equal(told.gatewayReason, 'subscription.missing');
  const missing = told.steps.filter(({ light }) => light === 'red');
  assert.deepEqual(
    missing.map(({ step, remedy, who }) => [step, remedy, who?.kind]),
    [
      ['subscription', 'subscription.request', 'you'],
      ['terms', 'consent.give', 'you'],
      ['profile', 'profile.assign', 'provider'],
    ],
  );
  assert.equal(told.step('profile').who?.mail, 'a@b.fr');
  assert.equal(told.step('organisation').light, 'green');
});

test('with everything in place all lights are green or out', async () => {
  const { id } = await makeApplication();
  await run(registry, developer, requestSubscription, {
    application: id,
    product: `${provider}/open`,
    plan: 'default',
  });
  await run(registry, developer, giveConsent, { application: id, termsVersion: world.termsVersion });
  assert.equal((await why(id)).gatewayReason, null);
  assert.equal((await why(id)).passes, false);
  await run(registry, approver, assignProfile, { application: id, provider, api: 'open', profile: 'EPCI' });
  assert.equal((await why(id)).passes, true);
});

test('a request that waits names its approver to the asker, and says "you" to the approver', async () => {
  const { id } = await makeApplication();
  const asked = { application: id, product: `${provider}/guarded`, plan: 'default' };
  const { id: subscription } = await run(registry, developer, requestSubscription, asked);
  const step = (await why(id, 'guarded')).step('subscription');
  assert.deepEqual([step.code, step.subject, step.who?.mail], ['subscription.pending', subscription, 'a@b.fr']);
  assert.equal(step.since, '2026-03-01T12:00:00.000Z');
  assert.match(step.text.fr, /attend sa validation depuis le 1er mars 2026/);
  const seen = (await why(id, 'guarded', approver)).step('subscription');
  assert.deepEqual([seen.who?.kind, seen.remedy], ['you', 'subscription.approve']);
  await run(registry, approver, rejectSubscription, { subscription, reason: 'No contract' });
  const rejected = (await why(id, 'guarded')).step('subscription');
  assert.equal(rejected.code, 'subscription.rejected');
  assert.match(rejected.text.en, /rejected on 1 March 2026: No contract\.$/);
});

test('a version of the terms that is announced is warned of before it counts, and then demanded', async () => {
  const { id } = await makeApplication();
  await run(registry, developer, giveConsent, { application: id, termsVersion: world.termsVersion });
  const [old] = await query.select().from(termsVersions).where(eq(termsVersions.version, '1')).limit(1);
  assert.ok(old !== undefined);
  const effectiveAt = new Date('2026-03-10T00:00:00Z');
  await query.insert(termsVersions).values({ ...old, id: newId(), version: '2', effectiveAt });
  const before = (await why(id)).step('terms');
  assert.equal(before.light, 'green');
  assert.match(before.warning?.en ?? '', /Version 2 comes into force on 10 March 2026/);
  registry.setNow('2026-03-11T00:00:00Z');
  const since = (await why(id)).step('terms');
  assert.deepEqual([since.light, since.subject], ['red', `${provider}/cgu/2`]);
  assert.match(since.text.en, /An earlier version/);
  registry.setNow('2026-03-01T12:00:00Z');
  await query.delete(termsVersions).where(eq(termsVersions.version, '2'));
});

test('an application that is disabled, has no secret, or is deleted is told so', async () => {
  const { id, secret } = await makeApplication();
  await run(registry, developer, disableApplication, { application: id });
  assert.deepEqual((await why(id)).step('application').remedy, 'application.enable');
  await run(registry, developer, withdrawSecret, { application: id, secret: secret.id });
  // These APIs want the client id alone.
  assert.equal((await why(id)).step('credential').light, 'green');
  await run(registry, developer, deleteApplication, { application: id });
  const deleted = await why(id);
  assert.equal(deleted.gatewayReason, 'client.unknown');
  assert.equal(deleted.step('credential').light, 'none');
});

test('an application that nobody validated is for the operators', async () => {
  const { id } = await makeApplication();
  await query.update(applications).set({ status: 'pending' }).where(eq(applications.id, id));
  assert.equal((await why(id)).step('application').who?.kind, 'operator');
});

test('outsiders, and providers that were never asked, learn nothing; drafts stay hidden', async () => {
  const { id } = await makeApplication();
  const unknown = { code: 'application.not_found', status: 404 };
  for (const actor of [world.outsider, world.shut, approver]) await assert.rejects(why(id, 'open', actor), unknown);
  await assert.rejects(why(newId()), unknown);
  await assert.rejects(why('x'), unknown);
  await assert.rejects(why(id, 'none'), { code: 'api.not_found', status: 404 });
  await assert.rejects(why(id, 'draft'), { code: 'api.not_found', status: 404 });
  assert.equal((await why(id, 'draft', operator)).gatewayReason, 'route.unknown');
});

test('the announced end of an API is warned of, and ends it by itself', async () => {
  const { id } = await makeApplication();
  const ending = { status: 'deprecated', sunsetAt: new Date('2026-03-10T00:00:00Z'), successor: 'open@2.0' } as const;
  await query.update(apis).set(ending).where(eq(apis.slug, 'open'));
  const before = (await why(id)).step('api');
  assert.equal(before.light, 'green');
  assert.equal(before.warning?.en, 'It is deprecated and stops to answer on 10 March 2026: move to open@2.0.');
  registry.setNow('2026-03-10T00:00:00Z');
  assert.equal((await why(id)).gatewayReason, 'route.unknown');
  registry.setNow('2026-03-01T12:00:00Z');
  await query.update(apis).set({ status: 'published', sunsetAt: null, successor: null }).where(eq(apis.slug, 'open'));
});
