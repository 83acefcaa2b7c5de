import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { openIdentityVerifier, remoteKeys } from '#apis/sne-cotation/identity-header.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';
import { silentLog } from '#base/log.ts';

const clock = { nowMs: () => Date.parse('2026-07-01T10:00:00Z') };
const application = { environment: 'sandbox' };
let gatewayKey: CryptoKey;
let service: (request: Request) => Promise<Response>;

before(async () => {
  const pair = await generateKeyPair('ES256');
  gatewayKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  const identify = openIdentityVerifier({ keys: createLocalJWKSet({ keys: [jwk] }), audience: 'sne-cotation' });
  service = openSneCotation({ identify, clock, log: silentLog });
});

type Changes = { issuer?: string; audience?: string; typ?: string; expires?: string; key?: CryptoKey; claims?: object };

async function header(changes: Changes = {}): Promise<string> {
  return new SignJWT({ application, profiles: ['EPCI'], ...changes.claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: changes.typ ?? 'guichet-identity+jwt' })
    .setIssuer(changes.issuer ?? 'guichet')
    .setAudience(changes.audience ?? 'sne-cotation')
    .setExpirationTime(changes.expires ?? '1m')
    .sign(changes.key ?? gatewayKey);
}

async function healthcheck(identity?: string): Promise<Response> {
  const headers = identity === undefined ? {} : { 'x-guichet-identity': identity };
  return service(new Request('http://service/healthcheck', { headers }));
}

test('an application with a business profile gets the state of the service', async () => {
  const answer = await healthcheck(await header());
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '{"version":"1.0","etat":"OK"}');
});

test('an application without one gets ERRAUTUSR0001 in the words of the guide', async () => {
  const answer = await healthcheck(await header({ claims: { profiles: [] } }));
  assert.equal(answer.status, 403);
  assert.deepEqual(await answer.json(), {
    code: 'ERRAUTUSR0001',
    message:
      "Aucun profil métier n'est attribué à cette application cliente. Veuillez contacter les administrateurs de l'API SNE-Cotation.",
  });
});

test('a request without a valid identity header is refused', async () => {
  const stranger = (await generateKeyPair('ES256')).privateKey;
  const secret = new TextEncoder().encode('a'.repeat(32));
  const symmetric = await new SignJWT({ application, profiles: ['EPCI'] })
    .setProtectedHeader({ alg: 'HS256', typ: 'guichet-identity+jwt' })
    .setIssuer('guichet')
    .setAudience('sne-cotation')
    .setExpirationTime('1m')
    .sign(secret);
  const headers: Record<string, string | undefined> = {
    missing: undefined,
    garbage: 'garbage',
    'another issuer': await header({ issuer: 'somebody' }),
    'another service': await header({ audience: 'banking' }),
    'another kind of token': await header({ typ: 'at+jwt' }),
    expired: await header({ expires: '-1m' }),
    'another key': await header({ key: stranger }),
    'a symmetric algorithm': symmetric,
    'no profiles claim': await header({ claims: { profiles: 'EPCI' } }),
    'no environment': await header({ claims: { application: {} } }),
  };
  for (const [name, value] of Object.entries(headers)) {
    const answer = await healthcheck(value);
    assert.equal(answer.status, 401, name);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json', name);
  }
});

test('when the keys cannot be fetched the answer is 503, not a refusal', async () => {
  const identify = openIdentityVerifier({ keys: remoteKeys('http://127.0.0.1:9/'), audience: 'sne-cotation' });
  const alone = openSneCotation({ identify, clock, log: silentLog });
  const answer = await alone(
    new Request('http://service/healthcheck', { headers: { 'x-guichet-identity': await header() } }),
  );
  assert.equal(answer.status, 503);
});

test('the contract names the operation and its answers', async () => {
  const answer = await service(new Request('http://service/openapi.json'));
  const contract: unknown = await answer.json();
  assert.partialDeepStrictEqual(contract, {
    openapi: '3.1.0',
    paths: { '/healthcheck': { get: { operationId: 'healthcheck', responses: { 200: {}, 401: {}, 403: {} } } } },
  });
});

test('another path is not found', async () => {
  assert.equal((await service(new Request('http://service/'))).status, 404);
});
