import assert from 'node:assert/strict';
import test from 'node:test';
import { eq } from 'drizzle-orm';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { openPasswordHasher } from '#base/password-hash.ts';
import { accessTokens, applications, auditEntries, secrets } from '#database/tables.ts';
import { digestOf } from '#base/secret-digest.ts';
import { jsonOf, openTestIdentity, tokenOf, type TestClient, type TestIdentity } from '#test/identity.ts';

const pisteToken = 'https://sandbox-oauth.piste.gouv.fr/api/oauth/token';
const inqomToken = 'https://auth.inqom.com/identity/connect/token';

function body({ clientId, secret }: TestClient): Record<string, string> {
  return { client_id: clientId, client_secret: secret, grant_type: 'client_credentials' };
}

function basic({ clientId, secret }: TestClient): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

function passwordBody({ passwordClient, account }: TestIdentity): Record<string, string> {
  return {
    ...body(passwordClient),
    grant_type: 'password',
    username: account.email,
    password: account.password,
    scope: 'openid apidata',
  };
}

async function refused(response: Response): Promise<[number, unknown]> {
  const parsed: unknown = await response.json();
  const error = typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : parsed;
  return [response.status, error];
}

test('the PISTE guide: a token of 54 letters and digits, stored as its digest, never cached', async (t) => {
  const { post, client, registry } = await openTestIdentity(t);
  const response = await post(pisteToken, body(client), { accept: 'utf-8' });
  const text = await response.text();
  assert.match(
    text,
    /^\{"access_token":"[0-9A-Za-z]{54}","token_type":"Bearer","expires_in":3600,"scope":"openid resource.READ"\}$/,
  );
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('pragma'), 'no-cache');
  const token = text.slice(17, 17 + 54);
  const rows = await registry.database.query.select().from(accessTokens);
  assert.deepEqual(
    rows.map((row) => [row.digest, row.applicationId, row.secretId, row.accountId]),
    [[digestOf(token), client.applicationId, client.secretId, null]],
  );
});

test('the scope is the one that was asked for, each word once', async (t) => {
  const { post, client } = await openTestIdentity(t);
  const one = await post(pisteToken, { ...body(client), scope: 'openid' }, {});
  assert.equal((await jsonOf(one))['scope'], 'openid');
  const twice = await post(pisteToken, { ...body(client), scope: 'openid openid' }, {});
  assert.equal((await jsonOf(twice))['scope'], 'openid');
});

test('HTTP Basic works, and so does the slug on the plain local listener', async (t) => {
  const { post, client } = await openTestIdentity(t);
  const form = { grant_type: 'client_credentials' };
  assert.equal((await post(pisteToken, form, basic(client))).status, 200);
  assert.equal((await post('http://127.0.0.1:8001/piste-sandbox/api/oauth/token', form, basic(client))).status, 200);
  assert.equal((await post('http://127.0.0.1:8001/piste-nowhere/api/oauth/token', form, basic(client))).status, 404);
  const withId = { ...form, client_id: client.clientId };
  assert.equal((await post(pisteToken, withId, basic(client))).status, 200);
});

test('what is wrong with a request is refused in the words of RFC 6749', async (t) => {
  const { post, client, passwordClient } = await openTestIdentity(t);
  const good = new URLSearchParams(body(client)).toString();
  const { grant_type: _grant, ...withoutGrant } = body(client);
  const cases: [string, Record<string, string> | string, Record<string, string>, number, string][] = [
    ['missing grant', withoutGrant, {}, 400, 'invalid_request'],
    ['unknown grant', { ...body(client), grant_type: 'magic' }, {}, 400, 'unsupported_grant_type'],
    ['grant that is not declared', { ...body(client), grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
    ['both Basic and body', good, basic(client), 400, 'invalid_request'],
    [
      'another client id in the body',
      { grant_type: 'client_credentials', client_id: 'x' },
      basic(client),
      400,
      'invalid_request',
    ],
    ['repeated parameter', `${good}&scope=openid&scope=openid`, {}, 400, 'invalid_request'],
    ['repeated empty parameter', `${good}&x&x`, {}, 400, 'invalid_request'],
    ['JSON', '{}', { 'content-type': 'application/json' }, 400, 'invalid_request'],
    [
      'another charset',
      good,
      { 'content-type': 'application/x-www-form-urlencoded; charset=latin1' },
      400,
      'invalid_request',
    ],
    ['unknown scope', { ...body(client), scope: 'openid everything' }, {}, 400, 'invalid_scope'],
    ['badly formed scope', { ...body(client), scope: 'openid  resource.READ' }, {}, 400, 'invalid_scope'],
    ['long scope', { ...body(client), scope: 'a'.repeat(3000) }, {}, 400, 'invalid_scope'],
    ['scope of 1 MB', { ...body(client), scope: 'a'.repeat(1024 * 1024) }, {}, 413, 'invalid_request'],
    [
      'too many parameters',
      `${good}&${Array.from({ length: 40 }, (_, i) => `p${i}=1`).join('&')}`,
      {},
      400,
      'invalid_request',
    ],
    ['broken percent', `${good}&scope=%zz`, {}, 400, 'invalid_request'],
    ['bytes that are not UTF-8', `${good}&scope=%ff`, {}, 400, 'invalid_request'],
    ['NUL', `${good}&scope=openid%00`, {}, 400, 'invalid_request'],
    ['NUL in the client id', { ...body(client), client_id: `${client.clientId}\0` }, {}, 400, 'invalid_request'],
    ['no name', `${good}&=x`, {}, 400, 'invalid_request'],
    ['no client', { grant_type: 'client_credentials' }, {}, 401, 'invalid_client'],
    ['wrong secret', { ...body(client), client_secret: 'wrong' }, {}, 401, 'invalid_client'],
    ['empty secret', { ...body(client), client_secret: '' }, {}, 401, 'invalid_client'],
    [
      'unknown client',
      { ...body(client), client_id: '7b1c1d3e-0000-4000-8000-000000000000' },
      {},
      401,
      'invalid_client',
    ],
    ['client id that is none', { ...body(client), client_id: "' or 1=1 --" }, {}, 401, 'invalid_client'],
    ['client of the other environment', body(passwordClient), {}, 401, 'invalid_client'],
    [
      'Basic that is not Base64',
      { grant_type: 'client_credentials' },
      { authorization: 'Basic %%%' },
      400,
      'invalid_request',
    ],
    [
      'Basic without a colon',
      { grant_type: 'client_credentials' },
      { authorization: 'Basic YWJj' },
      400,
      'invalid_request',
    ],
    ['another scheme', { grant_type: 'client_credentials' }, { authorization: 'Bearer abc' }, 400, 'invalid_request'],
  ];
  for (const [name, form, headers, status, error] of cases) {
    assert.deepEqual(await refused(await post(pisteToken, form, headers)), [status, error], name);
  }
});

test('a wrong Basic header is answered with a challenge; wrong parameters without', async (t) => {
  const { post, client } = await openTestIdentity(t);
  const form = { grant_type: 'client_credentials' };
  const wrong = await post(pisteToken, form, basic({ ...client, secret: 'wrong' }));
  assert.equal(wrong.status, 401);
  assert.match(wrong.headers.get('www-authenticate') ?? '', /^Basic realm=/);
  const inBody = await post(pisteToken, { ...body(client), client_secret: 'wrong' });
  assert.equal(inBody.headers.get('www-authenticate'), null);
});

test('credentials in the address, another method and another path are refused', async (t) => {
  const { post, client, identity } = await openTestIdentity(t);
  assert.deepEqual(await refused(await post(`${pisteToken}?client_secret=x`, body(client))), [400, 'invalid_request']);
  const got = await identity.fetch(new Request(pisteToken), { address: '192.0.2.1' });
  assert.deepEqual([got.status, got.headers.get('allow')], [405, 'POST']);
  assert.equal((await post('https://sandbox-oauth.piste.gouv.fr/connect/token', body(client))).status, 404);
  assert.equal((await post('https://elsewhere.example/api/oauth/token', body(client))).status, 404);
});

test('a body that announces little and a body without length are both bounded', async (t) => {
  const { post, client } = await openTestIdentity(t);
  const form = new URLSearchParams(body(client)).toString();
  assert.equal((await post(pisteToken, form, { 'content-length': String(form.length) })).status, 200);
  const large = `${form}&scope=${'a'.repeat(20_000)}`;
  for (const announced of [String(large.length), '10', 'x']) {
    assert.equal((await post(pisteToken, large, { 'content-length': announced })).status, 413, announced);
  }
});

test('a disabled application and a withdrawn secret get no token any more, from the next request on', async (t) => {
  const { post, client, registry } = await openTestIdentity(t);
  const { query } = registry.database;
  assert.equal((await post(pisteToken, body(client))).status, 200);
  // Nothing is announced here: the statement that stores the token is what refuses.
  await query.update(applications).set({ enabled: false }).where(eq(applications.id, client.applicationId));
  assert.deepEqual(await refused(await post(pisteToken, body(client))), [401, 'invalid_client']);
  await query.update(applications).set({ enabled: true }).where(eq(applications.id, client.applicationId));
  assert.equal((await post(pisteToken, body(client))).status, 200);
  await query.update(secrets).set({ withdrawnAt: new Date() }).where(eq(secrets.id, client.secretId));
  assert.deepEqual(await refused(await post(pisteToken, body(client))), [401, 'invalid_client']);
});

test('of many requests at once each gets a token of its own, and those that are refused spoil no other', async (t) => {
  const { post, client, registry, addClient } = await openTestIdentity(t);
  const disabled = await addClient('sandbox');
  // Both are remembered as enabled: it is the statement for all of them that refuses half.
  await Promise.all([post(pisteToken, body(client)), post(pisteToken, body(disabled))]);
  await registry.database.query
    .update(applications)
    .set({ enabled: false })
    .where(eq(applications.id, disabled.applicationId));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => post(pisteToken, body(index % 2 === 0 ? client : disabled))),
  );
  assert.deepEqual(
    answers.map((answer) => answer.status),
    answers.map((_, index) => (index % 2 === 0 ? 200 : 401)),
  );
  const tokens = await Promise.all(answers.filter((answer) => answer.ok).map(tokenOf));
  assert.equal(new Set(tokens).size, 20);
});

test('an expired secret is refused, and an accepted one is noted to the minute', async (t) => {
  const { post, client, registry, pass, identity } = await openTestIdentity(t);
  const { query } = registry.database;
  assert.equal((await post(pisteToken, body(client))).status, 200);
  await identity.tend();
  const used = await query.select({ at: secrets.lastUsedAt }).from(secrets).where(eq(secrets.id, client.secretId));
  assert.equal(used[0]?.at?.getTime(), registry.clock.nowMs());
  const expiresAt = new Date(registry.clock.nowMs() + 60_000);
  await query.update(secrets).set({ expiresAt }).where(eq(secrets.id, client.secretId));
  pass(60_000);
  assert.deepEqual(await refused(await post(pisteToken, body(client))), [401, 'invalid_client']);
});

test('the Inqom guide: a JWT with the claims of IdentityServer, signed with a published key', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, identity, account, passwordClient, registry } = opened;
  const response = await post(inqomToken, passwordBody(opened));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const answer = await jsonOf(response);
  assert.deepEqual(Object.keys(answer), ['access_token', 'expires_in', 'token_type']);
  const peer = { address: '192.0.2.1' };
  const keys = await identity.fetch(new Request('https://auth.inqom.com/identity/.well-known/jwks'), peer);
  const jwks = (await keys.json()) as JSONWebKeySet; // What jose itself checks next.
  const { payload, protectedHeader } = await jwtVerify(String(answer['access_token']), createLocalJWKSet(jwks), {
    issuer: 'https://auth.inqom.com/identity',
    audience: 'https://auth.inqom.com/identity/resources',
    currentDate: new Date(registry.clock.nowMs()),
  });
  assert.deepEqual(protectedHeader, { alg: 'RS256', typ: 'JWT', kid: jwks.keys[0]?.kid });
  const { exp, nbf, jti, auth_time, ...claims } = payload;
  assert.equal((exp ?? 0) - (nbf ?? 0), 3600);
  assert.equal(auth_time, nbf);
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    iss: 'https://auth.inqom.com/identity',
    aud: 'https://auth.inqom.com/identity/resources',
    client_id: passwordClient.clientId,
    scope: ['openid', 'apidata'],
    sub: account.id,
    idp: 'idsrv',
    amr: ['password'],
    secret_id: passwordClient.secretId,
  });
});

test('every fault is 400 with an error and nothing else, as IdentityServer says it', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, otherClient } = opened;
  const good = passwordBody(opened);
  const { grant_type: _grant, ...withoutGrant } = good;
  const { scope: _scope, ...withoutScope } = good;
  const cases: [string, Record<string, string>, string][] = [
    ['wrong client', { ...good, client_secret: 'wrong' }, 'invalid_client'],
    ['missing grant', withoutGrant, 'unsupported_grant_type'],
    ['unknown grant', { ...good, grant_type: 'magic' }, 'unsupported_grant_type'],
    ['missing scope', withoutScope, 'invalid_scope'],
    ['unknown scope', { ...good, scope: 'openid everything' }, 'invalid_scope'],
    ['wrong password', { ...good, password: 'wrong' }, 'invalid_grant'],
    ['unknown user', { ...good, username: 'nobody@exemple.fr' }, 'invalid_grant'],
    ['client that is not allowed', { ...good, ...body(otherClient), grant_type: 'password' }, 'unauthorized_client'],
  ];
  for (const [name, form, error] of cases) {
    const response = await post(inqomToken, form);
    assert.deepEqual([response.status, await response.json()], [400, { error }], name);
  }
});

test('each checked password leaves an audit line that holds neither password nor what was typed as user name', async (t) => {
  const opened = await openTestIdentity(t);
  const { post, registry, account } = opened;
  await post(inqomToken, passwordBody(opened));
  await post(inqomToken, { ...passwordBody(opened), password: 'a-wrong-one' });
  await post(inqomToken, { ...passwordBody(opened), username: 'typed-by-mistake' });
  const lines = await registry.database.query.select().from(auditEntries).orderBy(auditEntries.id);
  assert.deepEqual(lines.map((line) => `${line.action} ${line.subjectId}`).sort(), [
    `password_grant.accept ${account.id}`,
    `password_grant.refuse ${account.id}`,
    'password_grant.refuse unknown',
  ]);
  assert.doesNotMatch(JSON.stringify(lines), /typed-by-mistake|a-wrong-one|Correct-horse/);
});

test('too many failures are refused before anything is hashed, for known and unknown accounts alike', async (t) => {
  let hashed = 0;
  const passwords = {
    hash: async () => 'x',
    verify: async (_phc: string | null, password: string) => {
      hashed += 1;
      return password === 'Correct-horse-battery-1';
    },
  };
  const opened = await openTestIdentity(t, { passwords });
  const { post, pass } = opened;
  const wrong = { ...passwordBody(opened), password: 'wrong' };
  const many = await Promise.all(Array.from({ length: 15 }, () => post(inqomToken, wrong)));
  assert.deepEqual(many.map((answer) => answer.status).sort(), [...Array(10).fill(400), ...Array(5).fill(429)]);
  assert.equal(hashed, 10);
  const right = await post(inqomToken, passwordBody(opened));
  assert.equal(right.status, 429);
  assert.ok(Number(right.headers.get('retry-after')) > 0);
  assert.equal(hashed, 10);
  const unknown = { ...wrong, username: 'nobody@exemple.fr' };
  for (let attempt = 0; attempt < 10; attempt += 1) await post(inqomToken, unknown);
  assert.equal((await post(inqomToken, unknown)).status, 429);
  pass(15 * 60_000);
  assert.equal((await post(inqomToken, passwordBody(opened))).status, 200);
});

test('when no core is free for a password, the answer is 503 with a time to wait', async (t) => {
  const passwords = openPasswordHasher({ concurrency: 1, queueLimit: 1 });
  const opened = await openTestIdentity(t, { passwords });
  const wrong = { ...passwordBody(opened), password: 'wrong' };
  const many = await Promise.all(Array.from({ length: 5 }, () => opened.post(inqomToken, wrong)));
  const busy = many.find((answer) => answer.status === 503);
  assert.ok(busy);
  assert.equal(busy.headers.get('retry-after'), '1');
  assert.deepEqual(await busy.json(), { error: 'temporarily_unavailable' });
});

test('an issuer that ends its password grant says so on every answer to it', async (t) => {
  const opened = await openTestIdentity(t, { inqom: { passwordGrantSunsetAt: new Date('2027-06-30T00:00:00Z') } });
  for (const more of [{}, { scope: 'unknown' }]) {
    const response = await opened.post(inqomToken, { ...passwordBody(opened), ...more });
    assert.equal(response.headers.get('sunset'), 'Wed, 30 Jun 2027 00:00:00 GMT');
    assert.equal(response.headers.get('deprecation'), '@1735689600');
  }
});

test('a JWT for the application itself carries no user, and none is issued once the application is disabled', async (t) => {
  const opened = await openTestIdentity(t, { inqom: { signingAlgorithm: 'ES256' } });
  const { post, passwordClient, registry } = opened;
  const form = { ...body(passwordClient), scope: 'apidata' };
  const token = await tokenOf(await post(inqomToken, form));
  assert.equal(decodeProtectedHeader(token).alg, 'ES256');
  const payload = decodeJwt(token);
  assert.deepEqual(
    ['sub', 'auth_time', 'amr', 'idp'].filter((name) => name in payload),
    [],
  );
  // Nothing is announced: what is remembered still says enabled.
  await registry.database.query
    .update(applications)
    .set({ enabled: false })
    .where(eq(applications.id, passwordClient.applicationId));
  const answer = await post(inqomToken, form);
  assert.deepEqual([answer.status, await answer.json()], [400, { error: 'invalid_client' }]);
});
