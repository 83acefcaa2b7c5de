import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '#base/ids.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listConsents } from '#registry/terms/list-consents.ts';
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
