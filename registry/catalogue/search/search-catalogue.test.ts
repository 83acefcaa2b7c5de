import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { backup } from '#database/backup.ts';
import { restore } from '#database/restore.ts';
import { apis, providers } from '#database/tables.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { run, type Actor } from '#registry/operation.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';

const stranger: Actor = { kind: 'account', accountId: '01900000-0000-7000-8000-000000000000', name: 'stranger' };

const more = `
organisations: [{slug: acme, name: Acme}]
providers:
  - slug: acme
    organisation: acme
    name: {fr: Société Générale du Cœur, en: Acme}
    contact: api@acme.example
    apis:
      - {slug: plat-au, version: "4.0", name: "PLAT'AU", status: deprecated, credential: client-id, tags: [urbanisme], dialect: problem}
      - slug: plat-au
        version: "10.0"
        name: "PLAT'AU"
        description: {fr: Échange des dossiers d'urbanisme, en: Exchange of planning files}
        credential: client-id
        dialect: problem
        tags: [urbanisme, PERMIS]
        deployments: {sandbox: {host: s.example, basePath: /plat-au/v10, upstream: "http://127.0.0.1:9"}}
        contract:
          openapi: "3.1.0"
          info: {title: x, version: "1"}
          paths: {/dossiers: {get: {operationId: listPendingDossiers, summary: Déposer un consentement, responses: {}}}}
      - {slug: secret, version: "1", name: Zanzibar, status: draft, credential: client-id, dialect: problem}
      - {slug: gone, version: "1", name: Zanzibar, status: retired, credential: client-id, dialect: problem}
    products:
      - {slug: urbanisme, name: Urbanisme, apis: ["plat-au@10.0"], plans: [{slug: default, name: Standard}]}
`;

let registry: TestRegistry;
before(async () => {
  registry = await openTestRegistry();
  await run(registry, operator, applyDeclaration, collectDeclarationFiles(['guichet.yaml']));
  await run(registry, operator, applyDeclaration, { files: [{ name: 'more.yaml', text: more }] });
});
after(() => registry.database.close());

type Input = z.input<typeof searchCatalogue.input>;
const search = (input: Input) => run(registry, stranger, searchCatalogue, input);
const found = async (input: Input | string): Promise<string[]> => {
  const { items } = await search(typeof input === 'string' ? { search: input } : input);
  return items.map(({ kind, reference }) => `${kind} ${reference}`);
};

test('accents, capitals and ligatures are forgiven', async () => {
  const all = ['api acme/plat-au', 'product acme/urbanisme'];
  for (const words of ['societe', 'Société', 'SOCIETE GENERALE', 'cœur', 'coeur', 'societé coeur']) {
    assert.deepEqual((await found(words)).toSorted(), all, words);
  }
  assert.deepEqual(await found('echange'), ['api acme/plat-au']);
});

test('a typing error and another form of a word are forgiven, and the search tells what it read', async () => {
  for (const typed of ['cottation', 'cotatoin', 'cotaton']) {
    const result = await search({ search: typed });
    assert.deepEqual(result.items[0]?.reference, 'piste/sne-cotation', typed);
    assert.equal(result.corrected, 'cotation', typed);
  }
  assert.deepEqual((await search({ search: 'cotation' })).corrected, null);
  assert.ok((await found('logements')).includes('api piste/sne-cotation'));
  assert.ok((await found('statistique')).includes('api banque-de-france/webstat-fr'));
});

test('all words must be there, each as the beginning of one; small words do not count', async () => {
  assert.deepEqual((await found('sne cota')).toSorted(), ['api piste/sne-cotation', 'product piste/sne-cotation']);
  assert.deepEqual(await found('cotation urbanisme'), []);
  assert.ok((await found('the rating of requests')).includes('api piste/sne-cotation'));
});

test('names weigh more than what else is said', async () => {
  assert.equal((await found('urbanisme'))[0], 'product acme/urbanisme');
  assert.equal((await found("plat'au"))[0], 'api acme/plat-au');
});

test('operations of the contract are found by summary, path and the words of their name', async () => {
  for (const words of ['consentement', 'deposer', 'dossiers', 'pending', 'listPendingDossiers']) {
    assert.ok((await found(words)).includes('api acme/plat-au'), words);
  }
});

test('versions stand side by side in one entry, the newest first and by number', async () => {
  const [entry] = (await search({ search: 'plat-au', kind: 'api' })).items;
  assert.deepEqual(entry?.versions, ['10.0', '4.0']);
  assert.equal(entry?.deprecated, false);
  assert.deepEqual(entry?.tags, ['PERMIS', 'urbanisme']);
  assert.deepEqual(entry?.environments, ['sandbox']);
});

test('drafts and retired APIs are never found, not even their words', async () => {
  const result = await search({ search: 'zanzibar' });
  assert.deepEqual([result.items, result.suggestions, result.nearby], [[], [], []]);
});

test('filters narrow, and facets count what each would give', async () => {
  assert.deepEqual(await found({ provider: 'piste', kind: 'product' }), ['product piste/sne-cotation']);
  assert.deepEqual(await found({ tag: ['urbanisme', 'PERMIS'], kind: 'api' }), ['api acme/plat-au']);
  assert.deepEqual(await found({ tag: ['urbanisme', 'logement'] }), []);
  assert.deepEqual(await found({ environment: 'production', provider: 'acme' }), []);
  const { facets, total } = await search({ provider: 'acme' });
  assert.equal(total, 2);
  assert.deepEqual(
    facets.kinds.map(({ value, count }) => [value, count]),
    [
      ['api', 1],
      ['product', 1],
    ],
  );
  const counts = new Map(facets.providers.map(({ value, count }) => [value, count]));
  assert.deepEqual([counts.get('acme'), counts.get('banque-de-france')], [2, 6]);
  assert.equal(facets.providers.find(({ value }) => value === 'acme')?.label.fr, 'Société Générale du Cœur');
});

test('pages cut the list without losing or repeating an entry', async () => {
  const all = await found({ limit: 200 });
  const { pages: number } = await search({ limit: 2 });
  assert.equal(number, Math.ceil(all.length / 2));
  const pages = await Promise.all(Array.from({ length: number }, (_, before) => found({ page: before + 1, limit: 2 })));
  assert.deepEqual(pages.flat(), all);
});

test('a search that finds nothing offers other ones, and what has some of the words', async () => {
  const { items, suggestions, nearby } = await search({ search: 'cotation urbanisation' });
  assert.deepEqual(items, []);
  assert.ok(suggestions.includes('cotation urbanisme'), suggestions.join());
  assert.ok(nearby.some(({ slug }) => slug === 'sne-cotation'));
  assert.deepEqual((await search({ search: '!!! ***' })).items, []);
});

test('whatever is typed is only searched', async () => {
  const hostile = [
    "'; drop table apis; --",
    "a' | 'b",
    "cotation':*&!",
    '\\',
    '%',
    '_',
    '<->',
    ':*',
    '( & | !',
    '🏦',
    'a\u0301',
  ];
  for (const words of hostile) await search({ search: words });
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 60, unit: 'grapheme' }), async (words) => {
      await search({ search: words.replaceAll('\0', '') });
    }),
    { numRuns: 100 },
  );
  assert.equal((await found('cotation')).length, 2);
});

test('the catalogue follows every change of what it shows, whoever makes it', async () => {
  const { query } = registry.database;
  const [api] = await query.select().from(apis).where(eq(apis.version, '10.0'));
  await query
    .update(apis)
    .set({ status: 'retired' })
    .where(eq(apis.id, api?.id ?? ''));
  const [entry] = (await search({ search: 'plat-au', kind: 'api' })).items;
  assert.deepEqual([entry?.versions, entry?.deprecated], [['4.0'], true]);
  assert.deepEqual((await search({ kind: 'product', provider: 'acme' })).items[0]?.apis, []);
  await query.update(providers).set({ nameFr: 'Tartempion' }).where(eq(providers.slug, 'acme'));
  assert.deepEqual((await found('tartempion')).toSorted(), ['api acme/plat-au', 'product acme/urbanisme']);
  assert.deepEqual(await found('societe'), []);
  await query.update(apis).set({ status: 'retired' }).where(eq(apis.slug, 'plat-au'));
  assert.deepEqual(await found('tartempion'), ['product acme/urbanisme']);
});

test('a restored registry is found as the one that was backed up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-search-'));
  const target = await openTestRegistry();
  try {
    await backup(registry.database, join(folder, 'backup'));
    await restore(target.database, join(folder, 'backup'), { replace: false });
    const asked = { search: 'cotation', limit: 200 };
    assert.deepEqual(await run(target, stranger, searchCatalogue, asked), await search(asked));
  } finally {
    await target.database.close();
    rmSync(folder, { recursive: true });
  }
});
