import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { termsVersions } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listConsents } from '#registry/terms/list-consents.ts';
import { listApplicationTerms } from '#registry/terms/of-application.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const world = await makeWorld(registry);
const { developer, organisation, termsVersion } = world;
after(() => registry.database.close());

const application = (
  await run(registry, developer, createApplication, {
    organisation,
    environment: 'sandbox',
    name: 'app',
    email: 'a@b.fr',
    responsible: 'Dev',
  })
).id;

test('a consent says who accepted when, and giving it again keeps the first', async () => {
  const first = await run(registry, developer, giveConsent, { application, termsVersion });
  assert.equal(first.accountId, developer.accountId);
  registry.setNow('2026-04-01T12:00:00Z');
  assert.deepEqual(await run(registry, world.administrator, giveConsent, { application, termsVersion }), first);
  const { items } = await run(registry, developer, listConsents, { application });
  assert.deepEqual(items, [first]);
});

test('a version that does not exist, or that no API asks for, cannot be accepted', async () => {
  for (const unknown of [newId(), `${world.provider}/cgu/2`, 'cgu', '//']) {
    await assert.rejects(run(registry, developer, giveConsent, { application, termsVersion: unknown }), {
      code: 'terms.not_found',
      status: 404,
    });
  }
  const unasked = { application, termsVersion: world.unaskedTermsVersion };
  await assert.rejects(run(registry, developer, giveConsent, unasked), { code: 'terms.not_asked', status: 409 });
});

test('nobody accepts for an application of others', async () => {
  await assert.rejects(run(registry, world.outsider, giveConsent, { application, termsVersion }), {
    code: 'application.not_found',
  });
});

test('the state of terms says what is due, what is announced, and who accepted which version', async () => {
  const environment = 'sandbox';
  const fields = { organisation, environment, name: 'other', email: 'a@b.fr', responsible: 'Dev' } as const;
  const { id } = await run(registry, developer, createApplication, fields);
  const states = async () => (await run(registry, developer, listApplicationTerms, { application: id })).items;
  assert.deepEqual(await states(), []);
  await run(registry, developer, requestSubscription, {
    application: id,
    product: `${world.provider}/open`,
    plan: 'default',
  });
  const [due] = await states();
  assert.deepEqual([due?.state, due?.wanted?.version, due?.apis], ['due', '1', [`${world.provider}/open@1.0`]]);
  await run(registry, developer, giveConsent, { application: id, termsVersion });
  const [accepted] = await states();
  assert.deepEqual([accepted?.state, accepted?.versions[0]?.acceptedBy], ['accepted', 'dev']);
  const { query } = registry.database;
  const [old] = await query
    .select()
    .from(termsVersions)
    .where(eq(termsVersions.id, accepted?.versions[0]?.id ?? ''));
  assert.ok(old !== undefined);
  const effectiveAt = new Date('2026-05-01T00:00:00Z');
  await query.insert(termsVersions).values({ ...old, id: newId(), version: '2', effectiveAt });
  assert.deepEqual(
    (await states()).map(({ state, wanted }) => [state, wanted?.version]),
    [['renewal', '2']],
  );
  registry.setNow('2026-05-02T00:00:00Z');
  assert.deepEqual(
    (await states()).map(({ state, wanted }) => [state, wanted?.version]),
    [['due', '2']],
  );
  await run(registry, developer, giveConsent, { application: id, termsVersion: `${world.provider}/cgu/2` });
  assert.deepEqual(
    (await states()).map(({ state }) => state),
    ['accepted'],
  );
  await assert.rejects(run(registry, world.outsider, listApplicationTerms, { application: id }), {
    code: 'application.not_found',
  });
});
