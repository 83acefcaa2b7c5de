import assert from 'node:assert/strict';
import test from 'node:test';
import { eq } from 'drizzle-orm';
import { accounts, applications, deniedTokens, registryRevision, secrets } from '#database/tables.ts';
import { digestOf } from '#base/secret-digest.ts';
import { gatewayKey, jsonOf, openTestIdentity, tokenOf, type TestClient, type TestIdentity } from '#test/identity.ts';

const piste = 'https://sandbox-oauth.piste.gouv.fr/api/oauth';
const inqom = 'https://auth.inqom.com/identity/connect';
const asGateway = { authorization: `Bearer ${gatewayKey}` };

function basic({ clientId, secret }: TestClient): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

async function opaqueToken({ post, client }: TestIdentity): Promise<string> {
  return tokenOf(await post(`${piste}/token`, { grant_type: 'client_credentials' }, basic(client)));
}

async function userToken({ post, passwordClient, account }: TestIdentity): Promise<string> {
  const form = { grant_type: 'password', username: account.email, password: account.password, scope: 'openid apidata' };
  return tokenOf(await post(`${inqom}/token`, form, basic(passwordClient)));
}

async function activeAt(opened: TestIdentity, address: string, token: string): Promise<unknown> {
  return (await jsonOf(await opened.post(address, { token }, asGateway)))['active'];
}

/** What a gateway is told of an opaque token that is dead. */
async function inactiveAnswer(opened: TestIdentity, token: string): Promise<Record<string, unknown>> {
  return jsonOf(await opened.post(`${piste}/introspect`, { token }, asGateway));
}

test('a gateway learns who stands behind an opaque token', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, client, registry } = opened;
  const token = await opaqueToken(opened);
  const nowSeconds = Math.floor(registry.clock.nowMs() / 1000);
  const response = await post(`${piste}/introspect`, { token, token_type_hint: 'access_token' }, asGateway);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await jsonOf(response), {
    active: true,
    scope: 'openid resource.READ',
    client_id: client.clientId,
    token_type: 'Bearer',
    exp: nowSeconds + 3600,
    iat: nowSeconds,
    iss: 'https://sandbox-oauth.piste.gouv.fr',
    application_id: client.applicationId,
    secret_id: client.secretId,
    account_id: null,
  });
});

test('a gateway learns why a token that lived is dead; its application learns nothing', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, client, registry } = opened;
  const token = await opaqueToken(opened);
  const enable = (enabled: boolean) =>
    registry.database.query.update(applications).set({ enabled }).where(eq(applications.id, client.applicationId));
  const asked = async (headers: Record<string, string>) =>
    jsonOf(await post(`${piste}/introspect`, { token }, headers));
  await enable(false);
  assert.deepEqual(await asked(asGateway), { active: false, cause: 'application_disabled' });
  await enable(true);
  opened.pass(3_601_000);
  assert.deepEqual(await asked(asGateway), { active: false, cause: 'expired' });
  assert.deepEqual(await asked(basic(client)), { active: false });
  const unknown = await post(`${piste}/introspect`, { token: 'A'.repeat(54) }, asGateway);
  assert.deepEqual(await jsonOf(unknown), { active: false });
});

test('a gateway learns of a JWT the account that it speaks for', async (t) => {
  const opened = await openTestIdentity(t);
  const { account } = opened;
  const answer = await jsonOf(await opened.post(`${inqom}/introspect`, { token: await userToken(opened) }, asGateway));
  assert.deepEqual(
    [answer['active'], answer['sub'], answer['username'], answer['account_id'], answer['scope']],
    [true, account.id, account.email, account.id, 'openid apidata'],
  );
});

test('a client learns of its own tokens only, and nobody without proof learns anything', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, client, otherClient, addClient } = opened;
  const token = await opaqueToken(opened);
  const own = await jsonOf(await post(`${piste}/introspect`, { token }, basic(client)));
  assert.equal(own['active'], true);
  assert.equal('secret_id' in own, false);
  const foreign = await post(`${piste}/introspect`, { token }, basic(await addClient('sandbox')));
  assert.deepEqual(await jsonOf(foreign), { active: false });
  for (const headers of [{}, { authorization: 'Bearer wrong' }, basic({ ...client, secret: 'x' })]) {
    assert.equal((await post(`${piste}/introspect`, { token }, headers)).status, 401);
  }
  const wrong = await post(`${inqom}/introspect`, { token }, basic({ ...otherClient, secret: 'x' }));
  assert.equal(wrong.status, 401);
  assert.equal((await post(`${piste}/introspect`, {}, asGateway)).status, 400);
});

test('what is no live token of this issuer is inactive and nothing else', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, pass } = opened;
  const token = await opaqueToken(opened);
  const jwt = await userToken(opened);
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const cases: [string, string][] = [
    [`${piste}/introspect`, 'x'],
    [`${piste}/introspect`, 'a'.repeat(54)],
    [`${piste}/introspect`, jwt],
    [`${inqom}/introspect`, token],
    [`${inqom}/introspect`, `${none}.${payload}.`],
    [`${inqom}/introspect`, `${none}.${payload}.${signature}`],
    [`${inqom}/introspect`, `${header}.${payload}.${signature.slice(4)}AAAA`],
    [`${inqom}/introspect`, `${header}.${Buffer.from('{}').toString('base64url')}.${signature}`],
    [`${inqom}/introspect`, 'a.b.c'],
  ];
  for (const [address, presented] of cases) {
    assert.deepEqual(await jsonOf(await post(address, { token: presented }, asGateway)), { active: false }, presented);
  }
  pass(3_600_000);
  assert.deepEqual(await inactiveAnswer(opened, token), { active: false, cause: 'expired' });
  assert.equal(await activeAt(opened, `${inqom}/introspect`, jwt), false);
});

test('an opaque token dies with its application, its secret and its revocation', async (t) => {
  const opened = await openTestIdentity(t);
  const { client, registry } = opened;
  const { query } = registry.database;
  const token = await opaqueToken(opened);
  const mine = eq(applications.id, client.applicationId);
  await query.update(applications).set({ enabled: false }).where(mine);
  assert.deepEqual(await inactiveAnswer(opened, token), { active: false, cause: 'application_disabled' });
  await query.update(applications).set({ enabled: true }).where(mine);
  assert.equal(await activeAt(opened, `${piste}/introspect`, token), true);
  await query.update(secrets).set({ withdrawnAt: new Date() }).where(eq(secrets.id, client.secretId));
  assert.deepEqual(await inactiveAnswer(opened, token), { active: false, cause: 'secret_withdrawn' });
});

test('a JWT dies with its account', async (t) => {
  const opened = await openTestIdentity(t);
  const token = await userToken(opened);
  assert.equal(await activeAt(opened, `${inqom}/introspect`, token), true);
  await opened.registry.database.query
    .update(accounts)
    .set({ active: false })
    .where(eq(accounts.id, opened.account.id));
  assert.equal(await activeAt(opened, `${inqom}/introspect`, token), false);
});

test('revoking answers {} and puts the token on the deny list that the gateways are told of', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, client, passwordClient, registry } = opened;
  const { query } = registry.database;
  const opaque = await opaqueToken(opened);
  const jwt = await userToken(opened);
  const before = (await query.select().from(registryRevision))[0]?.revision ?? 0;
  for (const [address, revoker, token] of [
    [`${piste}/revoke`, client, opaque],
    [`${inqom}/revocation`, passwordClient, jwt],
  ] as const) {
    const response = await post(address, { token }, basic(revoker));
    assert.deepEqual([response.status, await response.text()], [200, '{}']);
    // Once more changes nothing (RFC 7009 §2.2).
    assert.equal((await post(address, { token }, basic(revoker))).status, 200);
  }
  assert.deepEqual(await inactiveAnswer(opened, opaque), { active: false, cause: 'revoked' });
  assert.equal(await activeAt(opened, `${inqom}/introspect`, jwt), false);
  const denied = await query.select({ key: deniedTokens.key }).from(deniedTokens);
  const jti = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()).jti;
  assert.deepEqual(denied.map((row) => row.key).sort(), [`digest:${digestOf(opaque).toString('hex')}`, `jti:${jti}`]);
  assert.equal((await query.select().from(registryRevision))[0]?.revision, before + 2);
});

test("revoking an unknown token is fine; another client's token is refused and lives on", async (t) => {
  const opened = await openTestIdentity(t);
  const { post, client, addClient } = opened;
  const token = await opaqueToken(opened);
  const stranger = await addClient('sandbox');
  assert.equal((await post(`${piste}/revoke`, { token: 'unknown' }, basic(client))).status, 200);
  assert.equal((await post(`${piste}/revoke`, { token }, basic(stranger))).status, 400);
  assert.equal((await post(`${piste}/revoke`, { token })).status, 401);
  assert.equal((await post(`${piste}/revoke`, {}, basic(client))).status, 400);
  assert.equal(await activeAt(opened, `${piste}/introspect`, token), true);
});

test('the holder of a token may ask what it is, in the header or in a body, never in the address', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, identity, client } = opened;
  const token = await opaqueToken(opened);
  const peer = { address: '192.0.2.1' };
  const expected = { audience: client.clientId, scope: 'openid resource.READ', expires_in: 3600 };
  const headers = { authorization: `Bearer ${token}` };
  const got = await identity.fetch(new Request(`${piste}/tokeninfo`, { headers }), peer);
  assert.deepEqual(await jsonOf(got), expected);
  assert.deepEqual(await jsonOf(await post(`${piste}/tokeninfo`, { access_token: token })), expected);
  const inAddress = await identity.fetch(new Request(`${piste}/tokeninfo?access_token=${token}`), peer);
  assert.equal(inAddress.status, 400);
  const unknown = await post(`${piste}/tokeninfo`, { access_token: 'x' });
  assert.equal(unknown.status, 401);
  assert.match(unknown.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
});

test('metadata is found where RFC 8414 and OpenID Connect look for it, and names the endpoints', async (t) => {
  const { identity } = await openTestIdentity(t);
  const peer = { address: '192.0.2.1' };
  const origin = 'https://auth.inqom.com';
  for (const path of [
    '/identity/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/identity',
    '/identity/.well-known/oauth-authorization-server',
  ]) {
    const found = await jsonOf(await identity.fetch(new Request(origin + path), peer));
    assert.equal(found['issuer'], `${origin}/identity`);
    assert.equal(found['token_endpoint'], `${origin}/identity/connect/token`);
    assert.equal(found['jwks_uri'], `${origin}/identity/.well-known/jwks`);
  }
  assert.equal((await identity.fetch(new Request(`${origin}/.well-known/openid-configuration`), peer)).status, 404);
  const opaque = await identity.fetch(new Request('https://sandbox-oauth.piste.gouv.fr/.well-known/jwks.json'), peer);
  assert.deepEqual(await jsonOf(opaque), { keys: [] });
});
