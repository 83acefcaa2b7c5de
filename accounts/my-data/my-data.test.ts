import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { strFromU8, unzipSync } from 'fflate';
import {
  accounts,
  applications,
  auditEntries,
  mails,
  memberships,
  organisations,
  subscriptionDecisions,
} from '#database/tables.ts';
import { collectMyData } from '#accounts/my-data/collect.ts';
import { readConsequences } from '#accounts/my-data/consequences.ts';
import { deleteMyAccount } from '#accounts/my-data/delete.ts';
import { exportMyData } from '#accounts/my-data/export.ts';
import { changeEmail } from '#accounts/profile/change-email.ts';
import { confirmEmail } from '#accounts/profile/confirm-email.ts';
import { readProfile } from '#accounts/profile/read.ts';
import { updateProfile } from '#accounts/profile/update.ts';
import { readSession } from '#accounts/sessions/read.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { browser, enter, mailedToken, mailsTo, openDoors } from '#test/account-doors.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const doors = openDoors(registry);
after(() => registry.database.close());

/** A session of somebody of the world. */
function sessionOf({ accountId, name }: { readonly accountId: string; readonly name: string }): Session {
  const createdAt = new Date(registry.clock.nowMs());
  const times = { createdAt, expiresAt: createdAt, confirmedAt: createdAt };
  return { id: accountId, accountId, name, email: name, operator: false, language: null, ...times };
}

test('a profile is changed by its owner', async () => {
  const { session } = await enter(doors, 'profile@example.org');
  const before = await readProfile(registry, session.accountId);
  assert.equal(before.language, 'fr');
  const changed = { name: ' Zoé Durand ', language: null, wantsNews: true, wantsSurveys: false };
  await updateProfile(registry, session, changed);
  const { name, language, wantsNews } = await readProfile(registry, session.accountId);
  assert.deepEqual([name, language, wantsNews], ['Zoé Durand', null, true]);
  await assert.rejects(updateProfile(registry, session, { ...changed, name: ' ' }), { code: 'input.invalid' });
});

test('an address changes when the new one is confirmed, and the old one is told twice', async () => {
  const { session } = await enter(doors, 'old@example.org');
  await changeEmail(doors, session, { email: 'new@example.org', browser });
  assert.equal((await readProfile(registry, session.accountId)).email, 'old@example.org');
  const token = await mailedToken(registry, 'new@example.org', 'email.confirm');
  assert.deepEqual(await confirmEmail(doors, token), { state: 'changed', email: 'new@example.org' });
  assert.deepEqual(await confirmEmail(doors, token), { state: 'used' });
  assert.equal((await readProfile(registry, session.accountId)).email, 'new@example.org');
  const told = (await mailsTo(registry, 'old@example.org')).filter(({ template }) => template === 'account.changed');
  assert.equal(told.length, 2);
});

test('an address that another account has is not taken, and the asker does not learn of it', async () => {
  const { session } = await enter(doors, 'asker@example.org');
  await changeEmail(doors, session, { email: world.developer.name, browser });
  assert.equal((await mailsTo(registry, world.developer.name))[0]?.template, 'account.exists');
  await changeEmail(doors, session, { email: 'late@example.org', browser });
  const token = await mailedToken(registry, 'late@example.org', 'email.confirm');
  await enter(doors, 'late@example.org');
  assert.deepEqual(await confirmEmail(doors, token), { state: 'taken' });
});

test('the export holds what is kept about a person, and no secret', async () => {
  const { session } = await enter(doors, 'export@example.org');
  const zip = unzipSync(await exportMyData(registry, session.accountId));
  assert.deepEqual(Object.keys(zip), ['my-data.json']);
  const text = strFromU8(zip['my-data.json'] ?? new Uint8Array());
  const data: { account: { email: string }; memberships: unknown[]; audit: unknown[] } = JSON.parse(text);
  assert.equal(data.account.email, 'export@example.org');
  assert.equal(data.memberships.length, 1);
  assert.ok(data.audit.length > 0, 'the login stands in it');
  assert.doesNotMatch(text, /plain:|digest|sealed/i);
  assert.equal(JSON.stringify(await collectMyData(registry, world.outsider.accountId)).includes('export@'), false);
});

test('a deleted account takes its applications along, and what must stay no longer names the person', async () => {
  const email = 'gone@example.org';
  const { session, token } = await enter(doors, email);
  const [own] = await query
    .select({ id: organisations.id, slug: organisations.slug })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(eq(memberships.accountId, session.accountId));
  const made = await run(registry, actorOf(session), createApplication, {
    organisation: own?.slug ?? '',
    environment: 'sandbox',
    name: 'mine',
    email,
    responsible: 'Zoé Martin',
  });
  const asked = { application: made.id, product: `${world.provider}/open`, plan: 'default' };
  await run(registry, actorOf(session), requestSubscription, asked);
  const consequences = await readConsequences(query, session.accountId);
  assert.deepEqual(
    consequences.applications.map(({ name }) => name),
    [`APP_SANDBOX_${email}`, 'mine'],
  );
  assert.deepEqual(consequences.blockedBy, []);
  await deleteMyAccount(doors, session);
  assert.equal(await readSession(registry, token), null);
  assert.equal(await query.$count(accounts, eq(accounts.email, email)), 0);
  const rows = await query
    .select()
    .from(applications)
    .where(eq(applications.organisationId, own?.id ?? ''));
  assert.ok(rows.every((row) => row.deletedAt !== null));
  const kept = [
    rows,
    await query
      .select()
      .from(organisations)
      .where(eq(organisations.id, own?.id ?? '')),
    await query.select().from(auditEntries),
    await query.select().from(subscriptionDecisions),
  ];
  assert.doesNotMatch(JSON.stringify(kept), /gone@example\.org|Zoé Martin/);
  assert.ok(
    (await query.select().from(auditEntries)).some(({ actorName }) => /^deleted-[0-9a-f]{12}$/.test(actorName)),
  );
  const left = await query.select().from(mails).where(eq(mails.recipient, email));
  assert.deepEqual(
    left.map(({ template }) => template),
    ['account.changed'],
    'the farewell',
  );
});

test('who leaves an organisation that goes on leaves its applications to another member', async () => {
  const made = await run(registry, world.developer, createApplication, {
    organisation: world.organisation,
    environment: 'sandbox',
    name: 'shared',
    email: world.developer.name,
    responsible: 'Dev',
  });
  const consequences = await readConsequences(query, world.developer.accountId);
  assert.deepEqual(consequences.applications, []);
  assert.equal(consequences.leftOrganisations.length, 1);
  await deleteMyAccount(doors, sessionOf(world.developer));
  const [row] = await query.select().from(applications).where(eq(applications.id, made.id));
  assert.equal(row?.deletedAt, null);
  assert.equal(row?.email, world.administrator.name);
});

test('the last administrator of an organisation that goes on stays until there is another', async () => {
  const { session } = await enter(doors, 'boss@example.org');
  const [own] = await query.select().from(memberships).where(eq(memberships.accountId, session.accountId));
  const joinedAt = new Date(registry.clock.nowMs());
  const developer = { accountId: world.outsider.accountId, organisationId: own?.organisationId ?? '' };
  await query.insert(memberships).values({ ...developer, role: 'developer', joinedAt });
  assert.equal((await readConsequences(query, session.accountId)).blockedBy.length, 1);
  const refused = { code: 'account.last_administrator', status: 409 };
  await assert.rejects(deleteMyAccount(doors, session), refused);
  await query.update(memberships).set({ role: 'administrator' }).where(eq(memberships.accountId, developer.accountId));
  await deleteMyAccount(doors, session);
});
