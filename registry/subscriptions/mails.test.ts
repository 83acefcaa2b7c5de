import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { asc, eq } from 'drizzle-orm';
import { accountPreferences, accounts, apis, applications, mails } from '#database/tables.ts';
import { openMail } from '#notifications/outbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { developer, administrator, approver, both, organisation, provider } = world;
after(() => registry.database.close());
beforeEach(() => query.delete(mails));

let made = 0;

async function ask(product = 'guarded', email = 'nobody@example.org'): Promise<string> {
  made += 1;
  const fields = { organisation, environment: 'sandbox', name: `app ${made}`, email, responsible: 'Dev' } as const;
  const { id: application } = await run(registry, developer, createApplication, fields);
  // The mail that verifies the contact address is not what these tests are about.
  await query.delete(mails);
  const input = { application, product: `${provider}/${product}`, plan: 'default', message: '<b>please</b>' };
  return (await run(registry, developer, requestSubscription, input)).id;
}

async function outbox() {
  const rows = await query.select().from(mails).orderBy(asc(mails.recipient));
  return rows.map((row) => ({
    to: row.recipient,
    language: row.language,
    template: row.template,
    contents: openMail(registry.sealingKey, { id: row.id, sealedContent: row.sealedContent ?? Buffer.alloc(0) }).map(
      ({ content }) => content,
    ),
  }));
}

test('a request that waits is told to the approver of the API and to the administrators of the provider', async () => {
  const id = await ask();
  const told = await outbox();
  assert.deepEqual(
    told.map(({ to }) => to),
    ['a@b.fr', both.name, approver.name],
  );
  for (const mail of told) {
    assert.equal(mail.template, 'subscription.asked');
    assert.equal(mail.language, 'both');
    assert.ok(mail.contents.every(({ action }) => action?.path === `/requests/${id}`));
    assert.ok(mail.contents.every(({ paragraphs }) => paragraphs.join().includes('<b>please</b>')));
  }
});

test('what nobody has to decide is told to nobody', async () => {
  await ask('open');
  assert.deepEqual(await outbox(), []);
});

test('a decision is told to who asked, with the reason, in the language that they chose', async () => {
  await query.insert(accountPreferences).values({ accountId: developer.accountId, language: 'fr' });
  const subscription = await ask();
  await query.delete(mails);
  await run(registry, approver, rejectSubscription, { subscription, reason: 'Convention absente' });
  const [mail, ...others] = await outbox();
  assert.deepEqual(others, []);
  assert.deepEqual([mail?.to, mail?.language, mail?.template], [developer.name, 'fr', 'subscription.decided']);
  assert.match(mail?.contents[0]?.subject ?? '', /^Souscription refusée : app \d+ → Nom$/);
  assert.match(mail?.contents[0]?.paragraphs.join('\n') ?? '', /Motif :\nConvention absente/);
});

test('the contact address of an application is written to only when it is verified', async () => {
  const unknown = await ask('guarded', 'victim@elsewhere.example');
  const known = await ask('guarded', administrator.name);
  const verified = { emailVerifiedAt: new Date(registry.clock.nowMs()) };
  await query.update(applications).set(verified).where(eq(applications.email, administrator.name));
  await query.delete(mails);
  await run(registry, approver, approveSubscription, { subscription: unknown });
  assert.deepEqual(
    (await outbox()).map(({ to }) => to),
    [developer.name],
  );
  await query.delete(mails);
  await run(registry, approver, approveSubscription, { subscription: known });
  assert.deepEqual((await outbox()).map(({ to }) => to).toSorted(), [administrator.name, developer.name].toSorted());
});

test('who asked and has been shut out since is not written to', async () => {
  const subscription = await ask();
  await query.delete(mails);
  await query.update(accounts).set({ active: false }).where(eq(accounts.id, developer.accountId));
  await run(registry, approver, approveSubscription, { subscription });
  assert.deepEqual(await outbox(), []);
  await query.update(accounts).set({ active: true }).where(eq(accounts.id, developer.accountId));
});

test('an approver address that is none keeps nobody from asking', async () => {
  await query.update(apis).set({ approverEmail: 'the desk on the first floor' });
  await ask();
  assert.deepEqual(
    (await outbox()).map(({ to }) => to),
    [both.name, approver.name],
  );
  await query.update(apis).set({ approverEmail: 'a@b.fr' });
});

test('a decision that is refused sends nothing', async () => {
  const subscription = await ask();
  await run(registry, developer, withdrawSubscription, { subscription });
  await query.delete(mails);
  await assert.rejects(run(registry, approver, approveSubscription, { subscription }), { code: 'subscription.state' });
  assert.deepEqual(await outbox(), []);
});
