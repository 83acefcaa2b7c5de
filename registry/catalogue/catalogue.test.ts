import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { getApi } from '#registry/catalogue/get-api.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { listApis } from '#registry/catalogue/list-apis.ts';
import { listIssuers } from '#registry/catalogue/list-issuers.ts';
import { listProducts } from '#registry/catalogue/list-products.ts';
import { listProviders } from '#registry/catalogue/list-providers.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { run, type Actor } from '#registry/operation.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';

/** Nobody in particular: the catalogue is public. */
const stranger: Actor = { kind: 'account', accountId: '01900000-0000-7000-8000-000000000000', name: 'stranger' };

const hidden = `
organisations: [{slug: acme, name: Acme}]
providers:
  - slug: acme
    organisation: acme
    name: Acme
    contact: api@acme.example
    apis:
      - {slug: secret, version: "1", name: Secret, status: draft, credential: client-id}
      - {slug: gone, version: "1", name: Gone, status: retired, credential: client-id}
`;

let registry: TestRegistry;
before(async () => {
  registry = await openTestRegistry();
  await run(registry, operator, applyDeclaration, collectDeclarationFiles(['guichet.yaml']));
  await run(registry, operator, applyDeclaration, { files: [{ name: 'hidden.yaml', text: hidden }] });
});
after(() => registry.database.close());

test('lists show the APIs that answer, and neither drafts nor retired ones', async () => {
  const { items, next } = await run(registry, stranger, listApis, {});
  assert.deepEqual(
    items.map(({ reference }) => reference),
    [
      'banque-de-france/webstat-en@1.0',
      'banque-de-france/webstat-fr@1.0',
      'banque-de-france/webstat-sdmx@2.1',
      'inqom/banking@1.0',
      'piste/sne-cotation@1.0',
    ],
  );
  assert.equal(next, null);
  assert.deepEqual(items[3]?.environments, ['sandbox', 'production']);
});

test('lists come in pages, and can be narrowed by provider, tag and words', async () => {
  const first = await run(registry, stranger, listApis, { limit: 3 });
  const second = await run(registry, stranger, listApis, { limit: 3, after: first.next ?? '' });
  assert.deepEqual(
    [...first.items, ...second.items].map(({ slug }) => slug),
    ['webstat-en', 'webstat-fr', 'webstat-sdmx', 'banking', 'sne-cotation'],
  );
  assert.equal(second.next, null);
  const slugs = async (narrowed: { provider?: string; tag?: string; search?: string }): Promise<string[]> =>
    (await run(registry, stranger, listApis, narrowed)).items.map(({ slug }) => slug);
  assert.deepEqual(await slugs({ provider: 'piste' }), ['sne-cotation']);
  assert.deepEqual(await slugs({ tag: 'SANDBOX' }), ['sne-cotation']);
  assert.deepEqual(await slugs({ search: 'LOGEMENT social' }), ['sne-cotation']);
});

test('an API is given with its addresses, issuers, profiles and products, and without its upstream', async () => {
  const api = await run(registry, stranger, getApi, { api: 'piste/sne-cotation@1.0' });
  assert.deepEqual(api.deployments[0], {
    environment: 'sandbox',
    label: 'site-école',
    host: 'sandbox-api.piste.gouv.fr',
    basePath: '/mtes/sne-cotation/v1.0',
    issuer: 'piste-sandbox',
    issuerUrl: 'https://sandbox-oauth.piste.gouv.fr',
  });
  assert.deepEqual(
    api.profiles.map(({ code }) => code),
    ['EDITEUR', 'EDITEUR-200046977', 'EDITEUR-243100518', 'EPCI', 'EPCI-200046977', 'EPCI-243100518'],
  );
  assert.deepEqual(api.products, ['piste/sne-cotation']);
  assert.ok(!JSON.stringify(api).includes('local:'));
  assert.deepEqual(await run(registry, stranger, getApi, { api: api.id }), api);
});

test('a retired API can still be looked at, a draft cannot', async () => {
  assert.equal((await run(registry, stranger, getApi, { api: 'acme/gone@1' })).status, 'retired');
  for (const api of ['acme/secret@1', 'acme/none@1', 'none']) {
    await assert.rejects(run(registry, stranger, getApi, { api }), { code: 'api.not_found' });
  }
});

test('products are given with their APIs and plans', async () => {
  const { items } = await run(registry, stranger, listProducts, { provider: 'banque-de-france' });
  assert.deepEqual(
    items.map(({ slug, apis, plans }) => [slug, apis, plans.map((plan) => plan.ratePerSecond)]),
    [
      ['webstat-en', ['banque-de-france/webstat-en@1.0'], [5]],
      ['webstat-fr', ['banque-de-france/webstat-fr@1.0'], [5]],
      ['webstat-sdmx', ['banque-de-france/webstat-sdmx@2.1'], [5]],
    ],
  );
  const product = await run(registry, stranger, getProduct, { product: 'inqom/banking' });
  assert.equal(product.plans[0]?.ratePerSecond, 15);
  await assert.rejects(run(registry, stranger, getProduct, { product: 'inqom/none' }), { code: 'product.not_found' });
});

test('providers, issuers and terms can be looked up', async () => {
  const providers = await run(registry, stranger, listProviders, {});
  assert.deepEqual(
    providers.items.map(({ slug, organisation }) => [slug, organisation]),
    [
      ['acme', 'acme'],
      ['banque-de-france', 'banque-de-france'],
      ['inqom', 'inqom'],
      ['piste', 'mtes'],
    ],
  );
  const issuers = await run(registry, stranger, listIssuers, { environment: 'sandbox' });
  await assert.rejects(run(registry, stranger, listIssuers, { withShut: true }), { code: 'permission.denied' });
  assert.deepEqual(
    issuers.items.map(({ slug }) => slug),
    ['inqom-staging', 'piste-sandbox'],
  );
  const terms = await run(registry, stranger, getTerms, { terms: 'piste/sne-cotation' });
  assert.equal(terms.versions[0]?.effectiveAt, '2021-06-25T00:00:00.000Z');
  await assert.rejects(run(registry, stranger, getTerms, { terms: 'piste/none' }), { code: 'terms.not_found' });
});
