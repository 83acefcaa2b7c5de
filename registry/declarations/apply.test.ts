import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { eq } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { accounts, apis, auditEntries, deployments, registryRevision, resourceRights } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { run, type Actor } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { listProfiles } from '#registry/profiles/list.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listConsents } from '#registry/terms/list-consents.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';

let registry: TestRegistry;
let database: TestRegistry['database'];
before(async () => {
  registry = await openTestRegistry();
  database = registry.database;
});
after(() => database.close());

const apply = (text: string, dryRun = false) =>
  run(registry, operator, applyDeclaration, { files: [{ name: 'a.yaml', text }], dryRun });

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof Problem, String(thrown));
  return thrown;
}

/** An application of the production environment, in the organisation of that name. */
async function makeApplication(organisation: string): Promise<string> {
  const input = { organisation, environment: 'production', name: 'App', email: 'a@b.fr', responsible: 'Ada' } as const;
  return (await run(registry, operator, createApplication, input)).id;
}

async function revision(): Promise<number | undefined> {
  const rows = await database.query.select().from(registryRevision);
  return rows[0]?.revision;
}

/** A small provider; `parts` replaces its sections. */
function acme(parts: { terms?: string; apis?: string; products?: string; slug?: string } = {}): string {
  const slug = parts.slug ?? 'acme';
  return `
organisations:
  - {slug: ${slug}, name: Acme, codes: [{code: join-${slug}}]}
providers:
  - slug: ${slug}
    organisation: ${slug}
    name: Acme
    contact: api@acme.example
    terms:
${parts.terms ?? '      - {slug: cgu, title: CGU, versions: [{version: "1", effective: 2026-01-01, text: Be kind.}]}'}
    apis:
${parts.apis ?? api(slug, 'one')}
    products:
${parts.products ?? product('one')}
`;
}

function api(provider: string, slug: string, path = `/${provider}/${slug}`): string {
  return `      - slug: ${slug}
        version: "1.0"
        name: ${slug}
        credential: client-id
        terms: cgu
        deployments:
          production: {host: api.acme.example, basePath: ${path}, upstream: "http://127.0.0.1:9000"}`;
}

function product(slug: string): string {
  return `      - {slug: ${slug}, name: ${slug}, apis: [${slug}@1.0], plans: [{slug: default, name: Standard, rate: 5}]}`;
}

test('the three examples apply, and applying them again changes nothing', async () => {
  const input = collectDeclarationFiles(['guichet.yaml']);
  const first = await run(registry, operator, applyDeclaration, input);
  assert.ok(first.applied);
  assert.ok(first.changes.every(({ kind }) => kind === 'create'));
  const before = await revision();
  const second = await run(registry, operator, applyDeclaration, input);
  assert.deepEqual(second.changes, []);
  assert.equal(await revision(), before);
  const rights = await database.query.select().from(resourceRights);
  assert.deepEqual(rights.map((right) => [right.resourceId, right.mayRead, right.mayWrite]).sort(), [
    ['42', true, true],
    ['43', true, false],
  ]);
  const [account] = await database.query.select().from(accounts).where(eq(accounts.email, 'cabinet@example.org'));
  assert.equal(account?.active, true);
  assert.equal(account?.passwordHash, null);
});

test('what is exported changes nothing when it is applied, whole or for one provider', async () => {
  for (const value of [{}, { provider: 'inqom' }]) {
    const exported: { text: string } = await run(registry, operator, exportDeclaration, value);
    const { changes } = await apply(exported.text);
    assert.deepEqual(changes, []);
  }
  const unknown = await refusal(run(registry, operator, exportDeclaration, { provider: 'nobody' }));
  assert.equal(unknown.code, 'provider.not_found');
});

test('a dry run says what would change and changes nothing', async () => {
  const before = await revision();
  const { applied, changes } = await apply(acme({ slug: 'dry' }), true);
  assert.equal(applied, false);
  assert.deepEqual(
    changes.map(({ kind, type, key }) => `${kind} ${type} ${key}`),
    [
      'create organisation dry',
      'create organisation-code join-dry',
      'create provider dry',
      'create terms dry/cgu',
      'create terms-version dry/cgu/1',
      'create api dry/one@1.0',
      'create product dry/one',
      'create plan dry/one/default',
    ],
  );
  assert.equal(await revision(), before);
  const { text } = await run(registry, operator, exportDeclaration, {});
  assert.ok(!text.includes('dry'));
});

test('each change is shown field by field, and audited', async () => {
  await apply(acme());
  const { changes } = await apply(acme({ products: product('one').replace('rate: 5', 'rate: 7') }));
  assert.deepEqual(changes, [
    { kind: 'change', type: 'plan', key: 'acme/one/default', fields: [{ field: 'rate', from: 5, to: 7 }] },
  ]);
  const entries = await database.query.select().from(auditEntries).where(eq(auditEntries.subjectType, 'plan'));
  const last = entries.sort((left, right) => (left.id < right.id ? -1 : 1)).at(-1);
  assert.equal(last?.action, 'declaration.apply');
  assert.deepEqual(last.details, { kind: 'change', key: 'acme/one/default', changed: { rate: { from: 5, to: 7 } } });
});

test('what a provider no longer declares is retired and frees its addresses; declared again it comes back', async () => {
  await apply(acme({ slug: 'old' }));
  const renamed = acme({ slug: 'old', apis: api('old', 'two', '/old/one'), products: product('two') });
  const { changes } = await apply(renamed);
  assert.deepEqual(
    changes.map(({ kind, type, key }) => `${kind} ${type} ${key}`),
    [
      'retire plan old/one/default',
      'retire product old/one',
      'retire api old/one@1.0',
      'create api old/two@1.0',
      'create product old/two',
      'create plan old/two/default',
    ],
  );
  const rows = await database.query.select().from(apis).where(eq(apis.slug, 'one'));
  const kept = rows.find(({ status }) => status === 'retired');
  assert.ok(kept, 'the retired API is still there');
  assert.deepEqual(await database.query.select().from(deployments).where(eq(deployments.apiId, kept.id)), []);
  assert.deepEqual((await apply(renamed)).changes, []);
  const { text } = await run(registry, operator, exportDeclaration, { provider: 'old' });
  assert.deepEqual((await apply(text)).changes, []);
  const back = await apply(acme({ slug: 'old' }));
  assert.ok(back.changes.some(({ kind, key }) => kind === 'change' && key === 'old/one@1.0'));
  assert.ok(back.changes.some(({ kind, key }) => kind === 'retire' && key === 'old/two@1.0'));
});

test('terms and profiles that are no longer declared are retired: consents and assignments stay, nobody gets new ones', async () => {
  const profiles = '        profiles: [{code: EPCI, name: Town}, {code: KEPT, name: Kept}]';
  const full = acme({ slug: 'end', apis: `${api('end', 'one')}\n${profiles}` });
  await apply(full);
  const application = await makeApplication('end');
  const pair = { application, provider: 'end', api: 'one', profile: 'EPCI' };
  await run(registry, operator, assignProfile, pair);
  const consent = { application, termsVersion: 'end/cgu/1' };
  const given = await run(registry, operator, giveConsent, consent);

  const less = acme({
    slug: 'end',
    terms: '      []',
    apis: `${api('end', 'one')}\n${profiles}`
      .replace('        terms: cgu\n', '')
      .replace('{code: EPCI, name: Town}, ', ''),
  });
  const { changes } = await apply(less, true);
  assert.deepEqual(
    changes.map(({ kind, type, key, fields }) => [kind, type, key, ...fields.map(({ field, to }) => `${field} ${to}`)]),
    [
      ['retire', 'profile', 'end/one/EPCI', 'retired true'],
      ['retire', 'terms', 'end/cgu', 'retired true'],
      ['change', 'api', 'end/one@1.0', 'terms null'],
    ],
  );
  await apply(less);
  assert.deepEqual((await apply(less)).changes, []);
  const { text } = await run(registry, operator, exportDeclaration, { provider: 'end' });
  assert.ok(!text.includes('cgu') && !text.includes('EPCI') && text.includes('KEPT'));
  assert.deepEqual((await apply(text)).changes, []);

  const shown = await run(registry, operator, getApi, { api: 'end/one@1.0' });
  assert.deepEqual([shown.terms, shown.profiles.map(({ code }) => code)], [null, ['KEPT']]);
  assert.equal((await refusal(run(registry, operator, assignProfile, pair))).code, 'profile.not_found');
  assert.equal((await refusal(run(registry, operator, giveConsent, consent))).code, 'terms.not_asked');
  assert.deepEqual((await run(registry, operator, listConsents, { application })).items, [given]);
  const held = await run(registry, operator, listProfiles, { application });
  assert.deepEqual(
    held.items.map(({ profile, retired }) => [profile, retired]),
    [['EPCI', true]],
  );
  assert.equal((await run(registry, operator, getTerms, { terms: 'end/cgu' })).retired, true);

  await apply(full);
  assert.equal((await run(registry, operator, listProfiles, { application })).items[0]?.retired, false);
  assert.deepEqual(await run(registry, operator, giveConsent, consent), given);
  await run(registry, operator, unassignProfile, pair);
});

test('a retired API lets go of its terms, so that they can be retired with it or after it', async () => {
  const both = (terms: string, one = ''): string =>
    acme({
      slug: 'last',
      terms,
      apis: `${api('last', 'two').replace('        terms: cgu\n', '')}${one}`,
      products: product('two'),
    });
  const cgu = '      - {slug: cgu, title: CGU, versions: [{version: "1", effective: 2026-01-01, text: Be kind.}]}';
  await apply(both(cgu, `\n${api('last', 'one')}`));
  await apply(both(cgu));
  const { changes } = await apply(both('      []'));
  assert.deepEqual(
    changes.map(({ kind, key }) => `${kind} ${key}`),
    ['retire last/cgu'],
  );
  const { text } = await run(registry, operator, exportDeclaration, { provider: 'last' });
  assert.deepEqual((await apply(text)).changes, []);
});

test('two APIs can exchange their addresses', async () => {
  const both = (first: string, second: string): string =>
    acme({
      slug: 'swap',
      apis: `${api('swap', 'one', first)}\n${api('swap', 'two', second)}`,
      products: `${product('one')}\n${product('two')}`,
    });
  await apply(both('/swap/a', '/swap/b'));
  const { changes } = await apply(both('/swap/b', '/swap/a'));
  assert.deepEqual(
    changes.flatMap(({ fields }) => fields.map(({ field }) => field)),
    ['production.basePath', 'production.basePath'],
  );
  assert.deepEqual((await apply(both('/swap/b', '/swap/a'))).changes, []);
});

test('the text of published terms never changes, a new version is added beside it', async () => {
  await apply(acme({ slug: 'legal' }));
  const terms = (versions: string): string =>
    acme({ slug: 'legal', terms: `      - {slug: cgu, title: CGU, versions: [${versions}]}` });
  const refused = await refusal(apply(terms('{version: "1", effective: 2026-01-01, text: Be cruel.}')));
  assert.equal(refused.code, 'terms.version_published');
  assert.equal(refused.status, 409);
  const { changes } = await apply(
    terms(
      '{version: "1", effective: 2026-01-01, text: Be kind.}, {version: "2", effective: 2027-01-01, text: Be cruel.}',
    ),
  );
  assert.deepEqual(
    changes.map(({ kind, key }) => `${kind} ${key}`),
    ['create legal/cgu/2'],
  );
});

test('when the last change fails nothing is left of the others', async () => {
  await database.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
     create trigger refuse before insert on plans for each row execute function refuse();`,
  );
  const before = await revision();
  await assert.rejects(apply(acme({ slug: 'half' })));
  await database.pool.query('drop trigger refuse on plans');
  assert.equal(await revision(), before);
  const { text } = await run(registry, operator, exportDeclaration, {});
  assert.ok(!text.includes('half'));
});

test('only operators apply and export', async () => {
  const actor: Actor = { kind: 'account', accountId: '01900000-0000-7000-8000-000000000000', name: 'somebody' };
  for (const work of [
    run(registry, actor, applyDeclaration, { files: [{ name: 'a.yaml', text: acme() }] }),
    run(registry, actor, exportDeclaration, {}),
  ]) {
    assert.equal((await refusal(work)).code, 'permission.denied');
  }
});

test('rights, accounts and codes that are not named stay as they are', async () => {
  await apply(`
accounts: [{email: Clerk@Acme.example, name: Clerk}]
organisations: [{slug: people, name: People, codes: [{code: people-1}]}]
providers:
  - {slug: people, organisation: people, name: People, contact: a@acme.example,
     rights: [{account: clerk@acme.example, type: dossier, id: "7"}]}`);
  const { changes } = await apply(`
organisations: [{slug: people, name: People}]
providers: [{slug: people, organisation: people, name: People, contact: a@acme.example}]`);
  assert.deepEqual(changes, []);
});

/** Two versions of an API, the first one with `lines` more. */
function versions(lines: string): string {
  return acme({
    slug: 'leaving',
    apis: `${api('leaving', 'one')}\n${lines}\n${api('leaving', 'one', '/leaving/two').replace('"1.0"', '"2.0"')}`,
  });
}
const leaving = `        status: deprecated
        deprecated: 2026-02-01
        sunset: 2026-09-01
        successor: one@2.0`;

test('a deprecated API has its dates and its successor, and is retired by the first apply after its end', async () => {
  await apply(versions(leaving));
  const { changes } = await apply(versions(leaving), true);
  assert.deepEqual(changes, []);
  const shown = await run(registry, operator, getApi, { api: 'leaving/one@1.0' });
  assert.deepEqual(
    [shown.status, shown.deprecatedAt, shown.sunsetAt, shown.successor],
    ['deprecated', '2026-02-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z', 'leaving/one@2.0'],
  );
  registry.setNow('2026-09-01T00:00:00Z');
  assert.deepEqual(
    (await apply(versions(leaving))).changes.map(({ kind, key }) => [kind, key]),
    [['change', 'leaving/one@1.0']],
  );
  assert.equal((await run(registry, operator, getApi, { api: 'leaving/one@1.0' })).status, 'retired');
  assert.deepEqual((await apply(versions(leaving))).changes, []);
  registry.setNow('2026-03-01T12:00:00Z');
});

test('an end out of order, of an API that stays, or with a successor that is not there, is refused', async () => {
  const faults = async (lines: string) =>
    (await refusal(apply(versions(lines), true))).faults.map((one) => one.message);
  assert.deepEqual(await faults(leaving.replace('2026-09-01', '2026-01-01')), [
    'an API ends after it was deprecated, not before',
  ]);
  assert.deepEqual(await faults('        sunset: 2026-09-01'), [
    'expected deprecated or retired: deprecated, sunset or successor is given',
  ]);
  assert.deepEqual(await faults(leaving.replace('one@2.0', 'one@3.0')), ['provider leaving has no API one@3.0']);
  assert.deepEqual(await faults(leaving.replace('one@2.0', 'one@1.0')), ['an API does not succeed itself']);
});
