import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { run } from '#registry/operation.ts';
import { createOrganisation } from '#registry/organisations/create.ts';
import { getOrganisation } from '#registry/organisations/get.ts';
import { listOrganisations } from '#registry/organisations/list.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { updateOrganisation } from '#registry/organisations/update.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, administrator, organisation } = await makeWorld(registry);
after(() => registry.database.close());

test('organisations are made and listed by operators, and seen by their members', async () => {
  const made = await run(registry, operator, createOrganisation, { slug: 'new-one', name: 'New' });
  await assert.rejects(run(registry, operator, createOrganisation, { slug: 'new-one', name: 'New' }), {
    code: 'organisation.slug_taken',
    status: 409,
  });
  await assert.rejects(run(registry, administrator, createOrganisation, { slug: 'x', name: 'X' }), {
    code: 'permission.denied',
  });
  assert.equal((await run(registry, operator, listOrganisations, { search: 'NEW-' })).items[0]?.id, made.id);
  await assert.rejects(run(registry, developer, getOrganisation, { organisation: 'new-one' }), {
    code: 'organisation.not_found',
  });
  assert.equal((await run(registry, developer, getOrganisation, { organisation })).slug, organisation);
  const renamed = { organisation: 'new-one', name: 'Newer' };
  assert.equal((await run(registry, operator, updateOrganisation, renamed)).name, 'Newer');
  await assert.rejects(run(registry, administrator, updateOrganisation, { organisation, name: 'X' }), {
    code: 'permission.denied',
  });
  const { items } = await run(registry, administrator, listMembers, { organisation });
  assert.equal(
    items.some((member) => member.accountId === developer.accountId),
    true,
  );
  await assert.rejects(run(registry, developer, listMembers, { organisation }), { code: 'permission.denied' });
});
