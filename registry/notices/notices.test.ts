import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { apis, mails } from '#database/tables.ts';
import { openMail } from '#notifications/outbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { dueNotices } from '#registry/notices/due.ts';
import { keepDates } from '#registry/notices/keep-dates.ts';
import { deprecateApi } from '#registry/offer/apis/deprecate.ts';
import { publishTermsVersion } from '#registry/offer/terms/publish.ts';
import { run } from '#registry/operation.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { approver, developer, organisation, provider } = world;
after(() => registry.database.close());

const input = { organisation, environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'Dev' } as const;
const application = (await run(registry, developer, createApplication, input)).id;
await run(registry, developer, requestSubscription, { application, product: `${provider}/open`, plan: 'default' });
const keep = () => run(registry, system, keepDates, {});

/** Subjects of the mails of one kind, oldest first, in English. */
async function subjects(template: string): Promise<string[]> {
  const rows = await query.select().from(mails).where(eq(mails.template, template)).orderBy(mails.id);
  return rows.map(({ id, sealedContent }) => {
    assert.ok(sealedContent !== null);
    const written = openMail(registry.sealingKey, { id, sealedContent });
    return written.find(({ language }) => language === 'en')?.content.subject ?? '';
  });
}

test('the announcement names the day, and of the reminders only the nearest is due', () => {
  const sunset = new Date('2026-06-01T00:00:00Z');
  const at = (day: string) => dueNotices(sunset, new Date(`${day}T00:00:00Z`)).reminder?.split(' ')[0] ?? null;
  assert.deepEqual(['2026-03-01', '2026-05-02', '2026-05-24', '2026-05-25', '2026-05-31'].map(at), [
    null,
    'sunset-30',
    'sunset-30',
    'sunset-7',
    'sunset-1',
  ]);
  assert.equal(dueNotices(null, sunset).reminder, null);
});

test('consumers hear of an end once, again when its day is moved, and are reminded before it; then it comes', async () => {
  assert.deepEqual(await keep(), { retired: 0, mails: 0 });
  const end = { provider, api: 'open@1.0', sunset: '2026-06-01' };
  await run(registry, approver, deprecateApi, end);
  assert.equal((await keep()).mails, 1);
  assert.equal((await keep()).mails, 0);
  assert.deepEqual(await subjects('api.leaving'), ['The API Name 1.0 is deprecated']);
  await run(registry, approver, deprecateApi, { ...end, sunset: '2026-07-01' });
  assert.equal((await keep()).mails, 1);
  registry.setNow('2026-06-25T12:00:00Z');
  assert.equal((await keep()).mails, 1);
  assert.equal((await keep()).mails, 0);
  assert.match((await subjects('api.leaving')).at(-1) ?? '', /^Reminder: the API Name 1\.0 ends on 1 July 2026/);
  registry.setNow('2026-07-01T00:00:00Z');
  assert.deepEqual(await keep(), { retired: 1, mails: 0 });
  assert.deepEqual(await keep(), { retired: 0, mails: 0 });
  const [ended] = await query
    .select()
    .from(apis)
    .where(and(eq(apis.slug, 'open')));
  assert.equal(ended?.status, 'retired');
});

test('who has accepted terms hears of a new version once, unless it is accepted already', async () => {
  registry.setNow('2026-03-01T12:00:00Z');
  await query
    .update(apis)
    .set({ status: 'published', sunsetAt: null, deprecatedAt: null })
    .where(eq(apis.slug, 'open'));
  const [terms] = await query.query.terms.findMany({ where: (row, { eq: is }) => is(row.slug, 'cgu') });
  await query
    .update(apis)
    .set({ termsId: terms?.id ?? null })
    .where(eq(apis.slug, 'open'));
  const version = { provider, terms: 'cgu', effective: '2026-05-01', text: 'New.' };
  await run(registry, approver, publishTermsVersion, { ...version, version: '2' });
  assert.equal((await keep()).mails, 0, 'nothing was accepted yet');
  await run(registry, developer, giveConsent, { application, termsVersion: world.termsVersion });
  assert.equal((await keep()).mails, 1);
  assert.equal((await keep()).mails, 0);
  assert.deepEqual(await subjects('terms.renewed'), ['To accept: a new version of the terms "Terms"']);
  await run(registry, approver, publishTermsVersion, { ...version, version: '3', effective: '2026-06-01' });
  await run(registry, developer, giveConsent, { application, termsVersion: `${provider}/cgu/3` });
  assert.equal((await keep()).mails, 0);
});

test('only operators and the instance itself keep dates', async () => {
  await assert.rejects(run(registry, approver, keepDates, {}), { code: 'permission.denied' });
  await run(registry, operator, keepDates, {});
});
