import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apiKeys, auditEntries } from '#database/tables.ts';
import type { Portal } from '#portal/server.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry, type TestRegistry, type World } from '#test/people.ts';
import { newVisitor, openTestPortal, type SeenPage, type Visitor } from '#test/portal.ts';

let registry: TestRegistry;
let world: World;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

let made = 0;

async function makeApplication() {
  made += 1;
  const fields = { organisation: world.organisation, environment: 'sandbox', name: `app ${made}` } as const;
  const contact = { email: world.developer.name, responsible: 'Dev' };
  const application = await run(registry, world.developer, createApplication, { ...fields, ...contact });
  return { ...application, tab: `/applications/${application.id}/credentials` };
}

async function developer(): Promise<Visitor> {
  const visitor = newVisitor(portal);
  await visitor.logInAs(registry, world.developer.accountId);
  return visitor;
}

/** What stands in blocks to copy; the parser leaves what is in a `pre` as it is written. */
const codesOf = (page: SeenPage): string[] =>
  [...page.document.toString().matchAll(/<pre[^>]*><code>([^<]*)<\/code>/g)].map((match) => match[1] ?? '');

test('the client id is shown, the secret only when asked for, and the audit says so', async () => {
  const { tab, secret, credential } = await makeApplication();
  const visitor = await developer();
  const page = await visitor.open(tab);
  assert.deepEqual(codesOf(page), [credential.clientId]);
  assert.equal(page.document.toString().includes(secret.value), false);
  const shown = await visitor.submit(page, `${tab}/secrets/${secret.id}`);
  assert.deepEqual(codesOf(shown), [credential.clientId, secret.value]);
  assert.equal(shown.headers.get('cache-control'), 'no-store');
  const entries = await registry.database.query
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subjectId, secret.id));
  assert.ok(entries.some(({ action, actorId }) => action === 'secret.show' && actorId === world.developer.accountId));
});

test('who has not proved to be there for a while is asked for it before anything secret', async () => {
  const { tab, secret } = await makeApplication();
  const visitor = await developer();
  const page = await visitor.open(tab);
  const csrf = page.document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
  const nowMs = registry.clock.nowMs();
  registry.setNow(new Date(nowMs + limits.sessionConfirmedMs).toISOString());
  const guarded = [
    [`${tab}/secrets/${secret.id}`, {}],
    [`${tab}/secrets`, { secretLabel: 'x' }],
    [`${tab}/secrets/${secret.id}/replace`, { overlapHours: '0' }],
    [`${tab}/keys`, { keyLabel: 'x' }],
  ] as const;
  for (const [address, fields] of guarded) {
    const body = new URLSearchParams({ csrf, ...fields });
    const response = await visitor.send(address, { method: 'POST', body });
    assert.equal(response.status, 303, address);
    assert.equal(response.headers.get('location'), `/confirm-identity?${new URLSearchParams({ next: address })}`);
  }
  registry.setNow(new Date(nowMs).toISOString());
});

test('a further secret has a label and an end, and one with a wrong end comes back in the form', async () => {
  const { tab } = await makeApplication();
  const visitor = await developer();
  const page = await visitor.open(tab);
  const wrong = await visitor.submit(page, `${tab}/secrets`, { secretLabel: '', secretEnd: '2020-01-01' });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.document.querySelectorAll('.field-fault').length > 0, true);
  const shown = await visitor.submit(wrong, `${tab}/secrets`, { secretLabel: 'night job', secretEnd: '2026-12-31' });
  assert.equal(shown.status, 200);
  assert.match(codesOf(shown)[1] ?? '', /^[A-Za-z0-9_-]{43}$/);
  assert.match((await visitor.open(tab)).text, /night job.*31 December 2026/);
});

test('a secret is replaced with an overlap that one chooses', async () => {
  const { tab, secret } = await makeApplication();
  const visitor = await developer();
  const form = await visitor.open(`${tab}/secrets/${secret.id}/replace`);
  const shown = await visitor.submit(form, `${tab}/secrets/${secret.id}/replace`, { overlapHours: '168' });
  assert.equal(codesOf(shown).length, 2);
  assert.match((await visitor.open(tab)).text, /Ends soon.*8 March 2026/);
});

test('a secret is withdrawn after a question, which says when it is the last', async () => {
  const { tab, secret } = await makeApplication();
  const visitor = await developer();
  const question = await visitor.open(`${tab}/secrets/${secret.id}/withdraw`);
  assert.match(question.text, /It is the last live secret/);
  const page = await visitor.submit(question, `${tab}/secrets/${secret.id}/withdraw`);
  assert.equal(page.address, tab);
  assert.match(page.text, /No secret/);
});

test('an API key is shown once, with when it was last used, and withdrawn', async () => {
  const { id, tab } = await makeApplication();
  const visitor = await developer();
  const shown = await visitor.submit(await visitor.open(tab), `${tab}/keys`, { keyLabel: 'CI' });
  const value = codesOf(shown)[0] ?? '';
  assert.match(value, /^gck_[0-9a-f]{8}_/);
  const page = await visitor.open(tab);
  assert.equal(page.document.toString().includes(value), false);
  assert.ok(page.text.includes(value.slice(0, 12)));
  const used = { lastUsedAt: new Date('2031-05-07T10:00:00Z') };
  assert.doesNotMatch(page.text, /2031/);
  await registry.database.query.update(apiKeys).set(used).where(eq(apiKeys.applicationId, id));
  assert.match((await visitor.open(tab)).text, /2031/);
  const question = page.document
    .querySelectorAll('a')
    .find((link) => /keys\/.*\/withdraw/.test(link.getAttribute('href') ?? ''));
  const address = question?.getAttribute('href') ?? '';
  await visitor.submit(await visitor.open(address), address);
  assert.match((await visitor.open(tab)).text, /No API key/);
});

test('each panel says which of the APIs wants which credential', async () => {
  const { id: application, tab } = await makeApplication();
  const visitor = await developer();
  assert.match((await visitor.open(tab)).text, /no subscription yet/);
  const product = `${world.provider}/open`;
  await run(registry, world.developer, requestSubscription, { application, product, plan: 'default' });
  const { text } = await visitor.open(tab);
  assert.match(text, /These want the client id in X-IBM-Client-Id, without a secret: Name 1\.0\./);
  assert.match(text, /None of the APIs .* wants a key/);
});

test('origins and redirect addresses are changed line by line, wrong ones come back', async () => {
  const { tab } = await makeApplication();
  const visitor = await developer();
  const page = await visitor.open(tab);
  const wrong = { javascriptOrigins: 'https://app.example.org/path', redirectUris: 'javascript:alert(1)' };
  const refused = await visitor.submit(page, tab, wrong);
  assert.equal(refused.status, 422);
  assert.equal(refused.document.querySelector('textarea')?.textContent, wrong.javascriptOrigins);
  assert.match(refused.text, /no origin such as/);
  const right = { javascriptOrigins: 'https://app.example.org\n\nhttp://localhost:3000', redirectUris: '' };
  const changed = await visitor.submit(refused, tab, right);
  assert.match(changed.text, /https:\/\/app\.example\.org.*http:\/\/localhost:3000/);
});
