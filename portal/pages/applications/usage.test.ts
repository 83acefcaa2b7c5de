import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { apis } from '#database/tables.ts';
import type { GatewayCounts } from '#metering/gateway-counts.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal } from '#test/portal.ts';

const registry = await openTestRegistry();
const world = await makeWorld(registry);
after(() => registry.database.close());

test('calls are shown by day and by API, with where the figures come from', async () => {
  const fields = { organisation: world.organisation, environment: 'sandbox', name: 'busy' } as const;
  const contact = { email: world.developer.name, responsible: 'Dev' };
  const { id } = await run(registry, world.developer, createApplication, { ...fields, ...contact });
  const [api] = await registry.database.query.select().from(apis);
  const usage: GatewayCounts = {
    of: async (asked) => ({
      sinceMs: Date.parse('2026-02-10T08:00:00Z'),
      cut: false,
      counts:
        asked === id
          ? [
              { day: '2026-03-01', apiId: api?.id ?? '', byClass: [0, 0, 1200, 0, 34, 5] },
              { day: '2026-02-28', apiId: null, byClass: [0, 0, 0, 0, 7, 0] },
              { day: '2025-01-01', apiId: null, byClass: [0, 0, 9999, 0, 0, 0] },
            ]
          : [],
    }),
  };
  const visitor = newVisitor(await openTestPortal(registry, { usage }));
  await visitor.logInAs(registry, world.developer.accountId);
  const { text, document } = await visitor.open(`/applications/${id}/usage`);
  assert.match(text, /Name 1\.0\s*1,239\s*1,200\s*34\s*5\s*0/);
  assert.match(text, /not in the catalogue any more\s*7/);
  assert.match(text, /since 10 February 2026/);
  assert.equal(text.includes('9,999'), false);
  assert.equal(document.querySelectorAll('.chart-bar').length, 30);
});

test('without calls one is told where they would be counted', async () => {
  const fields = { organisation: world.organisation, environment: 'sandbox', name: 'idle' } as const;
  const contact = { email: world.developer.name, responsible: 'Dev' };
  const { id } = await run(registry, world.developer, createApplication, { ...fields, ...contact });
  const visitor = newVisitor(await openTestPortal(registry), 'fr');
  await visitor.logInAs(registry, world.developer.accountId);
  const { text } = await visitor.open(`/applications/${id}/usage`);
  assert.match(text, /Aucun appel pour le moment/);
  assert.match(text, /n’a encore rien compté/);
});
