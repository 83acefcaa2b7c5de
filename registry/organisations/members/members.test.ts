import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { run } from '#registry/operation.ts';
import { addMember } from '#registry/organisations/members/add.ts';
import { changeMember } from '#registry/organisations/members/change.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { removeMember } from '#registry/organisations/members/remove.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, administrator, outsider, organisation, otherOrganisation } = await makeWorld(registry);
after(() => registry.database.close());

async function roleOf(accountId: string): Promise<string | undefined> {
  const { items } = await run(registry, operator, listMembers, { organisation });
  return items.find((member) => member.accountId === accountId)?.role;
}

test('an administrator changes roles and ends memberships, of the own organisation alone', async () => {
  const account = developer.accountId;
  await run(registry, administrator, changeMember, { organisation, account, role: 'administrator' });
  assert.equal(await roleOf(account), 'administrator');
  await run(registry, administrator, removeMember, { organisation, account: developer.name });
  assert.equal(await roleOf(account), undefined);
  await assert.rejects(run(registry, administrator, removeMember, { organisation, account }), {
    code: 'member.not_found',
  });
  await assert.rejects(run(registry, administrator, removeMember, { organisation: otherOrganisation, account }), {
    code: 'organisation.not_found',
  });
});

test('operators add members; administrators invite with a code instead', async () => {
  const input = { organisation, account: developer.accountId, role: 'developer' } as const;
  await assert.rejects(run(registry, administrator, addMember, input), { code: 'permission.denied' });
  assert.equal((await run(registry, operator, addMember, input)).role, 'developer');
  await assert.rejects(run(registry, operator, addMember, input), { code: 'member.exists' });
  await assert.rejects(run(registry, developer, changeMember, input), { code: 'permission.denied' });
});

test('an organisation keeps its last administrator, even when two would go at once', async () => {
  const account = outsider.accountId;
  const last = { code: 'organisation.last_administrator' };
  await assert.rejects(run(registry, operator, removeMember, { organisation: otherOrganisation, account }), last);
  const role = 'developer';
  await assert.rejects(run(registry, operator, changeMember, { organisation: otherOrganisation, account, role }), last);

  const second = { organisation: otherOrganisation, account: developer.accountId };
  await run(registry, operator, addMember, { ...second, role: 'administrator' });
  const leaving = [
    run(registry, operator, removeMember, { organisation: otherOrganisation, account }),
    run(registry, operator, removeMember, second),
  ];
  const outcomes = await Promise.allSettled(leaving);
  assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ['fulfilled', 'rejected']);
});
