import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { apis } from '#database/tables.ts';
import { apiUsage, applicationUsage, instanceUsage, providerUsage } from '#metering/usage/operations.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run, type Actor } from '#registry/operation.ts';
import { counted } from '#test/metering/parcels.ts';
import { makeWorld, openTestRegistry, operator, type TestRegistry, type World } from '#test/people.ts';
import { keepUsage } from '#test/usage.ts';

let registry: TestRegistry;
let world: World;
let application: string;
let api: typeof apis.$inferSelect;

const range = { from: '2026-03-01T00:00:00Z', to: '2026-03-01T12:00:00Z', step: 'hour' } as const;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
  application = (
    await run(registry, world.developer, createApplication, {
      ...{ organisation: world.organisation, environment: 'sandbox', name: 'busy' },
      ...{ email: world.developer.name, responsible: 'Dev' },
    })
  ).id;
  const [first] = await registry.database.query.select().from(apis).where(eq(apis.slug, 'open'));
  assert.ok(first !== undefined);
  api = first;
  const minute = Date.parse('2026-03-01T09:30:00Z') / 60_000;
  const here = { environment: 'sandbox', apiId: api.id, providerId: api.providerId } as const;
  await keepUsage(registry, [
    counted(
      minute,
      { ...here, applicationId: application },
      { byClass: [0, 0, 5, 0, 1, 0], byReason: { 'limit.rate': 1 } },
    ),
    counted(minute, { ...here, applicationId: null }, { byClass: [0, 0, 0, 0, 3, 0] }),
    counted(minute, { environment: null, apiId: null, providerId: null, applicationId: application }, {}),
    counted(minute, { ...here, apiId: newId(), applicationId: newId() }, {}),
  ]);
});
after(() => registry.database.close());

test('reports name the APIs and applications in them, also where one is gone or was never known', async () => {
  const report = await run(registry, operator, instanceUsage, range);
  assert.deepEqual(
    report.byApi.map(({ api: called, calls }) => [called?.name.en ?? null, calls]),
    [
      [api.nameEn, 9],
      [null, 1],
      [null, 1],
    ],
  );
  assert.deepEqual(
    report.byApplication.map(({ applicationId, application: caller, calls }) => [
      applicationId === null,
      caller,
      calls,
    ]),
    [
      [false, { name: 'busy', environment: 'sandbox', organisation: { slug: 'mtes-w', name: 'mtes' } }, 7],
      [true, null, 3],
      [false, null, 1],
    ],
  );
});

test('of an application at one API only these calls are counted, for its organisation and for the provider', async () => {
  const own = await run(registry, world.developer, applicationUsage, { application, api: api.id, ...range });
  const theirs = await run(registry, world.approver, apiUsage, { api: api.id, application, ...range });
  for (const { figures, byReason } of [own, theirs]) {
    assert.equal(figures.calls, 6);
    assert.deepEqual(byReason, [{ reason: 'limit.rate', calls: 1 }]);
  }
  assert.deepEqual(
    theirs.byApplication.map(({ application: caller }) => caller?.name),
    ['busy'],
  );
  const nobody = await run(registry, operator, apiUsage, { api: api.id, application: newId(), ...range });
  assert.equal(nobody.figures.calls, 0);
});

test('usage is for those whose it is', async () => {
  const refused = (asked: (actor: Actor) => Promise<unknown>, actor: Actor, code: string) =>
    assert.rejects(asked(actor), { code });
  const ofApplication = (actor: Actor) => run(registry, actor, applicationUsage, { application, ...range });
  const ofApi = (actor: Actor) => run(registry, actor, apiUsage, { api: api.id, ...range });
  const ofProvider = (actor: Actor) => run(registry, actor, providerUsage, { provider: api.providerId, ...range });
  await refused(ofApplication, world.outsider, 'application.not_found');
  await refused(ofApi, world.developer, 'api.not_found');
  await refused(ofProvider, world.developer, 'permission.denied');
  await refused((actor) => run(registry, actor, instanceUsage, range), world.approver, 'permission.denied');
});

test('a consumer is not told of an API that is not published', async () => {
  await registry.database.query.update(apis).set({ status: 'draft' }).where(eq(apis.id, api.id));
  try {
    const asked = run(registry, world.developer, applicationUsage, { application, api: api.id, ...range });
    await assert.rejects(asked, { code: 'api.not_found' });
  } finally {
    await registry.database.query.update(apis).set({ status: 'published' }).where(eq(apis.id, api.id));
  }
});
