import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { applications, auditEntries } from '#database/tables.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { enableApplication } from '#registry/applications/enable.ts';
import { getApplication } from '#registry/applications/get.ts';
import { listApplications } from '#registry/applications/list.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { run, type Actor } from '#registry/operation.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
after(() => registry.database.close());

const missing = { code: 'application.not_found', status: 404 };

function create(name: string, more: { environment?: 'sandbox' | 'production' } = {}) {
  return run(registry, world.developer, createApplication, {
    organisation: world.organisation,
    environment: 'sandbox',
    name,
    email: 'App@Example.org',
    responsible: 'Dev',
    ...more,
  });
}

test('an application comes with a random client id and one secret of 256 bits', async () => {
  const made = await create('one');
  assert.match(made.credential.clientId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(made.secret.value, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(made.status, 'validated');
  const told = JSON.stringify(await query.select().from(auditEntries));
  assert.equal(told.includes(made.secret.value), false);
  const found = await run(registry, world.developer, getApplication, { application: made.credential.clientId });
  assert.equal(found.id, made.id);
  assert.equal(JSON.stringify(found).includes(made.secret.value), false);
});

test('the sandbox application of an account is the one of the PISTE guide', async () => {
  const { accountId, name } = world.developer;
  const made = await run(registry, system, createSandboxApplication, { account: accountId });
  assert.equal(made.name, `APP_SANDBOX_${name}`);
  assert.equal(made.description, 'SandBox Application');
  assert.equal(made.environment, 'sandbox');
  assert.equal(made.enabled, true);
  assert.equal(made.status, 'validated');
  assert.equal(made.createdBy, null);
  await assert.rejects(run(registry, system, createSandboxApplication, { account: accountId }), {
    code: 'application.name_taken',
  });
});

test('a name is taken within its organisation and environment only', async () => {
  await create('taken');
  await assert.rejects(create('taken'), { code: 'application.name_taken', status: 409 });
  const production = await create('taken', { environment: 'production' });
  const free = await create('free');
  const rename = { application: free.id, name: 'taken' };
  await assert.rejects(run(registry, world.developer, updateApplication, rename), { code: 'application.name_taken' });
  await run(registry, world.developer, deleteApplication, { application: production.id });
  await create('taken', { environment: 'production' });
});

test('an update changes what it names, and one that changes nothing is not in the audit', async () => {
  const { id } = await create('before');
  const updated = await run(registry, world.developer, updateApplication, {
    application: id,
    phone: '+33 1 23',
    name: 'after',
  });
  assert.equal(updated.phone, '+33 1 23');
  assert.equal(updated.name, 'after');
  assert.equal(updated.responsible, 'Dev');
  await run(registry, world.developer, updateApplication, { application: id, name: 'after' });
  const entries = await query.select().from(auditEntries).where(eq(auditEntries.subjectId, id));
  assert.equal(entries.filter((entry) => entry.action === 'application.update').length, 1);
});

test('disabling and enabling can be repeated', async () => {
  const { id } = await create('switched');
  const input = { application: id };
  assert.equal((await run(registry, world.developer, disableApplication, input)).enabled, false);
  assert.equal((await run(registry, world.developer, disableApplication, input)).enabled, false);
  assert.equal((await run(registry, world.developer, enableApplication, input)).enabled, true);
});

test('a deleted application loses its secrets and subscriptions, and is gone for everybody', async () => {
  const { id } = await create('doomed');
  const product = `${world.provider}/open`;
  const subscription = await run(registry, world.developer, requestSubscription, {
    application: id,
    product,
    plan: 'default',
  });
  await run(registry, world.developer, deleteApplication, { application: id });
  await assert.rejects(run(registry, world.developer, getApplication, { application: id }), missing);
  await assert.rejects(run(registry, operator, createSecret, { application: id, label: 'late' }), missing);
  const after = await run(registry, operator, getSubscription, { subscription: subscription.id });
  assert.equal(after.state, 'revoked');
  assert.equal(after.history.at(-1)?.reason, 'the application was deleted');
  const rows = await query.select().from(applications).where(eq(applications.id, id));
  assert.notEqual(rows[0]?.deletedAt, null);
});

test("another organisation's application looks like none", async () => {
  const { id } = await create('hidden');
  for (const application of [id, newId(), 'not-an-id']) {
    await assert.rejects(run(registry, world.outsider, getApplication, { application }), missing);
    await assert.rejects(run(registry, world.outsider, deleteApplication, { application }), missing);
    await assert.rejects(run(registry, world.outsider, listSecrets, { application }), missing);
    await assert.rejects(run(registry, world.shut, getApplication, { application }), missing);
  }
});

test('a list is narrowed, sorted and paged', async () => {
  for (const name of ['list c', 'list a', 'list b']) await create(name);
  const input = { organisation: world.organisation, environment: 'sandbox', search: 'LIST', limit: 2 } as const;
  const first = await run(registry, world.developer, listApplications, input);
  const second = await run(registry, world.developer, listApplications, { ...input, after: first.next ?? '' });
  const names = [...first.items, ...second.items].map((item) => item.name);
  assert.deepEqual(names, ['list a', 'list b', 'list c']);
  assert.equal(second.next, null);
  await assert.rejects(run(registry, world.outsider, listApplications, input), { code: 'organisation.not_found' });
  await assert.rejects(run(registry, world.shut, listApplications, {}), { code: 'permission.denied' });
});

test('fields that an application does not have are refused', async () => {
  const { id } = await create('strict');
  const input = { application: id, environment: 'production' };
  await assert.rejects(run(registry, world.developer, updateApplication, input), {
    code: 'input.invalid',
    status: 422,
  });
});

test("without an organisation a list holds those of all of the actor's organisations, and nobody else's", async () => {
  await create('of mtes');
  const other = { organisation: world.otherOrganisation, environment: 'sandbox', email: 'e@b.fr' } as const;
  await run(registry, world.outsider, createApplication, { ...other, name: 'of another', responsible: 'Eve' });
  const names = async (actor: Actor, input: { mine?: boolean } = {}) =>
    (await run(registry, actor, listApplications, { search: 'of ', limit: 200, ...input })).items.map(
      ({ name, organisation }) => `${name} (${organisation.name})`,
    );
  assert.deepEqual(await names(world.developer), ['of mtes (mtes)']);
  assert.deepEqual(await names(world.outsider), ['of another (other)']);
  assert.deepEqual(await names(operator), ['of another (other)', 'of mtes (mtes)']);
});

test('accents and case hide nothing from a search, and do not set names apart in the order', async () => {
  for (const name of ['Été zulu', 'ete alpha', 'ÉTÉ mike']) await create(name);
  const input = { organisation: world.organisation, search: 'été' } as const;
  const names = async (more: { search?: string; sort?: 'newest' | 'oldest' } = {}) =>
    (await run(registry, world.developer, listApplications, { ...input, ...more })).items.map((item) => item.name);
  assert.deepEqual(await names(), ['ete alpha', 'ÉTÉ mike', 'Été zulu']);
  assert.deepEqual(await names({ search: 'ETE Z' }), ['Été zulu']);
  assert.deepEqual(await names({ sort: 'newest' }), (await names({ sort: 'oldest' })).toReversed());
});

test('every order pages through all, each once', async () => {
  for (const name of ['Paged b', 'paged á', 'Paged C']) {
    await create(name);
    await create(name, { environment: 'production' });
  }
  for (const sort of ['name', 'newest', 'oldest', 'environment'] as const) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const input = { organisation: world.organisation, search: 'paged', sort, limit: 2, after };
      const page = await run(registry, world.developer, listApplications, input);
      seen.push(...page.items.map(({ name, environment }) => `${environment} ${name}`));
      after = page.next ?? undefined;
    } while (after !== undefined);
    assert.equal(new Set(seen).size, 6, sort);
    assert.equal(seen.length, 6, sort);
    if (sort === 'environment') assert.equal(seen[0], 'production paged á');
  }
});
