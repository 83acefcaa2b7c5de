import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { accounts, applications, consumerNotices, mails, memberships, noticePreferences } from '#database/tables.ts';
import { readersOf } from '#notifications/notices/readers.ts';
import { noticeTypes, type NoticeType } from '#notifications/notices/types.ts';
import { createApplication } from '#registry/applications/create.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';
import { retireApi } from '#registry/offer/apis/retire.ts';
import { keepDates } from '#registry/notices/keep-dates.ts';
import { listNotices } from '#registry/notices/list.ts';
import { chooseContactNotices, chooseNotices, readNoticePreferences } from '#registry/notices/preferences.ts';
import { reachedThreshold } from '#registry/notices/tell-quotas.ts';
import { run } from '#registry/operation.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
after(() => registry.database.close());
const { developer, administrator, outsider, approver, organisation, provider } = await makeWorld(registry);
const fields = { organisation, environment: 'sandbox', name: 'app', email: 'contact@b.fr', responsible: 'D' } as const;
const { id: application } = await run(registry, developer, createApplication, fields);
await query.update(applications).set({ emailVerifiedAt: new Date(0) });
beforeEach(() => query.delete(mails));

const readers = async (type: NoticeType, accountId: string | null = null) =>
  (await query.transaction((tx) => readersOf(tx, { type, applicationId: application, accountId }))).map(({ to }) => to);

const recipients = async () =>
  (await query.select().from(mails).orderBy(mails.recipient)).map(
    ({ template, recipient }) => `${template} ${recipient}`,
  );

test('the verified contact address reads everything, unless it is told otherwise', async () => {
  for (const type of noticeTypes) assert.deepEqual(await readers(type), ['contact@b.fr']);
  await run(registry, developer, chooseContactNotices, { application, types: ['version.retired'] });
  assert.deepEqual(await readers('version.retired'), ['contact@b.fr']);
  assert.deepEqual(await readers('quota.threshold'), []);
  const all = await run(registry, developer, chooseContactNotices, { application, types: [...noticeTypes] });
  assert.deepEqual(all.contact, { email: 'contact@b.fr', verified: true, types: [...noticeTypes] });
  await query.update(applications).set({ emailVerifiedAt: null });
  assert.deepEqual(await readers('quota.threshold'), []);
  await query.update(applications).set({ emailVerifiedAt: new Date(0) });
});

test('a member chooses for itself; who had a hand in it is told unless it has chosen otherwise', async () => {
  const before = await run(registry, administrator, readNoticePreferences, { application });
  assert.equal(before.own?.chosen, false);
  await run(registry, administrator, chooseNotices, { application, types: ['quota.threshold'] });
  assert.deepEqual(await readers('quota.threshold'), [administrator.name, 'contact@b.fr']);
  assert.deepEqual(await readers('version.retired', developer.accountId), [developer.name, 'contact@b.fr']);
  assert.deepEqual(await readers('version.retired', administrator.accountId), ['contact@b.fr']);
  const chosen = await run(registry, administrator, readNoticePreferences, { application });
  assert.deepEqual(chosen.own, { types: ['quota.threshold'], chosen: true });
});

test('what a person chose holds for its address also where it is the contact', async () => {
  await query.update(applications).set({ email: administrator.name });
  assert.deepEqual(await readers('version.retired'), []);
  assert.deepEqual(await readers('quota.threshold'), [administrator.name]);
  await query.update(applications).set({ email: 'contact@b.fr' });
});

test('who has left the organisation, or is shut out, is told nothing by an old choice, nor of what it had a hand in', async () => {
  await query.update(accounts).set({ active: false }).where(eq(accounts.id, administrator.accountId));
  assert.deepEqual(await readers('quota.threshold'), ['contact@b.fr']);
  await query.update(accounts).set({ active: true }).where(eq(accounts.id, administrator.accountId));
  await query.delete(memberships).where(eq(memberships.accountId, administrator.accountId));
  assert.deepEqual(await readers('quota.threshold'), ['contact@b.fr']);
  await query.delete(noticePreferences).where(eq(noticePreferences.accountId, administrator.accountId));
  assert.deepEqual(await readers('version.retired', administrator.accountId), ['contact@b.fr']);
  await query.update(accounts).set({ operator: true }).where(eq(accounts.id, administrator.accountId));
  assert.deepEqual(await readers('version.retired', administrator.accountId), [administrator.name, 'contact@b.fr']);
});

test('choices are for members; who is no person chooses for the contact address alone', async () => {
  for (const actor of [outsider, approver]) {
    const hidden = { code: 'application.not_found' };
    await assert.rejects(run(registry, actor, readNoticePreferences, { application }), hidden);
    await assert.rejects(run(registry, actor, chooseNotices, { application, types: [] }), hidden);
    await assert.rejects(run(registry, actor, chooseContactNotices, { application, types: [] }), hidden);
    await assert.rejects(run(registry, actor, listNotices, { application }), hidden);
  }
  const denied = { code: 'permission.denied' };
  await assert.rejects(run(registry, operator, chooseNotices, { application, types: [] }), denied);
  assert.equal((await run(registry, operator, readNoticePreferences, { application })).own, null);
});

test('secrets and keys that expire are told of 30, 7 and 1 days before, and when they have, each once', async () => {
  const expiresAt = '2026-05-01T12:00:00Z';
  await run(registry, developer, createSecret, { application, label: 'long', expiresAt });
  await run(registry, developer, createApiKey, { application, label: 'test', expiresAt: '2026-03-01T13:00:00Z' });
  const gone = await run(registry, developer, createApiKey, { application, label: 'gone', expiresAt });
  await run(registry, developer, withdrawApiKey, { application, key: gone.id });
  const keep = async (now: string) => {
    registry.setNow(now);
    return (await run(registry, system, keepDates, {})).mails;
  };
  assert.equal(await keep('2026-03-01T12:30:00Z'), 0);
  assert.equal(await keep('2026-03-01T13:30:00Z'), 0, 'a key for a test is nobody’s news');
  assert.equal(await keep('2026-04-01T12:00:00Z'), 1);
  assert.equal(await keep('2026-04-02T12:00:00Z'), 0);
  assert.equal(await keep('2026-04-26T12:00:00Z'), 1);
  assert.equal(await keep('2026-04-30T13:00:00Z'), 1);
  assert.equal(await keep('2026-05-01T12:00:00Z'), 1);
  assert.equal(await keep('2026-05-02T12:00:00Z'), 0);
  const { items } = await run(registry, developer, listNotices, { application });
  assert.deepEqual(
    items.map(({ type, data }) => `${type} ${String(data['days'])}`),
    [0, 1, 7, 30].map((days) => `credential.expiring ${days}`),
  );
});

test('an API that ends now is told to its consumers in the same transaction', async () => {
  registry.setNow('2026-03-01T12:00:00Z');
  const product = `${provider}/open`;
  await run(registry, developer, requestSubscription, { application, product, plan: 'default' });
  await query.delete(mails);
  await run(registry, operator, retireApi, { provider, api: 'open@1.0' });
  assert.deepEqual(await recipients(), ['api.retired contact@b.fr', `api.retired ${developer.name}`]);
  assert.equal(await query.$count(consumerNotices, eq(consumerNotices.type, 'version.retired')), 1);
});

test('the highest threshold that is reached counts', () => {
  const of = (used: number, limit = 1000) => reachedThreshold(used, limit);
  assert.deepEqual(
    [0, 499, 500, 799, 800, 999, 1000, 5000].map((used) => of(used)),
    [...[null, null, 50, 50, 80, 80, 100, 100]],
  );
  assert.deepEqual([of(1, 3), of(2, 3), of(3, 3), of(1, 1)], [null, 50, 100, 100]);
});
