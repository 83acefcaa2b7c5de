import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { listProfiles } from '#registry/profiles/list.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const world = await makeWorld(registry);
const { developer, approver, organisation, provider } = world;
after(() => registry.database.close());

async function makeApplication(name: string, subscribed: boolean): Promise<string> {
  const input = { organisation, environment: 'sandbox', name, email: 'a@b.fr', responsible: 'Dev' } as const;
  const { id } = await run(registry, developer, createApplication, input);
  const product = `${provider}/guarded`;
  if (subscribed) await run(registry, developer, requestSubscription, { application: id, product, plan: 'default' });
  return id;
}

test("the provider's administrator gives a profile and takes it away", async () => {
  const application = await makeApplication('given', true);
  const input = { application, provider, api: 'guarded', profile: 'EPCI' };
  const assigned = await run(registry, approver, assignProfile, input);
  assert.equal(assigned.assignedBy, approver.accountId);
  await run(registry, approver, assignProfile, input);
  const { items } = await run(registry, developer, listProfiles, { application });
  assert.deepEqual(
    items.map((item) => [item.api, item.profile]),
    [['guarded', 'EPCI']],
  );
  assert.equal((await run(registry, approver, listProfiles, { provider })).items.length, 1);
  assert.deepEqual(await run(registry, approver, unassignProfile, input), { removed: true });
  assert.deepEqual(await run(registry, approver, unassignProfile, input), { removed: false });
});

test('a profile of an API that is not in the environment of the application is refused', async () => {
  const application = await makeApplication('sandbox only', true);
  const input = { application, provider, api: 'prod', profile: 'EPCI' };
  await assert.rejects(run(registry, operator, assignProfile, input), { code: 'profile.environment', status: 409 });
});

test('an application that never asked the provider for anything does not exist for it', async () => {
  const application = await makeApplication('unknown', false);
  const input = { application, provider, api: 'guarded', profile: 'EPCI' };
  await assert.rejects(run(registry, approver, assignProfile, input), { code: 'application.not_found', status: 404 });
  assert.equal((await run(registry, operator, assignProfile, input)).assignedBy, null);
});

test('consumers do not give themselves profiles, and unknown ones are refused', async () => {
  const application = await makeApplication('greedy', true);
  const input = { application, provider, api: 'guarded', profile: 'EPCI' };
  await assert.rejects(run(registry, developer, assignProfile, input), { code: 'permission.denied', status: 403 });
  await assert.rejects(run(registry, approver, assignProfile, { ...input, profile: 'NONE' }), {
    code: 'profile.not_found',
  });
  await assert.rejects(run(registry, approver, assignProfile, { ...input, provider: 'none' }), {
    code: 'provider.not_found',
  });
});
