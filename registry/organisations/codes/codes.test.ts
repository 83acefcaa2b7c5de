import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAccount } from '#registry/accounts/create.ts';
import { listAudit } from '#registry/audit/list.ts';
import { run } from '#registry/operation.ts';
import { createCode } from '#registry/organisations/codes/create.ts';
import { listCodes } from '#registry/organisations/codes/list.ts';
import { withdrawCode } from '#registry/organisations/codes/withdraw.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, administrator, outsider, organisation } = await makeWorld(registry);
after(() => registry.database.close());

function join(name: string, organisationCode: string): Promise<unknown> {
  return run(registry, operator, createAccount, { name, email: `${name}@example.org`, organisationCode });
}

test('a code that an administrator makes opens the organisation in its role, as often as it says', async () => {
  const code = await run(registry, administrator, createCode, { organisation, role: 'administrator', limit: 1 });
  assert.match(code.code, /^[2-9a-z]{10}$/);
  assert.deepEqual([code.state, code.uses], ['open', 0]);
  await join('first', code.code);
  await assert.rejects(join('second', code.code), { code: 'organisation.code_refused' });
  const { items } = await run(registry, administrator, listMembers, { organisation });
  assert.equal(items.find((member) => member.email === 'first@example.org')?.role, 'administrator');
  const listed = await run(registry, administrator, listCodes, { organisation });
  assert.deepEqual(
    listed.items.map(({ state, uses }) => [state, uses]),
    [['used-up', 1]],
  );
});

test('a withdrawn code and an expired one open nothing', async () => {
  const expiresAt = '2026-03-02T12:00:00Z';
  const expiring = await run(registry, operator, createCode, { organisation, expiresAt });
  const withdrawn = await run(registry, operator, createCode, { organisation });
  await run(registry, administrator, withdrawCode, { organisation, code: withdrawn.id });
  await assert.rejects(join('third', withdrawn.code), { code: 'organisation.code_refused' });
  registry.setNow(expiresAt);
  await assert.rejects(join('third', expiring.code), { code: 'organisation.code_refused' });
  const again = await run(registry, administrator, withdrawCode, { organisation, code: expiring.code });
  assert.deepEqual([again.state, again.expiresAt], ['expired', '2026-03-02T12:00:00.000Z']);
  const past = { organisation, expiresAt: '2026-03-01T12:00:00Z' };
  await assert.rejects(run(registry, operator, createCode, past), { code: 'input.invalid' });
});

test('codes are the business of administrators and operators', async () => {
  const denied = { code: 'permission.denied' };
  await assert.rejects(run(registry, developer, createCode, { organisation }), denied);
  await assert.rejects(run(registry, developer, listCodes, { organisation }), denied);
  await assert.rejects(run(registry, developer, withdrawCode, { organisation, code: 'any' }), denied);
  const hidden = { code: 'organisation.not_found' };
  await assert.rejects(run(registry, outsider, createCode, { organisation }), hidden);
  await assert.rejects(run(registry, outsider, listCodes, { organisation }), hidden);
  await assert.rejects(run(registry, administrator, withdrawCode, { organisation, code: 'none' }), {
    code: 'organisation_code.not_found',
  });
});

test('the audit says who made and withdrew a code, not the code itself', async () => {
  const code = await run(registry, administrator, createCode, { organisation });
  await run(registry, administrator, withdrawCode, { organisation, code: code.code });
  const { items } = await run(registry, administrator, listAudit, { organisation, subjectId: code.id });
  assert.deepEqual(
    items.map(({ action }) => action),
    ['organisation.withdraw-code', 'organisation.create-code'],
  );
  assert.equal(JSON.stringify(items).includes(code.code), false);
});
