import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { apiKeys, auditEntries } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const { developer, outsider, organisation } = await makeWorld(registry);
after(() => registry.database.close());

async function create(name: string): Promise<string> {
  const input = { organisation, environment: 'sandbox', name, email: 'a@b.fr', responsible: 'Dev' } as const;
  return (await run(registry, developer, createApplication, input)).id;
}

/** True when the key is kept, under its digest, and not withdrawn. */
async function live(value: string): Promise<boolean> {
  const rows = await query
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.digest, digestOf(value)));
  return rows[0]?.withdrawnAt === null;
}

test('a key is given once, kept as its digest, and good until it is withdrawn', async () => {
  const application = await create('keyed');
  const made = await run(registry, developer, createApiKey, { application, label: 'CI' });
  assert.match(made.value, /^gck_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
  assert.equal(made.value.startsWith(`${made.prefix}_`), true);
  assert.equal(await live(made.value), true);
  const kept = [
    await query.select().from(apiKeys),
    await query.select().from(auditEntries).where(eq(auditEntries.subjectId, made.id)),
    await run(registry, developer, listApiKeys, { application }),
  ];
  assert.equal(JSON.stringify(kept).includes(made.value), false);
  await run(registry, developer, withdrawApiKey, { application, key: made.id });
  assert.equal(await live(made.value), false);
  const again = await run(registry, developer, withdrawApiKey, { application, key: made.id });
  assert.equal(again.withdrawnAt, '2026-03-01T12:00:00.000Z');
});

test("a key is of its own application only, and unseen by other organisations' members", async () => {
  const application = await create('owner');
  const { id: key } = await run(registry, developer, createApiKey, { application, label: 'mine' });
  const other = await create('stranger');
  const input = { application: other, key };
  await assert.rejects(run(registry, developer, withdrawApiKey, input), { code: 'api_key.not_found', status: 404 });
  const missing = { code: 'application.not_found', status: 404 };
  await assert.rejects(run(registry, outsider, listApiKeys, { application }), missing);
  await assert.rejects(run(registry, outsider, withdrawApiKey, { application, key }), missing);
  await assert.rejects(run(registry, outsider, createApiKey, { application, label: 'theirs' }), missing);
});

test('the limit on live keys holds when they are made at the same moment', async () => {
  const application = await create('crowded');
  const tries = Array.from({ length: limits.liveApiKeysPerApplication + 2 }, () =>
    run(registry, developer, createApiKey, { application, label: 'more' }),
  );
  const made = (await Promise.allSettled(tries)).filter((result) => result.status === 'fulfilled');
  assert.equal(made.length, limits.liveApiKeysPerApplication);
});

test('a key cannot be made expired', async () => {
  const application = await create('expired');
  const input = { application, label: 'old', expiresAt: '2026-03-01T11:59:59Z' };
  await assert.rejects(run(registry, developer, createApiKey, input), { code: 'input.invalid', status: 422 });
});

test('the keys of a deleted application are withdrawn', async () => {
  const application = await create('doomed');
  const { value } = await run(registry, developer, createApiKey, { application, label: 'late' });
  await run(registry, developer, deleteApplication, { application });
  assert.equal(await live(value), false);
});
