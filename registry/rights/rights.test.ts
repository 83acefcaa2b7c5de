import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { run } from '#registry/operation.ts';
import { grantRight } from '#registry/rights/grant.ts';
import { listRights } from '#registry/rights/list.ts';
import { revokeRight } from '#registry/rights/revoke.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const world = await makeWorld(registry);
const { developer, approver, provider } = world;
after(() => registry.database.close());

const dossier = { account: developer.name, provider, resourceType: 'dossier', resourceId: '42' };

test("the provider's administrator grants, changes and takes away a right", async () => {
  await run(registry, approver, grantRight, { ...dossier, read: true, write: false });
  await run(registry, approver, grantRight, { ...dossier, read: true, write: true });
  const { items } = await run(registry, developer, listRights, { account: developer.accountId });
  assert.deepEqual(
    items.map(({ resourceType, resourceId, read, write }) => [resourceType, resourceId, read, write]),
    [['dossier', '42', true, true]],
  );
  assert.deepEqual(await run(registry, approver, revokeRight, dossier), { removed: true });
  assert.deepEqual(await run(registry, approver, revokeRight, dossier), { removed: false });
});

test('a right to nothing is refused', async () => {
  await assert.rejects(run(registry, approver, grantRight, { ...dossier, read: false, write: false }), {
    code: 'input.invalid',
    status: 422,
  });
});

test('nobody else grants rights, or lists those of others', async () => {
  const input = { ...dossier, read: true, write: true };
  for (const actor of [developer, world.providerDeveloper, world.outsider]) {
    await assert.rejects(run(registry, actor, grantRight, input), { code: 'permission.denied', status: 403 });
  }
  await assert.rejects(run(registry, world.outsider, listRights, { account: developer.accountId }), {
    code: 'account.not_found',
  });
  await assert.rejects(run(registry, developer, listRights, { provider }), { code: 'permission.denied' });
  await assert.rejects(run(registry, approver, grantRight, { ...input, account: 'none@example.org' }), {
    code: 'account.not_found',
  });
});
