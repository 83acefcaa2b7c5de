import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { apis, auditEntries, plans, subscriptions } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';
import { addApi } from '#registry/offer/apis/add.ts';
import { changeApi } from '#registry/offer/apis/change.ts';
import { deprecateApi } from '#registry/offer/apis/deprecate.ts';
import { discardContract } from '#registry/offer/apis/discard-contract.ts';
import { publishApi } from '#registry/offer/apis/publish.ts';
import { reinstateApi } from '#registry/offer/apis/reinstate.ts';
import { reviewContract } from '#registry/offer/apis/review-contract.ts';
import { retireApi } from '#registry/offer/apis/retire.ts';
import { uploadContract } from '#registry/offer/apis/upload-contract.ts';
import { changeProvider } from '#registry/offer/change-provider.ts';
import { getOffer } from '#registry/offer/get.ts';
import { offerOperations } from '#registry/offer/operations.ts';
import { retirePlan } from '#registry/offer/products/retire-plan.ts';
import { retireProduct } from '#registry/offer/products/retire.ts';
import { writePlan } from '#registry/offer/products/write-plan.ts';
import { writeProduct } from '#registry/offer/products/write.ts';
import { retireProfile } from '#registry/offer/profiles/retire.ts';
import { writeProfile } from '#registry/offer/profiles/write.ts';
import { publishTermsVersion } from '#registry/offer/terms/publish.ts';
import { retireTerms } from '#registry/offer/terms/retire.ts';
import { writeTerms } from '#registry/offer/terms/write.ts';
import { run, type Actor } from '#registry/operation.ts';
import { runAny } from '#registry/any-operation.ts';
import { changePlan } from '#registry/subscriptions/change-plan.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const { approver, provider } = world;
after(() => registry.database.close());

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  assert.ok(thrown instanceof Problem, String(thrown));
  return thrown;
}

const faultsOf = async (work: Promise<unknown>) => (await refusal(work)).faults.map(({ path }) => path);
const offer = (actor: Actor = approver) => run(registry, actor, getOffer, { provider });
const apiOf = (reference: string) => run(registry, operator, getApi, { api: `${provider}/${reference}` });

const contract = (path: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { [path]: { get: { responses: { 200: { description: 'Fine' } } } } },
  });
const deployment = (basePath: string) => ({
  host: 'sandbox.example.org',
  basePath,
  upstream: 'http://127.0.0.1:9',
});

test('an API goes from draft over its contract and address to being published', async () => {
  const api = 'fresh@1.0';
  await run(registry, approver, addApi, { provider, slug: 'fresh', version: '1.0', name: 'Fresh' });
  assert.equal(
    (await refusal(run(registry, approver, addApi, { provider, slug: 'fresh', version: '1.0' }))).code,
    'api.exists',
  );
  assert.equal((await refusal(apiOf(api))).code, 'api.not_found');
  assert.deepEqual(await faultsOf(run(registry, approver, publishApi, { provider, api })), ['deployments']);
  await run(registry, approver, uploadContract, { provider, api, contract: contract('/a') });
  const settings = { provider, api, name: { fr: 'Frais', en: 'Fresh' }, credential: 'client-id' } as const;
  const deployments = { sandbox: deployment('/w/fresh/v1.0') };
  await run(registry, approver, changeApi, { ...settings, deployments });
  await run(registry, approver, publishApi, { provider, api });
  const shown = await apiOf(api);
  assert.deepEqual([shown.status, shown.name.fr, shown.deployments.length], ['published', 'Frais', 1]);
  const entries = await query.select().from(auditEntries).where(eq(auditEntries.action, 'api.publish'));
  assert.equal(entries.length, 1);
});

test('a contract for a published API waits beside the one in force, and can be thrown away', async () => {
  const api = 'fresh@1.0';
  const upload = { provider, api, contract: contract('/b') };
  const uploaded = await run(registry, approver, uploadContract, upload);
  assert.deepEqual([uploaded.added, uploaded.removed], [['GET /b'], ['GET /a']]);
  assert.deepEqual(Object.keys((await pathsOf(api)) ?? {}), ['/a']);
  assert.equal((await run(registry, approver, discardContract, { provider, api })).discarded, true);
  await run(registry, approver, publishApi, { provider, api });
  assert.deepEqual(Object.keys((await pathsOf(api)) ?? {}), ['/a']);
  await run(registry, approver, uploadContract, upload);
  const review = await run(registry, approver, reviewContract, { provider, api });
  assert.equal(review.since, '1.0');
  assert.deepEqual(
    review.changes.map(({ kind, breaking, operations }) => [kind, breaking, operations]),
    [
      ['removed', true, ['GET /a']],
      ['added', false, ['GET /b']],
    ],
  );
  const dry = await run(registry, approver, publishApi, { provider, api, dryRun: true });
  assert.deepEqual(
    dry.changes.map(({ key }) => key),
    [`${provider}/${api}`],
  );
  await run(registry, approver, publishApi, { provider, api });
  assert.deepEqual(Object.keys((await pathsOf(api)) ?? {}), ['/b']);
  assert.equal((await offer()).apis.find(({ name }) => name === api)?.contractWaits, false);
});

async function pathsOf(api: string): Promise<object | undefined> {
  const shown = await apiOf(api);
  // The test has written the contract itself.
  return (shown.contract as { paths?: object }).paths;
}

test('a contract with errors can be kept, and not be published', async () => {
  const api = 'fresh@1.0';
  const faulty = JSON.stringify({ openapi: '3.1.0', info: { title: 'T' }, paths: {} });
  const { findings } = await run(registry, approver, uploadContract, { provider, api, contract: faulty });
  assert.ok(findings.some(({ severity }) => severity === 'error'));
  const refused = await refusal(run(registry, approver, publishApi, { provider, api }));
  assert.deepEqual([refused.code, refused.status, refused.faults[0]?.path], ['api.not_ready', 422, 'contract']);
  await run(registry, approver, discardContract, { provider, api });
});

test('a further version begins with the settings of the newest, at a base path of its own', async () => {
  await run(registry, approver, addApi, { provider, slug: 'fresh', version: '2.0' });
  const { declared } = await offer();
  const entry = declared.apis.find(({ slug, version }) => slug === 'fresh' && version === '2.0');
  assert.equal(entry?.deployments.sandbox?.basePath, '/w/fresh/v2.0');
  assert.deepEqual([entry?.status, entry?.credential], ['draft', 'client-id']);
  await run(registry, approver, publishApi, { provider, api: 'fresh@2.0' });
});

test('an end is announced with a day to come, moved, taken back, and comes', async () => {
  const api = 'fresh@1.0';
  const end = { provider, api, sunset: '2026-06-01', successor: 'fresh@2.0' };
  await run(registry, approver, deprecateApi, end);
  const shown = await apiOf(api);
  assert.deepEqual(
    [shown.status, shown.deprecatedAt, shown.sunsetAt, shown.successor],
    ['deprecated', '2026-03-01T12:00:00.000Z', '2026-06-01T00:00:00.000Z', `${provider}/fresh@2.0`],
  );
  assert.deepEqual(await faultsOf(run(registry, approver, deprecateApi, { ...end, sunset: '2026-02-01' })), ['sunset']);
  assert.deepEqual(await faultsOf(run(registry, approver, deprecateApi, { ...end, successor: 'none@1' })), [
    'successor',
  ]);
  await run(registry, approver, reinstateApi, { provider, api });
  assert.equal((await apiOf(api)).deprecatedAt, null);
  await run(registry, approver, retireApi, { provider, api });
  assert.equal((await apiOf(api)).status, 'retired');
  assert.equal((await refusal(run(registry, approver, retireApi, { provider, api }))).code, 'api.state');
});

test('products and plans are added, changed and closed, and subscriptions keep theirs', async () => {
  const product = { provider, product: 'pack', name: 'Pack', apis: ['open@1.0', 'fresh@2.0'] };
  assert.deepEqual(await faultsOf(run(registry, approver, writeProduct, product)), ['plans']);
  await run(registry, approver, writeProduct, { ...product, plans: [{ slug: 'small', name: 'Small', rate: 1 }] });
  assert.deepEqual(
    await faultsOf(
      run(registry, approver, writePlan, { provider, product: 'pack', plan: 'big', name: 'Big', burst: 2 }),
    ),
    ['burst'],
  );
  await run(registry, approver, writePlan, { provider, product: 'pack', plan: 'big', name: 'Big', rate: 5, burst: 9 });
  const id = await subscribe('pack', 'small');
  const { dryRun: _dryRun, ...kept } = { ...product, dryRun: false };
  await run(registry, approver, writeProduct, { ...kept, name: 'Package' });
  await run(registry, approver, retirePlan, { provider, product: 'pack', plan: 'small' });
  assert.equal((await offer()).subscribers['pack/small'], 1);
  const moved = await run(registry, approver, changePlan, { subscription: id, plan: 'big' });
  const [big] = await query
    .select()
    .from(plans)
    .where(and(eq(plans.slug, 'big'), eq(plans.id, moved.planId)));
  assert.equal(big?.ratePerSecond, 5);
  const closed = run(registry, approver, changePlan, { subscription: id, plan: 'small' });
  assert.equal((await refusal(closed)).code, 'plan.not_found');
  await run(registry, approver, retireProduct, { provider, product: 'pack' });
  const [row] = await query.select().from(subscriptions).where(eq(subscriptions.id, id));
  assert.equal(row?.state, 'approved');
  assert.ok((await offer()).retired.some(({ key }) => key === `${provider}/pack`));
});

let applications = 0;

async function subscribe(product: string, plan: string): Promise<string> {
  applications += 1;
  const { organisation, developer } = world;
  const input = { organisation, name: `app ${applications}`, email: 'a@b.fr', responsible: 'Dev' };
  const { id } = await run(registry, developer, createApplication, { ...input, environment: 'sandbox' });
  const asked = { application: id, product: `${provider}/${product}`, plan };
  return (await run(registry, developer, requestSubscription, asked)).id;
}

test('terms get versions for days to come, and a published text never changes', async () => {
  const first = { version: '1', effective: '2026-03-01', text: 'Be kind.' };
  await run(registry, approver, writeTerms, { provider, terms: 'rules', title: 'Rules', versions: [first] });
  const next = { provider, terms: 'rules', version: '2', effective: '2026-05-01', text: 'Be kinder.' };
  await run(registry, approver, publishTermsVersion, next);
  await run(registry, approver, publishTermsVersion, { ...next, effective: '2026-06-01' });
  const changed = run(registry, approver, publishTermsVersion, { ...next, text: 'Be rude.' });
  assert.equal((await refusal(changed)).code, 'terms.version_published');
  const inForce = run(registry, approver, publishTermsVersion, { ...next, version: '1' });
  assert.equal((await refusal(inForce)).code, 'terms.version_in_force');
  const past = run(registry, approver, publishTermsVersion, { ...next, version: '3', effective: '2026-01-01' });
  assert.deepEqual(
    (await refusal(past)).faults.map(({ path }) => path),
    ['effective'],
  );
  await run(registry, approver, retireTerms, { provider, terms: 'rules' });
  const asked = await refusal(run(registry, approver, retireTerms, { provider, terms: 'cgu' }));
  assert.equal(asked.code, 'offer.invalid');
});

test('profiles are added, renamed and given up', async () => {
  const profile = { provider, api: 'open', profile: 'BAILLEUR' };
  await run(registry, approver, writeProfile, { ...profile, name: 'Bailleur' });
  await run(registry, approver, writeProfile, { ...profile, name: { fr: 'Bailleur', en: 'Landlord' } });
  assert.equal((await apiOf('open@1.0')).profiles.find(({ code }) => code === 'BAILLEUR')?.name.en, 'Landlord');
  await run(registry, approver, retireProfile, profile);
  assert.equal((await refusal(run(registry, approver, retireProfile, profile))).code, 'profile.not_found');
});

test('an administrator reaches the upstreams and hosts that the provider has; an operator reaches all', async () => {
  const api = 'fresh@2.0';
  const settings = { provider, api, name: 'Fresh', credential: 'client-id' } as const;
  const at = (change: object) => ({
    ...settings,
    deployments: { sandbox: { ...deployment('/w/fresh/v2.0'), ...change } },
  });
  for (const [field, value] of [
    ['upstream', 'http://169.254.169.254'],
    ['upstream', 'local:sne-cotation'],
    ['upstream', 'http://127.0.0.1:5432'],
    ['host', 'api.of-others.example'],
  ] as const) {
    const change = run(registry, approver, changeApi, at({ [field]: value }));
    assert.deepEqual(await faultsOf(change), [`deployments.sandbox.${field}`], value);
  }
  await run(registry, approver, changeApi, at({ upstream: 'http://127.0.0.1:9/below' }));
  await run(registry, operator, changeApi, at({ upstream: 'http://10.0.0.1:8080' }));
  await run(registry, approver, changeApi, at({ upstream: 'http://10.0.0.1:8080/v2' }));
});

test('what was changed by hand is what is exported, and applying that changes nothing', async () => {
  const renamed = { provider, name: 'Renamed', contact: 'new@example.org' };
  await run(registry, approver, changeProvider, { ...renamed, timeZone: 'Pacific/Noumea' });
  // A time zone that is left out stays.
  await run(registry, approver, changeProvider, { ...renamed, contact: 'newer@example.org' });
  assert.equal((await offer()).declared.timeZone, 'Pacific/Noumea');
  for (const timeZone of ['Europe/Nowhere', '+01:00', '']) {
    assert.deepEqual(await faultsOf(run(registry, approver, changeProvider, { ...renamed, timeZone })), ['timeZone']);
  }
  assert.equal((await offer()).declaredAt, null);
  const { text } = await run(registry, approver, exportDeclaration, { provider });
  const files = [{ name: 'a.yaml', text }];
  const { changes } = await run(registry, operator, applyDeclaration, { files });
  assert.deepEqual(changes, []);
  assert.equal((await offer()).declaredAt, '2026-03-01T12:00:00.000Z');
  await assert.rejects(run(registry, approver, exportDeclaration, {}), { code: 'permission.denied' });
});

test('only administrators of the provider and operators touch its offer', async () => {
  const before = await query.select().from(apis);
  const input = { provider, api: 'open@1.0', product: 'open', plan: 'default', terms: 'cgu', profile: 'EPCI' };
  const more = { name: 'x', title: 'x', version: '9', effective: '2027-01-01', text: 'x', contract: contract('/x') };
  const all: Record<string, unknown> = { ...input, ...more, slug: 'x', contact: 'a@b.fr', apis: ['open@1.0'] };
  const [rows] = [await subscribe('open', 'default')];
  for (const operation of offerOperations) {
    const fields = Object.fromEntries(Object.keys(operation.input.shape).map((name) => [name, all[name]]));
    if (operation.http.path.includes('/profiles/')) fields['api'] = 'open';
    if ('subscription' in fields) fields['subscription'] = rows;
    for (const actor of [world.providerDeveloper, world.administrator, world.outsider, world.shut]) {
      const code = (await refusal(runAny(registry, actor, operation, fields))).code;
      assert.match(code, /^(permission\.denied|subscription\.not_found)$/, operation.name);
    }
  }
  assert.deepEqual(await query.select().from(apis), before);
});
