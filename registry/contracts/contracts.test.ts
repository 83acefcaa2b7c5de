import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { getContract } from '#registry/contracts/get-contract.ts';
import { listChanges } from '#registry/contracts/list-changes.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { run, type Actor } from '#registry/operation.ts';
import { openTestRegistry, operator, type TestRegistry } from '#test/people.ts';

const stranger: Actor = { kind: 'account', accountId: '01900000-0000-7000-8000-000000000000', name: 'stranger' };

const api = (version: string, paths: string, status = 'published'): string => `
      - slug: plat-au
        version: "${version}"
        name: PLAT'AU
        status: ${status}
        credential: api-key
        dialect: problem
        deployments: {sandbox: {host: s.example, basePath: /plat-au/v${version}, upstream: "http://127.0.0.1:9"}}
        contract: {openapi: "3.0.3", info: {title: P, version: "${version}"}, paths: {${paths}}}`;
const get = '{get: {responses: {"200": {description: ok}}}}';
const declared = `
organisations: [{slug: acme, name: Acme}]
providers:
  - slug: acme
    organisation: acme
    name: Acme
    contact: api@acme.example
    apis:
      - {slug: bare, version: "1", name: Bare, credential: client-id, dialect: problem}${api('9.0', `/a: ${get}`, 'deprecated')}${api('10.0', `/a: ${get}, /b: ${get}`)}${api('11.0', `/b: ${get}`, 'draft')}
`;

let registry: TestRegistry;
before(async () => {
  registry = await openTestRegistry();
  await run(registry, operator, applyDeclaration, collectDeclarationFiles(['guichet.yaml']));
  await run(registry, operator, applyDeclaration, { files: [{ name: 'more.yaml', text: declared }] });
});
after(() => registry.database.close());

test('a contract is given for each environment with its address and its authorization server', async () => {
  const asked = { api: 'piste/sne-cotation@1.0', environment: 'sandbox' } as const;
  const openapi = await run(registry, stranger, getContract, asked);
  assert.deepEqual(openapi.document['servers'], [
    { url: 'https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0', description: 'site-école' },
  ]);
  const swagger = await run(registry, stranger, getContract, {
    ...asked,
    environment: 'production',
    format: 'swagger-2.0',
  });
  assert.deepEqual(
    [swagger.document['host'], swagger.document['basePath']],
    ['api.piste.gouv.fr', '/mtes/sne-cotation/v1.0'],
  );
  assert.match(
    JSON.stringify(swagger.document['securityDefinitions']),
    /https:\/\/oauth\.piste\.gouv\.fr\/api\/oauth\/token/,
  );
});

test('without a contract, without a deployment there, or as a draft there is none to take', async () => {
  const take = (reference: string, environment: 'sandbox' | 'production' = 'sandbox') =>
    run(registry, stranger, getContract, { api: reference, environment });
  await assert.rejects(take('acme/bare@1'), { code: 'contract.not_found' });
  await assert.rejects(take('acme/plat-au@10.0', 'production'), { code: 'contract.not_found' });
  await assert.rejects(take('acme/plat-au@11.0'), { code: 'api.not_found' });
});

test('what changed is told against the version before, or against the one asked for', async () => {
  const asked = { provider: 'acme', api: 'plat-au', version: '10.0' };
  const changed = await run(registry, stranger, listChanges, asked);
  assert.equal(changed.since, '9.0');
  assert.deepEqual(
    changed.versions.map(({ version, status }) => [version, status]),
    [
      ['10.0', 'published'],
      ['9.0', 'deprecated'],
    ],
  );
  assert.deepEqual(
    changed.changes.map(({ subject, kind, operations }) => [subject, kind, operations]),
    [['operation', 'added', ['GET /b']]],
  );
  const backwards = await run(registry, stranger, listChanges, { ...asked, version: '9.0', since: '10.0' });
  assert.deepEqual(
    backwards.changes.map(({ breaking }) => breaking),
    [true],
  );
  assert.equal((await run(registry, stranger, listChanges, { ...asked, version: '9.0' })).since, null);
});

test('drafts, and versions that are not there, cannot be compared', async () => {
  const asked = { provider: 'acme', api: 'plat-au', version: '10.0' };
  const refused = { code: 'api.not_found' };
  await assert.rejects(run(registry, stranger, listChanges, { ...asked, version: '11.0' }), refused);
  await assert.rejects(run(registry, stranger, listChanges, { ...asked, since: '11.0' }), refused);
  await assert.rejects(run(registry, stranger, listChanges, { ...asked, since: '' }), refused);
});
