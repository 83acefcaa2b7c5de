/** From the page of a subscription to another plan, as both sides walk the way without JavaScript. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writePlan } from '#registry/offer/products/write-plan.ts';
import { run } from '#registry/operation.ts';
import { addresses } from '#portal/addresses.ts';
import type { Portal } from '#portal/server.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld } from '#test/portal-world.ts';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  portal = await openTestPortal(registry);
  const product = { provider: 'banque-de-france', product: 'webstat-fr' };
  const large = { plan: 'large', name: { fr: 'Grand', en: 'Large' }, quota: { day: 90_000 }, approval: true };
  await run(registry, operator, writePlan, { ...product, ...large });
});
after(() => registry.database.close());

async function visitorAs(role: 'developer' | 'otherProvider'): Promise<Visitor> {
  const visitor = newVisitor(portal, 'en');
  await visitor.logInAs(registry, world.accounts[role]);
  return visitor;
}

test('the consumer asks, the provider finds it in the inbox and decides, and the page says which plan holds', async () => {
  const at = { subscription: world.approved };
  const here = addresses.request.to(at);
  const developer = await visitorAs('developer');
  const page = await developer.open(here);
  assert.match(page.text, /Another plan.*\(present plan\).*Large.*90,000 calls a day/);
  const asked = await developer.submit(page, addresses.askPlan.to(at), { plan: 'large', message: 'We grow.' });
  assert.match(asked.text, /sent to those who decide/);
  assert.match(asked.text, /Plan asked for\s*Large: waits for the provider/);
  const unknown = await developer.submit(page, addresses.askPlan.to(at), { plan: 'none' });
  assert.equal(unknown.status, 404);

  const provider = await visitorAs('otherProvider');
  const inbox = await provider.open(addresses.consoleRequests.to({ provider: 'banque-de-france' }));
  assert.match(inbox.text, /Other plans are asked for.*Comptoir → .*: Large/);
  const request = await provider.open(here);
  assert.match(request.text, /Another plan is asked for.*90,000 calls a day.*We grow\./);
  const address = addresses.decidePlan.to(at);
  const nothing = await provider.submit(request, address, {});
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /Choose a decision/);
  const silent = await provider.submit(request, address, { planDecision: 'reject' });
  assert.equal(silent.status, 422);
  assert.match(silent.text, /is needed to reject/);
  const done = await provider.submit(request, address, { planDecision: 'approve' });
  assert.match(done.text, /The plan is approved/);
  assert.match((await developer.open(here)).text, /Plan\s*Large \(90,000 calls a day\)/);
});
