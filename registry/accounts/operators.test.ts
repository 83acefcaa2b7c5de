import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { listAccounts } from '#registry/accounts/list.ts';
import { makeOperator, unmakeOperator } from '#registry/accounts/set-operator.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, administrator } = await makeWorld(registry);
after(() => registry.database.close());

test('operators make and unmake operators; nobody makes oneself one', async () => {
  const account = developer.accountId;
  await assert.rejects(run(registry, developer, makeOperator, { account }), { code: 'permission.denied' });
  assert.equal((await run(registry, operator, makeOperator, { account })).operator, true);
  const { items } = await run(registry, developer, listAccounts, { state: 'operator' });
  assert.deepEqual(
    items.map(({ id }) => id),
    [account],
  );
  assert.equal((await run(registry, developer, makeOperator, { account: administrator.name })).operator, true);
  assert.equal((await run(registry, developer, unmakeOperator, { account: administrator.name })).operator, false);
});

test('an operator neither shuts nor unmakes the own account', async () => {
  const own = { code: 'account.own_account', status: 409 };
  await assert.rejects(run(registry, developer, unmakeOperator, { account: developer.accountId }), own);
  await assert.rejects(run(registry, developer, deactivateAccount, { account: developer.name }), own);
  assert.equal((await run(registry, operator, deactivateAccount, { account: developer.name })).active, false);
  assert.equal(
    (await run(registry, operator, listAccounts, { state: 'shut', search: developer.name })).items.length,
    1,
  );
  assert.equal(
    (await run(registry, operator, listAccounts, { state: 'active', search: developer.name })).items.length,
    0,
  );
});
