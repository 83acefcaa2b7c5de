import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { listAudit } from '#registry/audit/list.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const world = await makeWorld(registry);
const { developer, administrator, outsider, organisation, otherOrganisation } = world;
after(() => registry.database.close());

const input = { environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'Dev' } as const;

test("an organisation's administrators read what concerns it, and nothing else", async () => {
  const { id } = await run(registry, developer, createApplication, { ...input, organisation });
  await run(registry, developer, createSecret, { application: id, label: 'next' });
  await run(registry, developer, deleteApplication, { application: id });
  await run(registry, outsider, createApplication, { ...input, organisation: otherOrganisation });
  const { items } = await run(registry, administrator, listAudit, { organisation });
  assert.deepEqual(new Set(items.map((entry) => entry.actorId)), new Set([developer.accountId]));
  // Application, credential, secret; secret; application, two secrets.
  assert.equal(items.length, 7);
  const theirs = await run(registry, outsider, listAudit, { organisation: otherOrganisation });
  assert.equal(theirs.items.length, 3);
});

test('operators read all of it, narrowed by what, who and when', async () => {
  const narrowed = { subjectType: 'secret', actor: developer.accountId, action: 'application.delete' };
  assert.equal((await run(registry, operator, listAudit, narrowed)).items.length, 2);
  assert.equal((await run(registry, operator, listAudit, { actorName: developer.name })).items.length, 7);
  assert.equal((await run(registry, operator, listAudit, { to: '2026-03-01T12:00:00Z' })).items.length, 0);
  assert.equal((await run(registry, operator, listAudit, { from: '2026-03-01T12:00:00Z' })).items.length, 10);
});

test('developers and outsiders do not read the audit', async () => {
  await assert.rejects(run(registry, developer, listAudit, { organisation }), { code: 'permission.denied' });
  await assert.rejects(run(registry, outsider, listAudit, { organisation }), { code: 'organisation.not_found' });
  await assert.rejects(run(registry, administrator, listAudit, {}), { code: 'permission.denied' });
});
