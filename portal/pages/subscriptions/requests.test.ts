import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Portal } from '#portal/server.ts';
import { run } from '#registry/operation.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';
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

async function stateOf(subscription: string): Promise<string> {
  return (await run(registry, operator, getSubscription, { subscription })).state;
}

test('who asked sees the requests by state, with who decides', async () => {
  const visitor = await visitorAs('developer');
  const page = await visitor.open('/requests');
  assert.match(page.text, /SNE-Cotation .*Waiting/);
  assert.match(page.text, /approbation\.sne-cotation@piste\.gouv\.fr/);
  assert.match(page.text, /All \(2\)/);
  const waiting = await visitor.open('/requests?state=approved');
  assert.doesNotMatch(waiting.text, /SNE-Cotation/);
  const none = await visitor.open('/requests?search=zzz');
  assert.match(none.text, /No request fits/);
  assert.match((await (await visitorAs('outsider')).open('/requests')).text, /Nothing has been asked for yet/);
});

test("the provider's inbox shows who waits, and who has no console is kept out", async () => {
  const page = await (await visitorAs('provider', 'fr')).open('/provider/piste/requests');
  assert.match(page.text, /Demandes à PISTE/);
  assert.match(page.text, /SNE-Cotation \(Comptoir\)Comptoir \(Bac à sable\)/);
  assert.equal((await (await visitorAs('otherProvider')).open('/provider/piste/requests')).status, 403);
  assert.equal((await (await visitorAs('developer')).open('/provider/piste/requests')).status, 403);
});

test('each side sees the buttons that are its own', async () => {
  const address = `/requests/${world.waiting}`;
  const asker = await (await visitorAs('developer')).open(address);
  assert.equal(asker.document.querySelectorAll('input[name=decision][type=radio]').length, 0);
  assert.ok(asker.document.querySelector('input[name=decision][value=withdraw]'));
  const decider = await (await visitorAs('provider')).open(address);
  const offered = decider.document.querySelectorAll('input[name=decision]').map((one) => one.getAttribute('value'));
  assert.deepEqual(offered, ['approve', 'reject']);
  assert.equal((await (await visitorAs('outsider')).open(address)).status, 404);
});

test('a rejection without a reason comes back with the form, one with a reason is done and told', async () => {
  const visitor = await visitorAs('provider');
  const address = `/requests/${world.waiting}`;
  const action = `${address}/decision`;
  const nothing = await visitor.submit(await visitor.open(address), action);
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /Choose a decision\./);
  const bare = await visitor.submit(await visitor.open(address), action, { decision: 'reject' });
  assert.equal(bare.status, 422);
  assert.match(bare.document.querySelector('#fault-reason')?.textContent ?? '', /required/);
  assert.equal(await stateOf(world.waiting), 'pending');
  const fields = { decision: 'reject', reason: '<i>No</i> agreement' };
  const done = await visitor.submit(await visitor.open(address), action, fields);
  assert.equal(done.address, address);
  assert.match(done.text, /Those who asked are told by mail/);
  assert.match(done.text, /<i>No<\/i> agreement|&lt;i&gt;No/);
  assert.equal(done.document.querySelectorAll('main i').length, 0);
  assert.equal(await stateOf(world.waiting), 'rejected');
  // The page of the asker says what to do next.
  const asker = await (await visitorAs('developer')).open(address);
  assert.ok(asker.document.querySelector('a[href^="/products/piste/sne-cotation/subscribe"]'));
});

test('the asker gives a subscription up; a second time it is too late', async () => {
  const visitor = await visitorAs('developer', 'fr');
  const address = `/requests/${world.approved}`;
  const page = await visitor.open(address);
  const done = await visitor.submit(page, `${address}/decision`);
  assert.match(done.text, /Retirée\. Vous pouvez refaire une demande/);
  assert.equal(await stateOf(world.approved), 'revoked');
  const late = await visitor.submit(page, `${address}/decision`);
  assert.equal(late.status, 409);
});

test('a decision that nobody offered is refused', async () => {
  const visitor = await visitorAs('developer');
  const page = await visitor.open('/requests');
  const csrf = page.document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
  for (const fields of [
    { decision: 'approve' },
    { decision: 'withdraw', state: 'approved' },
    { decision: ['approve', 'reject'] },
  ]) {
    const body = new URLSearchParams({
      csrf,
      ...Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, String(v)])),
    });
    const response = await visitor.send(`/requests/${world.waiting}/decision`, { method: 'POST', body });
    assert.ok([403, 404, 409, 422].includes(response.status), String(response.status));
  }
});
