import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { plans, quotaUses, subscriptions } from '#database/tables.ts';
import { addresses } from '#portal/addresses.ts';
import type { Portal } from '#portal/server.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld } from '#test/portal-world.ts';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

/** The section of quotas as a visitor reads it. */
async function readQuotaSection(language: 'en' | 'fr'): Promise<string> {
  const visitor = newVisitor(portal, language);
  await visitor.logInAs(registry, world.accounts.developer);
  const page = await visitor.open(addresses.applicationApis.to({ application: world.application }));
  return page.document.querySelector('#quotas')?.textContent.replaceAll(/\s+/g, ' ') ?? '';
}

test('an application sees of each quota what is used, what remains and when it begins anew, in both languages', async () => {
  assert.match(await readQuotaSection('en'), /SNE-Cotation.*0 of 50,000 calls today \(0%\)/);
  const { query } = registry.database;
  const [asked] = await query.select().from(subscriptions).where(eq(subscriptions.id, world.waiting));
  assert.ok(asked !== undefined);
  await query.update(plans).set({ quotaPerDay: 1000, quotaPerMonth: 5000 }).where(eq(plans.id, asked.planId));
  const number = Math.floor(registry.clock.nowMs() / 86_400_000);
  const row = { subjectId: world.application, productId: asked.productId, window: 'day' as const, number };
  const notedAt = new Date(registry.clock.nowMs());
  await query.insert(quotaUses).values({ ...row, used: 999, endsAt: notedAt, notedAt });
  assert.match(
    await readQuotaSection('en'),
    /999 of 1,000 calls today \(99%\) 1 ?2 March 2026 at 00:00 \(Europe\/Paris\) ?calls are refused \(429\).*0 of 5,000 calls this month \(0%\)/,
  );
  await query.update(quotaUses).set({ used: 1200 });
  await query.update(plans).set({ atLimit: 'flag' }).where(eq(plans.id, asked.planId));
  assert.match(
    await readQuotaSection('en'),
    /1,200 of 1,000 calls today \(120%\) Used up ?0 ?2 March.*pass and are flagged/,
  );
  assert.match(await readQuotaSection('fr'), /1 200 appels sur 1 000 aujourd’hui \(120 %\) Épuisé.*signalés/);
});

test('without a quota the page says nothing of quotas', async () => {
  await registry.database.query.update(plans).set({ quotaPerDay: null, quotaPerMonth: null });
  assert.equal(await readQuotaSection('en'), '');
});
