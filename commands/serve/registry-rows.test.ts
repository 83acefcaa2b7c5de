import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readRegistryRows } from '#commands/serve/registry-rows.ts';
import { digestOf } from '#base/secret-digest.ts';
import { profiles } from '#database/tables.ts';
import { createApplication } from '#registry/applications/create.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';
import { run } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { organisation, provider } = await makeWorld(registry);
after(() => registry.database.close());

test('gateways hear of the profiles that an application has, but not of retired ones', async () => {
  const input = { organisation, environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'Dev' } as const;
  const { id: application } = await run(registry, operator, createApplication, input);
  await run(registry, operator, assignProfile, { application, provider, api: 'open', profile: 'EPCI' });
  const now = new Date(registry.clock.nowMs());
  const told = async () => (await readRegistryRows(registry.database, now)).profiles.map(({ code }) => code);
  assert.deepEqual(await told(), ['EPCI']);
  await registry.database.query.update(profiles).set({ retiredAt: now });
  assert.deepEqual(await told(), []);
});

test('gateways hear of API keys by their digests, until they are withdrawn', async () => {
  const input = { organisation, environment: 'sandbox', name: 'keyed', email: 'a@b.fr', responsible: 'Dev' } as const;
  const { id: application, credential } = await run(registry, operator, createApplication, input);
  const { id: key, value } = await run(registry, operator, createApiKey, { application, label: 'CI' });
  const told = async () => (await readRegistryRows(registry.database, new Date(registry.clock.nowMs()))).apiKeys;
  assert.deepEqual(await told(), [
    { id: key, digest: digestOf(value), expiresAt: null, clientId: credential.clientId },
  ]);
  await run(registry, operator, withdrawApiKey, { application, key });
  assert.deepEqual(await told(), []);
});
