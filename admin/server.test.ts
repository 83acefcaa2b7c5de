import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { z } from 'zod';
import { openAdmin } from '#admin/server.ts';
import { silentLog } from '#base/log.ts';
import { openMetrics } from '#base/metrics/metrics.ts';
import { openRequestTallies } from '#base/metrics/requests.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import { Problem } from '#base/problem.ts';
import type { Database } from '#database/database.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import { operation, type Registry } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';
import { openTestDatabase } from '#test/database.ts';

const thing = z.object({ name: z.string(), size: z.number(), fresh: z.boolean() });

const getThing = operation({
  name: 'thing.get',
  summary: 'Gives a thing.',
  http: { method: 'get', path: '/things/{name}' },
  input: z.strictObject({
    name: z.string(),
    size: z.number().int().default(1),
    fresh: z.boolean().default(false),
    tags: z.array(z.string()).default([]),
  }),
  output: thing,
  authorise: mayOperate,
  perform: async (_work, _granted, { name, size, fresh }) => {
    if (name === 'nothing') throw new Problem('thing.not_found', 404, { en: 'No such thing.', fr: 'Aucun objet.' });
    if (name === 'broken') throw new Error('a secret of the inside');
    return { result: { name, size, fresh }, audit: [] };
  },
});

const listThings = operation({
  name: 'thing.count',
  summary: 'Counts things.',
  http: { method: 'get', path: '/things/count' },
  input: z.strictObject({}),
  output: z.object({ count: z.number() }),
  authorise: mayOperate,
  perform: async () => ({ result: { count: 2 }, audit: [] }),
});

const createThing = operation({
  name: 'thing.create',
  summary: 'Makes a thing.',
  http: { method: 'post', path: '/things' },
  input: z.strictObject({ name: z.string(), size: z.number() }),
  output: z.object({ name: z.string(), by: z.string() }),
  authorise: mayOperate,
  perform: async (work, _granted, { name }) => ({ result: { name, by: work.actor.name }, audit: [] }),
});

const adminKey = 'a'.repeat(43);
const gatewayKey = 'g'.repeat(43);
let database: Database;
let admin: (request: Request) => Promise<Response>;
const ending = new AbortController();
let announce: () => void = () => undefined;
let latest = 'r/1';

before(async () => {
  database = await openTestDatabase(2);
  const registry: Registry = {
    database,
    clock: { nowMs: () => 0 },
    sealingKey: { bytes: Buffer.alloc(32) },
    passwords: openPasswordHasher(),
    passwordFailures: openPasswordFailures(),
  };
  admin = openAdmin({
    requests: openRequestTallies(openMetrics())('control'),
    ...{ registry, adminKey, gatewayKey, log: silentLog },
    operations: [getThing, listThings, createThing],
    takeUsage: async (_spool, parcels) => parcels.length,
    identityHeaderKeys: async () => [{ kty: 'EC', kid: 'one' }],
    snapshots: {
      ended: ending.signal,
      position: () => latest,
      linesSince: (have) => [`from ${have} to ${latest}`],
      onChange: (listener) => {
        announce = listener;
        return () => undefined;
      },
    },
  });
});

after(() => database.close());

function call(path: string, init: RequestInit = {}, key = adminKey): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${key}`);
  return admin(new Request(`http://control${path}`, { ...init, headers }));
}

async function expectProblem(answer: Response, status: number, code: string): Promise<void> {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  const body: unknown = await answer.json();
  const instance = `urn:guichet:request:${answer.headers.get('x-request-id')}`;
  assert.partialDeepStrictEqual(body, { type: `urn:guichet:error:${code}`, status, code, instance });
}

test('200: path, query and defaults make the input, each with its type', async () => {
  const answer = await call('/admin/v1/things/chair?size=3&fresh=true&tags=a&tags=b');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await answer.json(), { name: 'chair', size: 3, fresh: true });
});

test('200: a fixed path is not taken for a parameter', async () => {
  assert.deepEqual(await (await call('/admin/v1/things/count')).json(), { count: 2 });
});

test('200: a JSON body makes the input; the admin API is the actor', async () => {
  const body = JSON.stringify({ name: 'chair', size: 1 });
  const answer = await call('/admin/v1/things', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
  assert.deepEqual(await answer.json(), { name: 'chair', by: 'admin API' });
});

test('401: without the token, with a wrong one, and with the gateways’ one', async () => {
  await expectProblem(await admin(new Request('http://control/admin/v1/things/count')), 401, 'admin.unauthorised');
  await expectProblem(await call('/admin/v1/things/count', {}, 'wrong'), 401, 'admin.unauthorised');
  await expectProblem(await call('/admin/v1/things/count', {}, gatewayKey), 401, 'admin.unauthorised');
  await expectProblem(await call('/gateway/v1/snapshots', {}, adminKey), 401, 'admin.unauthorised');
  await expectProblem(await call('/gateway/v1/usage', { method: 'POST' }, adminKey), 401, 'admin.unauthorised');
});

test('404: an unknown path, and what an operation does not find', async () => {
  await expectProblem(await call('/admin/v1/nowhere'), 404, 'path.not_found');
  await expectProblem(await call('/admin/v1/things/nothing'), 404, 'thing.not_found');
});

test('413: a body beyond the limit', async () => {
  const body = `"${'x'.repeat(4 * 1024 * 1024)}"`;
  const answer = await call('/admin/v1/things', { method: 'POST', body });
  await expectProblem(answer, 413, 'request.too_large');
});

test('415: a body that is no JSON by its own word', async () => {
  const answer = await call('/admin/v1/things', { method: 'POST', body: 'name=chair' });
  await expectProblem(answer, 415, 'request.media_type');
});

test('422: unknown fields, repeated parameters, a query on a POST, a body that is no object', async () => {
  const headers = { 'content-type': 'application/json' };
  const post = (path: string, body: string) => call(path, { method: 'POST', body, headers });
  await expectProblem(await call('/admin/v1/things/chair?colour=red'), 422, 'input.invalid');
  await expectProblem(await call('/admin/v1/things/chair?size=many'), 422, 'input.invalid');
  await expectProblem(await call('/admin/v1/things/chair?size=1&size=2'), 422, 'request.invalid');
  await expectProblem(await call('/admin/v1/things/chair?name=table'), 422, 'request.invalid');
  await expectProblem(await post('/admin/v1/things?name=x', '{"size":1}'), 422, 'request.invalid');
  await expectProblem(await post('/admin/v1/things', '[1]'), 422, 'request.invalid');
  await expectProblem(await post('/admin/v1/things', '{'), 422, 'request.invalid');
});

test('500: a fault tells nothing of the inside', async () => {
  const answer = await call('/admin/v1/things/broken');
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /secret/);
});

test('the refusal is French for those who prefer it', async () => {
  const answer = await call('/admin/v1/things/nothing', { headers: { 'accept-language': 'fr-FR,en;q=0.5' } });
  assert.partialDeepStrictEqual(await answer.json(), { title: 'Aucun objet.' });
});

test('a gateway hands its usage over, and hears up to where it was taken', async () => {
  const headers = { 'guichet-spool': '0199a3f2-6d1c-7c55-9d0e-3f8a2b7c1d4e' };
  const answer = await call('/gateway/v1/usage', { method: 'POST', headers, body: '{}\n{}\n' }, gatewayKey);
  assert.deepEqual(await answer.json(), { acknowledged: 2 });
});

test('the keys of the identity header are public', async () => {
  const answer = await admin(new Request('http://control/.well-known/guichet-identity/jwks.json'));
  assert.deepEqual(await answer.json(), { keys: [{ kty: 'EC', kid: 'one' }] });
});

test('the contract offers every operation, its path, its fields and its answer', async () => {
  const contract: unknown = await (await call('/admin/v1/openapi.json')).json();
  assert.partialDeepStrictEqual(contract, {
    openapi: '3.1.0',
    paths: {
      '/admin/v1/things': {
        post: {
          operationId: 'thing.create',
          requestBody: { content: { 'application/json': { schema: { required: ['name', 'size'] } } } },
        },
      },
      '/admin/v1/things/{name}': {
        get: {
          parameters: [
            { name: 'name', in: 'path', required: true },
            { name: 'size', in: 'query' },
          ],
        },
      },
    },
  });
});

test('a gateway gets what it has not, what a change changes, and a heartbeat when nothing happens', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const answer = await call('/gateway/v1/snapshots?have=r%2F0', {}, gatewayKey);
  const lines = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(lines);
  assert.deepEqual((await lines.read()).value, 'from r/0 to r/1\n');
  const second = lines.read();
  latest = 'r/2';
  announce();
  assert.deepEqual((await second).value, 'from r/1 to r/2\n');
  const third = lines.read();
  // The reader's request reaches the stream in microtasks; the timer stands once they have run.
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(5_000);
  assert.deepEqual((await third).value, '{"type":"heartbeat"}\n');
  const fourth = lines.read();
  ending.abort();
  assert.equal((await fourth).done, true);
});
