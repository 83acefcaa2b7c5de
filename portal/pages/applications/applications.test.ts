import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Portal } from '#portal/server.ts';
import { readMails } from '#test/mails.ts';
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

async function developer(language: 'fr' | 'en' = 'en'): Promise<Visitor> {
  const visitor = newVisitor(portal, language);
  await visitor.logInAs(registry, world.developer.accountId);
  return visitor;
}

/** Makes an application through its form; gives its own page's address. */
async function make(visitor: Visitor, name: string, fields: Readonly<Record<string, string | File>> = {}) {
  const form = await visitor.open('/applications/new');
  const made = await visitor.submit(form, '/applications/new', { name, ...fields });
  assert.equal(made.status, 200, made.text);
  return made.address.replace('/credentials', '');
}

const faultsOf = (page: SeenPage): string[] =>
  page.document.querySelectorAll('.field-fault').map((one) => one.textContent.trim());

test('an application is made with what the form knows already, and shown with every field', async () => {
  const visitor = await developer();
  const address = await make(visitor, 'Counter', {
    description: 'two\nlines',
    phone: '+33 1 23 45 67 89',
    structure: 'Ministry',
    environment: 'production',
  });
  const page = await visitor.open(address);
  for (const text of ['Counter', 'two', 'mtes', 'Production', 'Ministry', '+33 1 23 45 67 89', 'Enabled', 'dev']) {
    assert.ok(page.text.includes(text), text);
  }
  assert.match(page.text, /dev\.w@example\.org Verified on/);
});

test('what is wrong comes back at its field, in the language of the page, with what was typed', async () => {
  const visitor = await developer('fr');
  const form = await visitor.open('/applications/new');
  const wrong = { name: '', email: 'nobody', phone: 'ring me', description: '<script>alert(1)</script>' };
  const page = await visitor.submit(form, '/applications/new', wrong);
  assert.equal(page.status, 422);
  assert.deepEqual(faultsOf(page), [
    'Ce champ est obligatoire.',
    "Ce n'est pas une adresse électronique.",
    'Un numéro de téléphone, ou rien.',
  ]);
  assert.equal(page.document.querySelector('textarea')?.textContent, wrong.description);
  assert.equal(page.document.querySelectorAll('main script').length, 0);
});

test('fields that the form does not show are not taken', async () => {
  const visitor = await developer();
  const form = await visitor.open('/applications/new');
  const csrf = form.document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
  const fields = { csrf, organisation: world.organisation, environment: 'sandbox', name: 'x', email: 'a@b.fr' };
  const body = new URLSearchParams({ ...fields, responsible: 'Dev', status: 'validated', createdBy: 'me' });
  const response = await visitor.send('/applications/new', { method: 'POST', body });
  assert.equal(response.status, 422);
});

test('a name that is taken is said in the form', async () => {
  const visitor = await developer();
  await make(visitor, 'Twin');
  const form = await visitor.open('/applications/new');
  const page = await visitor.submit(form, '/applications/new', { name: 'Twin' });
  assert.equal(page.status, 409);
  assert.match(page.text, /has an application of this name/);
});

test('fields are changed, and another contact address waits for its reader', async () => {
  const visitor = await developer();
  const address = await make(visitor, 'Changing');
  const form = await visitor.open(`${address}/edit`);
  const changed = await visitor.submit(form, `${address}/edit`, { email: 'team@example.org', description: 'new' });
  assert.equal(changed.address, address);
  assert.match(changed.text, /team@example\.org Not verified/);
  const [mail] = await readMails(registry, 'team@example.org');
  const reader = newVisitor(portal);
  const link = await reader.open(mail?.path ?? '');
  assert.match(link.text, /team@example\.org was given as the contact of the application “Changing”/);
  assert.match((await visitor.open(address)).text, /Not verified/);
  const done = await reader.submit(link, '/verify-contact');
  assert.match(done.text, /confirmed/);
  assert.match((await visitor.open(address)).text, /team@example\.org Verified/);
  const again = await reader.open(mail?.path ?? '');
  assert.equal(again.status, 404);
  assert.match(again.text, /application\.contact_link_invalid/);
});

test('it is disabled and enabled by a button', async () => {
  const visitor = await developer();
  const address = await make(visitor, 'Switched');
  const disabled = await visitor.submit(await visitor.open(address), `${address}/disable`);
  assert.match(disabled.text, /Disabled/);
  const enabled = await visitor.submit(disabled, `${address}/enable`);
  assert.match(enabled.text, /The application is enabled|Enabled/);
});

test('before it is deleted one is told what ends, and types its name', async () => {
  const visitor = await developer();
  const address = await make(visitor, 'Doomed');
  const page = await visitor.open(`${address}/delete`);
  assert.match(page.text, /1 live client secrets.*0 live API keys.*0 subscriptions/);
  const wrong = await visitor.submit(page, `${address}/delete`, { name: 'doomed' });
  assert.equal(wrong.status, 422);
  const gone = await visitor.submit(wrong, `${address}/delete`, { name: 'Doomed' });
  assert.equal(gone.address, '/applications');
  assert.equal((await visitor.open(address)).status, 404);
});

test('the list is searched, filtered and sorted by links that need no script', async () => {
  const visitor = await developer();
  await make(visitor, 'Zoé liste');
  await make(visitor, 'alpha liste');
  const page = await visitor.open('/applications?search=LISTE');
  assert.deepEqual(
    page.document.querySelectorAll('tbody th a').map((one) => one.textContent),
    ['alpha liste', 'Zoé liste'],
  );
  const none = await visitor.open('/applications?search=zoe&environment=production');
  assert.match(none.text, /No application matches/);
  const odd = await visitor.open('/applications?sort=evil&environment=mars');
  assert.equal(odd.status, 200);
});

test('an organisation of others is not listed, and who has none is told how to get one', async () => {
  const visitor = await developer();
  assert.equal((await visitor.open(`/applications?organisation=${world.otherOrganisation}`)).status, 404);
  const stranger = newVisitor(portal);
  await stranger.logInAs(registry, world.outsider.accountId);
  assert.match((await stranger.open('/applications')).text, /No application yet/);
});
