import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, auditEntries, mails, organisations } from '#database/tables.ts';
import { newId } from '#base/ids.ts';
import { queueMail } from '#notifications/outbox.ts';
import { mailTemplate } from '#notifications/template.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { run } from '#registry/operation.ts';
import { operator as commandLine, openTestRegistry, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal, type SeenPage, type Visitor } from '#test/portal.ts';
import type { Portal } from '#portal/server.ts';

let registry: TestRegistry;
let portal: Portal;
let visitor: Visitor;
let ownId: string;

before(async () => {
  registry = await openTestRegistry();
  portal = await openTestPortal(registry);
  const own = { name: 'Olga', email: 'olga@example.org', active: true, operator: true };
  ownId = (await run(registry, commandLine, createAccount, own)).id;
  visitor = newVisitor(portal);
  await visitor.logInAs(registry, ownId);
});
after(() => registry.database.close());

function person(name: string, more: { readonly organisationCode?: string } = {}): Promise<{ id: string }> {
  return run(registry, commandLine, createAccount, { name, email: `${name}@example.org`, active: true, ...more });
}

/** The rows of a page's table, their cells with ` | ` between. */
function rowsOf(page: SeenPage): string[] {
  return page.document
    .querySelectorAll('tbody tr')
    .map((row) => row.querySelectorAll('th, td').map((cell) => cell.textContent.replaceAll(/\s+/g, ' ').trim()))
    .map((cells) => cells.join(' | '));
}

test('an organisation is created, renamed, and found again', async () => {
  const form = await visitor.open('/operator/new-organisation');
  const wrong = await visitor.submit(form, '/operator/new-organisation', { name: 'Ministry', slug: 'No Slug' });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.document.querySelector('#field-name')?.getAttribute('value'), 'Ministry');
  const codes = await visitor.submit(wrong, '/operator/new-organisation', { name: 'Ministry', slug: 'ministry' });
  assert.equal(codes.address, '/operator/organisations/ministry/codes');
  assert.match(codes.text, /No code yet/);
  const again = await visitor.submit(form, '/operator/new-organisation', { name: 'Other', slug: 'ministry' });
  assert.equal(again.status, 409);

  const details = await visitor.open('/operator/organisations/ministry');
  const renamed = await visitor.submit(details, '/operator/organisations/ministry', {
    name: 'Ministry of <b>Tests</b>',
  });
  assert.match(renamed.text, /Ministry of <b>Tests<\/b>/);
  assert.equal(renamed.document.querySelectorAll('main b').length, 0);
  const found = await visitor.open('/operator/organisations?search=TESTS');
  assert.equal(rowsOf(found).length, 1);
  assert.match((await visitor.open('/operator/organisations?search=nowhere')).text, /Nothing found/);
});

test('a code is made with role, limit and last day, is used, and withdrawn', async () => {
  const address = '/operator/organisations/ministry/codes';
  const page = await visitor.open(address);
  const late = await visitor.submit(page, address, { role: 'developer', limit: '1', until: '2026-02-28' });
  assert.equal(late.status, 422);
  assert.match(late.text, /This day has passed/);
  const made = await visitor.submit(page, address, { role: 'administrator', limit: '2', until: '2026-03-01' });
  const [row = ''] = rowsOf(made);
  // The last day counts: it ends at midnight in Paris.
  assert.match(row, /Administrator \| 0 of 2 \| 2 March 2026 at 00:00 \| Open/);
  const organisationCode = /[2-9a-z]{10}/.exec(row)?.[0] ?? '';
  await person('anna', { organisationCode });
  const withdraw = made.document.querySelector('tbody form')?.getAttribute('action') ?? '';
  const withdrawn = await visitor.submit(made, withdraw);
  assert.match(rowsOf(withdrawn)[0] ?? '', /1 of 2 .* Expired or withdrawn \| Withdraw ?It opens nothing any more\./);
  await assert.rejects(person('berta', { organisationCode }), { code: 'organisation.code_refused' });
});

test('members are added, changed and removed; the last administrator stays, and the page says why', async () => {
  const { id: bob } = await person('bob');
  const address = '/operator/organisations/ministry/members';
  const page = await visitor.open(address);
  assert.match(rowsOf(page).join(), /anna@example\.org/);
  const unknown = await visitor.submit(page, address, { account: 'nobody@example.org', role: 'developer' });
  assert.equal(unknown.status, 404);
  const added = await visitor.submit(page, address, { account: 'bob@example.org', role: 'developer' });
  assert.match(rowsOf(added).join(), /bob@example\.org bob \| Developer/);
  assert.equal((await visitor.submit(page, address, { account: 'bob@example.org', role: 'developer' })).status, 409);

  const changed = await visitor.submit(added, `${address}/${bob}/role`);
  assert.match(rowsOf(changed).join(), /bob@example\.org bob \| Administrator/);
  const removed = await visitor.submit(changed, `${address}/${bob}/remove`);
  assert.equal(rowsOf(removed).length, 1);
  const last = removed.document.querySelector('tbody form')?.getAttribute('action') ?? '';
  const refused = await visitor.submit(removed, last);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /last administrator/);
});

test('accounts are found by name, address and state, and shut and opened again', async () => {
  const { id } = await person('carla');
  assert.deepEqual(rowsOf(await visitor.open('/operator/accounts?search=carla')).length, 1);
  const page = await visitor.open(`/operator/accounts/${id}`);
  assert.doesNotMatch(page.document.outerHTML, /argon2id|plain:/);
  const question = await visitor.open(`/operator/accounts/${id}/shut`);
  assert.match(question.text, /Tokens that speak for the account end at once/);
  const shut = await visitor.submit(question, `/operator/accounts/${id}/shut`);
  assert.match(shut.text, /The account was shut/);
  assert.match(rowsOf(await visitor.open('/operator/accounts?state=shut')).join(), /carla@example\.org/);
  const opened = await visitor.submit(shut, `/operator/accounts/${id}/activate`);
  assert.match(opened.text, /The account is active/);
});

test('an operator is made only by who has just proved to be there, and not unmade by oneself', async () => {
  const { id } = await person('dora');
  const address = `/operator/accounts/${id}/operator`;
  const made = await visitor.submit(await visitor.open(address), address);
  assert.match(made.text, /The account is an operator now/);
  const own = await visitor.open(`/operator/accounts/${ownId}`);
  assert.match(own.text, /another operator must do it/);
  for (const step of ['shut', 'operator']) {
    const path = `/operator/accounts/${ownId}/${step}`;
    const refused = await visitor.submit(await visitor.open(path), path);
    assert.equal(refused.status, 409);
  }
  registry.setNow('2026-03-01T12:30:00Z');
  const asked = await visitor.send(address);
  assert.equal(asked.status, 303);
  assert.match(asked.headers.get('location') ?? '', /^\/confirm-identity\?next=/);
});

test('the audit is narrowed by who, what, on what and which days', async () => {
  const all = await visitor.open('/operator/audit');
  assert.match(rowsOf(all)[0] ?? '', /olga@example\.org \| account\.make-operator/);
  const mine = rowsOf(await visitor.open('/operator/audit?actorName=olga%40example.org&action=organisation.create'));
  assert.equal(mine.length, 1);
  assert.equal(rowsOf(await visitor.open('/operator/audit?from=2026-03-01&to=2026-03-01')).length, rowsOf(all).length);
  assert.match((await visitor.open('/operator/audit?to=2026-02-28')).text, /Nothing found/);
  const ofOne = await visitor.open('/operator/audit?organisation=ministry&action=organisation.create-code');
  assert.equal(rowsOf(ofOne).length, 1);
});

test('thousands of rows come page by page, each once', async () => {
  const { query } = registry.database;
  const now = new Date(registry.clock.nowMs());
  const numbers = Array.from({ length: 2_000 }, (_, number) => String(number).padStart(4, '0'));
  await query
    .insert(organisations)
    .values(numbers.map((number) => ({ id: newId(), slug: `many-${number}`, name: `Many ${number}`, createdAt: now })));
  let address: string | undefined = '/operator/organisations?search=many-';
  const seen: string[] = [];
  while (address !== undefined) {
    const page: SeenPage = await visitor.open(address);
    seen.push(...rowsOf(page));
    address = page.document.querySelector('a[rel=next]')?.getAttribute('href');
  }
  assert.equal(seen.length, 2_000);
  assert.equal(new Set(seen).size, 2_000);
});

test('the mail log shows state and reason, and sends again what is still there', async () => {
  const { query } = registry.database;
  const greeting = mailTemplate({
    name: 'test.greet',
    data: z.strictObject({}),
    write: () => ({ subject: 'find-me', paragraphs: [] }),
  });
  const work = { now: new Date(registry.clock.nowMs()), sealingKey: registry.sealingKey };
  await query.transaction((tx) =>
    queueMail({ ...work, tx }, { to: 'erna@example.org', language: 'fr', template: greeting, data: {} }),
  );
  await query.update(mails).set({ state: 'failed', attempts: 30, lastError: '550 no <b>such</b> mailbox' });
  assert.match((await visitor.open('/operator')).text, /Mails could not be delivered/);
  const page = await visitor.open('/operator/mails?state=failed&recipient=erna');
  assert.match(
    rowsOf(page)[0] ?? '',
    /erna@example\.org \| test\.greet \| .* \| 30 \| Failed ?550 no <b>such<\/b> mailbox/,
  );
  assert.doesNotMatch(page.text, /find-me/);
  const action = page.document.querySelector('tbody form')?.getAttribute('action') ?? '';
  const queued = await visitor.submit(page, action);
  assert.match(rowsOf(queued)[0] ?? '', /Waiting/);
  await query.update(mails).set({ state: 'failed', sealedContent: null });
  assert.match((await visitor.open('/operator/mails')).text, /What it said has been erased/);
  assert.equal((await visitor.submit(page, action)).status, 409);
});

test('providers and authorization servers say where they come from while there are none', async () => {
  assert.match((await visitor.open('/operator/providers')).text, /No providers yet.*guichet apply/);
  assert.match((await visitor.open('/operator/issuers')).text, /No authorization servers yet.*guichet apply/);
});

test('every change made here is in the audit under the operator’s name', async () => {
  const rows = await registry.database.query.select().from(auditEntries).where(eq(auditEntries.actorId, ownId));
  const actions = new Set(rows.map(({ action }) => action));
  for (const action of ['organisation.update', 'organisation.withdraw-code', 'account.deactivate', 'mail.send-again']) {
    assert.ok(actions.has(action), action);
  }
});

test('who is no operator any more is out at the next page', async () => {
  await registry.database.query.update(accounts).set({ operator: false }).where(eq(accounts.id, ownId));
  assert.equal((await visitor.open('/operator/accounts')).status, 403);
});
