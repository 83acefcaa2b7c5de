import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld } from '#test/portal-world.ts';
import type { Portal } from '#portal/server.ts';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;
let visitor: Visitor;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  portal = await openTestPortal(registry);
  visitor = newVisitor(portal);
  await visitor.logInAs(registry, world.accounts.provider);
});
after(() => registry.database.close());

const contract = (operation: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Nuages', version: '1' },
    paths: { '/nuages': { get: { operationId: operation, responses: { 200: { description: 'x' } } } } },
  });

test('who has one provider is led to its console, which says what waits and what the next apply does', async () => {
  const page = await visitor.open('/provider');
  assert.equal(page.address, '/provider/piste');
  assert.match(page.text, /Requests to decide: 1/);
  assert.match(page.text, /the next "guichet apply" takes back what was changed here/);
  const file = await visitor.send('/provider/piste/declaration');
  assert.match(await file.text(), /^organisations:/);
});

test('an API is published in two steps: looked over and kept, then put in force', async () => {
  const form = await visitor.open('/provider/piste/apis/publish');
  const empty = await visitor.submit(form, '/provider/piste/apis/publish', { slug: 'nuages', version: '1.0' });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /Choose a file/);
  const broken = await visitor.submit(form, '/provider/piste/apis/publish', {
    slug: 'nuages',
    version: '1.0',
    contract: 'a: [',
  });
  assert.equal(broken.status, 422);
  assert.match(broken.text, /Line 1: not YAML/);
  const file = new File([contract('clouds')], 'nuages.json');
  const page = await visitor.submit(form, '/provider/piste/apis/publish', { slug: 'nuages', version: '1.0', file });
  assert.equal(page.address, '/provider/piste/apis/nuages/1.0');
  assert.match(page.text, /Warnings: \d/);
  assert.match(page.text, /has neither summary nor description/);
  const early = await visitor.submit(page, '/provider/piste/apis/nuages/1.0/publish');
  assert.equal(early.status, 422);
  assert.match(early.text, /has no address yet/);
  const settings = { nameFr: 'Nuages', nameEn: 'Clouds', credential: 'client-id' };
  const foreign = {
    'sandbox-host': 'x.example',
    'sandbox-basePath': '/nuages/v1.0',
    'sandbox-upstream': 'http://169.254.169.254',
  };
  const refused = await visitor.submit(page, '/provider/piste/apis/nuages/1.0', { ...settings, ...foreign });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /an operator of this portal must add the first one there/);
  const own = {
    'sandbox-host': 'sandbox-api.piste.gouv.fr',
    'sandbox-basePath': '/nuages/v1.0',
    'sandbox-upstream': 'local:sne-cotation',
  };
  const saved = await visitor.submit(page, '/provider/piste/apis/nuages/1.0', { ...settings, ...own });
  assert.match(saved.text, /settings have been saved/);
  assert.equal((await visitor.open('/apis/piste/nuages/1.0')).status, 404);
  const published = await visitor.submit(saved, '/provider/piste/apis/nuages/1.0/publish');
  assert.equal(published.status, 200, published.text);
  assert.match((await visitor.open('/apis/piste/nuages/1.0')).text, /Clouds/);
});

test('a new contract for a published API shows its differences and waits', async () => {
  const page = await visitor.open('/provider/piste/apis/nuages/1.0');
  const other = contract('clouds').replace('/nuages', '/pluies');
  const waiting = await visitor.submit(page, '/provider/piste/apis/nuages/1.0/contract', { contract: other });
  assert.match(waiting.text, /A contract waits to be published/);
  assert.match(waiting.text, /Difference to the contract in force/);
  assert.match(waiting.text, /Breaking/);
  const gone = await visitor.submit(waiting, '/provider/piste/apis/nuages/1.0/contract/discard');
  assert.doesNotMatch(gone.text, /A contract waits/);
});

test('the end of an API is announced, taken back, and made sure of by its name', async () => {
  const address = '/provider/piste/apis/nuages/1.0';
  const page = await visitor.open(address);
  const past = await visitor.submit(page, `${address}/deprecate`, { sunset: '2020-01-01' });
  assert.equal(past.status, 422);
  const ending = await visitor.submit(page, `${address}/deprecate`, { sunset: '2026-09-01' });
  assert.match(ending.text, /ends on 1 September 2026/);
  assert.match((await visitor.open('/provider/piste')).text, /nuages 1\.0 – ends on 1 September 2026/);
  await visitor.submit(ending, `${address}/reinstate`);
  const unsure = await visitor.submit(page, `${address}/retire`, { confirm: 'nuages' });
  assert.equal(unsure.status, 422);
  const ended = await visitor.submit(page, `${address}/retire`, { confirm: 'nuages@1.0' });
  assert.equal(ended.address, '/provider/piste/apis');
});

test('products, plans, terms and profiles are kept with forms', async () => {
  const create = await visitor.open('/provider/piste/new-product');
  const product = { slug: 'pack', nameFr: 'Lot', nameEn: 'Pack', apis: ['sne-cotation@1.0'], plan: 'small', rate: '5' };
  const wrong = await visitor.submit(create, '/provider/piste/new-product', { ...product, rate: '', burst: '3' });
  assert.equal(wrong.status, 422);
  const made = await visitor.submit(create, '/provider/piste/new-product', product);
  assert.equal(made.address, '/provider/piste/products/pack');
  const newPlan = await visitor.open('/provider/piste/products/pack/new-plan');
  const plans = await visitor.submit(newPlan, '/provider/piste/products/pack/new-plan', {
    slug: 'big',
    nameFr: 'Grand',
    nameEn: 'Big',
    day: '1000',
    per: 'organisation',
    atLimit: 'flag',
  });
  assert.match(
    plans.text,
    /Big\s*Calls a day: 1,000; those of all applications of an organisation; calls pass and are flagged/,
  );
  const plan = await visitor.open('/provider/piste/products/pack/plans/big');
  const closed = await visitor.submit(plan, '/provider/piste/products/pack/plans/big/retire');
  assert.doesNotMatch(closed.text, /Calls a day/);
  const last = await visitor.open('/provider/piste/products/pack/plans/small');
  assert.equal((await visitor.submit(last, '/provider/piste/products/pack/plans/small/retire')).status, 422);

  const newTerms = await visitor.open('/provider/piste/new-terms');
  const text = { version: '1', effective: '2026-03-02', textFr: 'Soyez gentils.', textEn: 'Be kind.' };
  const terms = await visitor.submit(newTerms, '/provider/piste/new-terms', {
    slug: 'rules',
    titleFr: 'Règles',
    titleEn: 'Rules',
    ...text,
  });
  assert.match(terms.text, /To come/);
  const profiles = await visitor.open('/provider/piste/profiles');
  const more = await visitor.submit(profiles, '/provider/piste/profiles', {
    api: 'sne-cotation',
    profile: 'TEST',
    nameFr: 'Essai',
    nameEn: 'Trial',
  });
  assert.match(more.text, /TEST\s*Trial\s*sne-cotation/);
  const assigned = await visitor.submit(more, '/provider/piste/profiles/assign', {
    application: world.application,
    profile: 'sne-cotation/TEST',
  });
  assert.match(assigned.text, /Comptoir.*sne-cotation: TEST/);
});

test('subscribers are found by state and text, and the pages speak French', async () => {
  assert.match(
    (await visitor.open('/provider/piste/subscribers?state=pending&search=comptoir')).text,
    /Comptoir \(Sandbox\)/,
  );
  assert.match((await visitor.open('/provider/piste/subscribers?state=approved')).text, /Nobody fits/);
  assert.match((await visitor.open('/provider/piste/team')).text, /provider@example\.org/);
  const french = newVisitor(portal, 'fr');
  await french.logInAs(registry, world.accounts.provider);
  for (const page of [
    '',
    '/apis',
    '/apis/publish',
    '/apis/sne-cotation/1.0',
    '/products',
    '/terms',
    '/profiles',
    '/subscribers',
    '/team',
  ]) {
    const { status, text } = await french.open(`/provider/piste${page}`);
    assert.equal(status, 200, page);
    assert.match(text, /Vue d’ensemble/, page);
  }
});
