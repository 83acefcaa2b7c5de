/** The ways to a subscription and to the answer why one is refused, as a browser without JavaScript walks them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { applications, consents, memberships, subscriptions } from '#database/tables.ts';
import type { Portal } from '#portal/server.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld, type Role } from '#test/portal-world.ts';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

async function visitorAs(role: Exclude<Role, 'nobody'>, language: 'en' | 'fr' = 'en'): Promise<Visitor> {
  const visitor = newVisitor(portal, language);
  await visitor.logInAs(registry, world.accounts[role]);
  return visitor;
}

const sne = 'piste/sne-cotation@1.0';
const subscribe = '/products/piste/sne-cotation/subscribe';

test('from the product: an application is made on the way, the terms are accepted, the request is sent', async () => {
  const visitor = await visitorAs('developer');
  const page = await visitor.open(subscribe);
  assert.match(page.text, /10 calls a second, 50,000 calls a day; the provider approves each request/);
  const accept = page.document.querySelector('input[name=accept]')?.getAttribute('value') ?? '';
  const fields = { application: 'new', name: 'Made on the way', accept, message: 'For the tests' };
  const done = await visitor.submit(page, subscribe, fields);
  assert.match(done.address, /^\/requests\//);
  assert.match(done.text, /The request was sent to those who decide.*The application was made/);
  assert.match(done.text, /For the tests/);
  const { query } = registry.database;
  const [made] = await query.select().from(applications).where(eq(applications.name, 'Made on the way'));
  assert.equal(made?.environment, 'sandbox');
  assert.equal(await query.$count(consents, eq(consents.applicationId, made?.id ?? '')), 1);
});

test('a form that lacks something comes back as it was, with what is wrong', async () => {
  const visitor = await visitorAs('developer', 'fr');
  const page = await visitor.open(subscribe);
  const nameless = await visitor.submit(page, subscribe, { application: 'new', message: 'gardé' });
  assert.equal(nameless.status, 422);
  assert.match(nameless.text, /Une nouvelle application doit avoir un nom/);
  assert.match(nameless.document.querySelector('textarea')?.textContent ?? '', /gardé/);
  const nowhere = await visitor.submit(page, subscribe);
  assert.equal(nowhere.status, 422);
  const twice = await visitor.submit(page, subscribe, { application: world.application });
  assert.equal(twice.status, 409);
  assert.match(twice.text, /a déjà une souscription à ce produit/);
});

test('nobody subscribes an application of others', async () => {
  const visitor = await visitorAs('outsider');
  const page = await visitor.open(subscribe);
  const response = await visitor.submit(page, subscribe, { application: world.application });
  assert.ok([404, 422].includes(response.status), String(response.status));
});

test('who has no organisation is told so, and what to do about it', async () => {
  const { query } = registry.database;
  const mine = eq(memberships.accountId, world.accounts.outsider);
  const kept = await query.select().from(memberships).where(mine);
  await query.delete(memberships).where(mine);
  const page = await (await visitorAs('outsider')).open(subscribe);
  assert.match(page.text, /belongs to no organisation/);
  assert.equal(page.document.querySelector(`form[action="${subscribe}"]`), null);
  if (kept.length > 0) await query.insert(memberships).values(kept);
});

test('from the application: untick, see what happens, confirm; tick again', async () => {
  const visitor = await visitorAs('developer');
  const table = `/applications/${world.application}/apis`;
  const page = await visitor.open(table);
  assert.match(page.text, /SNE-Cotation1\.0.*YesNot accepted/);
  const ticked = page.document.querySelectorAll('input[name=ticked][checked]').map((one) => one.getAttribute('value'));
  assert.ok(ticked.includes(sne));
  const unchanged = await visitor.submit(page, `${table}/preview`);
  assert.match(unchanged.text, /No tick has changed/);
  const without = ticked.filter((api) => api !== sne).map(String);
  const preview = await visitor.submit(page, `${table}/preview`, { ticked: without });
  assert.match(preview.text, /What will happen.*Given up.*SNE-Cotation: the request is taken back/);
  assert.equal(await stateOf(world.waiting), 'pending');
  const done = await visitor.submit(preview, `${table}/apply`);
  assert.equal(done.address, table);
  assert.match(done.text, /Done: 0 asked for, 1 given up/);
  assert.equal(await stateOf(world.waiting), 'revoked');
  const again = await visitor.submit(await visitor.open(table), `${table}/preview`, { ticked: [...without, sne] });
  assert.match(again.text, /waits for approval by approbation\.sne-cotation@piste\.gouv\.fr/);
  assert.match(again.text, /terms must still be accepted/);
  const asked = await visitor.submit(again, `${table}/apply`, { message: 'Again, please' });
  assert.match(asked.text, /Done: 1 asked for, 0 given up/);
});

async function stateOf(id: string): Promise<string | undefined> {
  const { query } = registry.database;
  return (await query.select().from(subscriptions).where(eq(subscriptions.id, id)))[0]?.state;
}

test('an API that nobody offers here is refused by the preview and by the form', async () => {
  const visitor = await visitorAs('developer');
  const table = `/applications/${world.application}/apis`;
  const page = await visitor.open(table);
  const csrf = page.document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
  const forged = (fields: Record<string, string>, path: string) =>
    visitor.send(`${table}/${path}`, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
  assert.equal((await forged({ ticked: 'piste/none@1' }, 'preview')).status, 404);
  assert.equal((await forged({ add: 'piste/none@1' }, 'apply')).status, 404);
  assert.equal((await forged({ add: sne, plan: 'free' }, 'apply')).status, 422);
});

test('terms: the text to read, a tick to accept, and afterwards who accepted which version when', async () => {
  const visitor = await visitorAs('developer');
  const address = `/applications/${world.application}/terms`;
  const page = await visitor.open(address);
  assert.match(page.text, /To accept/);
  assert.match(page.text, /open to inter-municipal bodies/);
  const bare = await visitor.submit(page, address);
  assert.equal(bare.status, 422);
  assert.match(bare.text, /Tick the box to accept/);
  const box = page.document.querySelector('input[name=accepted]')?.getAttribute('value') ?? '';
  const done = await visitor.submit(page, address, { accepted: box });
  assert.match(done.text, /The terms are accepted/);
  assert.match(done.text, /1\.025 June 20211 March 2026 at 13:00 by developer/);
});

test('why: each step with its light, the way to change it, and whom to write to', async () => {
  const visitor = await visitorAs('developer');
  const address = `/applications/${world.application}/why/piste/sne-cotation/1.0`;
  const page = await visitor.open(address);
  assert.match(page.text, /2 things stand in the way/);
  assert.match(page.text, /X-Guichet-Reason: subscription\.pending/);
  assert.match(page.text, /Business profile Stands in the way/);
  const mails = page.document.querySelectorAll('a[href^="mailto:"]').map((one) => one.getAttribute('href'));
  assert.ok(
    mails.some((mail) => mail?.startsWith('mailto:approbation.sne-cotation@piste.gouv.fr?subject=Comptoir%20')),
  );
  const provider = await (await visitorAs('provider', 'fr')).open(address);
  assert.match(provider.text, /Qui peut y remédier : vous/);
  assert.ok(provider.document.querySelector('main a.button[href^="/requests/"]'));
  assert.equal((await (await visitorAs('outsider')).open(address)).status, 404);
});

test('from the page of an API one chooses which application is refused', async () => {
  const page = await (await visitorAs('developer')).open('/apis/piste/sne-cotation/1.0/why');
  const links = page.document.querySelectorAll('main a').map((one) => one.getAttribute('href'));
  assert.ok(links.includes(`/applications/${world.application}/why/piste/sne-cotation/1.0`));
});

test('the link of a mail leads through the login to the request', async () => {
  const response = await newVisitor(portal).send(`/requests/${world.waiting}`);
  assert.equal(response.headers.get('location'), `/login?next=${encodeURIComponent(`/requests/${world.waiting}`)}`);
});
