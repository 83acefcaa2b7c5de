import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { auditEntries, secrets } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { rotateSecret } from '#registry/credentials/rotate-secret.ts';
import { showSecret } from '#registry/credentials/show-secret.ts';
import { updateCredential } from '#registry/credentials/update.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, organisation } = world;
after(() => registry.database.close());

function create(name: string) {
  const input = { organisation, environment: 'sandbox', name, email: 'a@b.fr', responsible: 'Dev' } as const;
  return run(registry, developer, createApplication, input);
}

/** The id of the secret that is kept under the digest of `value`, and whether it was withdrawn. */
async function kept(value: string): Promise<{ id: string; withdrawn: boolean } | undefined> {
  const [row] = await query
    .select()
    .from(secrets)
    .where(eq(secrets.digest, digestOf(value)));
  return row === undefined ? undefined : { id: row.id, withdrawn: row.withdrawnAt !== null };
}

test('several secrets live at once, each kept under its digest, and one is withdrawn alone', async () => {
  const { id, secret } = await create('several');
  const next = await run(registry, developer, createSecret, { application: id, label: 'next' });
  assert.deepEqual(await kept(secret.value), { id: secret.id, withdrawn: false });
  assert.deepEqual(await kept(next.value), { id: next.id, withdrawn: false });
  await run(registry, developer, withdrawSecret, { application: id, secret: secret.id });
  assert.deepEqual(await kept(secret.value), { id: secret.id, withdrawn: true });
  assert.deepEqual(await kept(next.value), { id: next.id, withdrawn: false });
});

test('a secret is shown again as it was made, and each showing is audited', async () => {
  const { id, secret } = await create('shown');
  const shown = await run(registry, developer, showSecret, { application: id, secret: secret.id });
  assert.equal(shown.value, secret.value);
  const entries = await query.select().from(auditEntries).where(eq(auditEntries.action, 'secret.show'));
  assert.deepEqual(
    entries.map((entry) => [entry.subjectId, entry.actorId]),
    [[secret.id, developer.accountId]],
  );
  assert.equal(JSON.stringify(entries).includes(secret.value), false);
});

test('a list tells no values', async () => {
  const { id, secret } = await create('listed');
  const { items } = await run(registry, developer, listSecrets, { application: id });
  assert.deepEqual(
    items.map((item) => item.id),
    [secret.id],
  );
  assert.equal(JSON.stringify(items).includes(secret.value), false);
});

test("a secret is of its own application only, also for the organisation's members", async () => {
  const { secret } = await create('owner');
  const { id } = await create('stranger');
  const input = { application: id, secret: secret.id };
  await assert.rejects(run(registry, developer, showSecret, input), { code: 'secret.not_found', status: 404 });
  await assert.rejects(run(registry, developer, withdrawSecret, input), { code: 'secret.not_found' });
});

test('the limit on live secrets holds when they are made at the same moment', async () => {
  const { id, secret } = await create('crowded');
  const input = { application: id, label: 'more' };
  const tries = Array.from({ length: limits.liveSecretsPerApplication + 2 }, () =>
    run(registry, developer, createSecret, input),
  );
  const made = (await Promise.allSettled(tries)).filter((result) => result.status === 'fulfilled');
  assert.equal(made.length, limits.liveSecretsPerApplication - 1);
  await assert.rejects(run(registry, developer, createSecret, input), { code: 'secret.too_many', status: 409 });
  await run(registry, developer, withdrawSecret, { application: id, secret: secret.id });
  await run(registry, developer, createSecret, input);
});

test('a secret cannot be made expired', async () => {
  const { id } = await create('expired');
  const input = { application: id, label: 'old', expiresAt: '2026-03-01T11:59:59Z' };
  await assert.rejects(run(registry, developer, createSecret, input), { code: 'input.invalid', status: 422 });
  const later = await run(registry, developer, createSecret, { ...input, expiresAt: '2026-03-02T01:00:00+01:00' });
  assert.equal(later.expiresAt, '2026-03-02T00:00:00.000Z');
});

test('origins and redirect addresses are kept when they are safe, and refused otherwise', async () => {
  const { id } = await create('browser');
  const good = {
    javascriptOrigins: ['*', 'https://app.example.org', 'http://localhost:3000'],
    redirectUris: ['https://app.example.org/back?x=1', 'http://127.0.0.1:8080/back', 'org.example.app:/back'],
  };
  const kept = await run(registry, developer, updateCredential, { application: id, ...good });
  assert.deepEqual(kept.javascriptOrigins, good.javascriptOrigins);
  assert.deepEqual(kept.redirectUris, good.redirectUris);
  const badOrigins = ['https://app.example.org/', 'http://app.example.org', 'null', 'https://*', 'javascript:alert(1)'];
  for (const origin of badOrigins) {
    const input = { application: id, javascriptOrigins: [origin] };
    await assert.rejects(run(registry, developer, updateCredential, input), { code: 'input.invalid' }, origin);
  }
  const badRedirects = [
    '/back',
    'http://app.example.org/back',
    'https://a.example/#x',
    'javascript:alert(1)',
    'https://u:p@a.example/',
  ];
  for (const redirect of badRedirects) {
    const input = { application: id, redirectUris: [redirect] };
    await assert.rejects(run(registry, developer, updateCredential, input), { code: 'input.invalid' }, redirect);
  }
});

test('a secret that is replaced goes on for as long as asked, and not at all when asked so', async () => {
  const { id, secret } = await create('rotated');
  const next = await run(registry, developer, rotateSecret, { application: id, secret: secret.id, overlapHours: 24 });
  assert.deepEqual(await kept(next.value), { id: next.id, withdrawn: false });
  assert.equal(next.label, secret.label);
  const expiryOf = async (wanted: string) => {
    const { items } = await run(registry, developer, listSecrets, { application: id });
    return items.find((item) => item.id === wanted)?.expiresAt;
  };
  assert.equal(await expiryOf(secret.id), '2026-03-02T12:00:00.000Z');
  assert.equal(await expiryOf(next.id), null);
  // Another rotation does not lengthen its life.
  await run(registry, developer, rotateSecret, { application: id, secret: secret.id, overlapHours: 48 });
  assert.equal(await expiryOf(secret.id), '2026-03-02T12:00:00.000Z');
  await run(registry, developer, rotateSecret, { application: id, secret: next.id, overlapHours: 0, label: 'last' });
  assert.deepEqual(await kept(next.value), { id: next.id, withdrawn: true });
  const ended = { application: id, secret: next.id, overlapHours: 1 };
  await assert.rejects(run(registry, developer, rotateSecret, ended), { code: 'secret.ended', status: 409 });
});

test('a full application can still replace a secret when the old one ends at once', async () => {
  const { id, secret } = await create('full');
  for (let made = 1; made < limits.liveSecretsPerApplication; made += 1) {
    await run(registry, developer, createSecret, { application: id, label: `${made}` });
  }
  const rotate = (overlapHours: number) =>
    run(registry, developer, rotateSecret, { application: id, secret: secret.id, overlapHours });
  await assert.rejects(rotate(1), { code: 'secret.too_many' });
  await rotate(0);
});
