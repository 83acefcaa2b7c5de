import assert from 'node:assert/strict';
import test from 'node:test';
import { eq } from 'drizzle-orm';
import { accounts, secrets } from '#database/tables.ts';
import { raiseRevision } from '#registry/operation.ts';
import { jsonOf, openTestIdentity, type TestClient, type TestIdentity } from '#test/identity.ts';

const address = 'https://auth.inqom.com/identity/connect/token';
const inqom = { grants: ['password', 'refresh_token', 'client_credentials'] };

function basic({ clientId, secret }: TestClient): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

async function firstToken({ post, passwordClient, account }: TestIdentity): Promise<string> {
  const form = { grant_type: 'password', username: account.email, password: account.password, scope: 'openid apidata' };
  return String((await jsonOf(await post(address, form, basic(passwordClient))))['refresh_token']);
}

function refresh(
  { post, passwordClient }: TestIdentity,
  token: string,
  more: Record<string, string> = {},
  client = passwordClient,
): Promise<Response> {
  return post(address, { grant_type: 'refresh_token', refresh_token: token, ...more }, basic(client));
}

test('where an issuer does not declare the grant, nothing gives a refresh token', async (t) => {
  const opened = await openTestIdentity(t);
  assert.equal(await firstToken(opened), 'undefined');
  assert.deepEqual(await jsonOf(await refresh(opened, 'x')), { error: 'unsupported_grant_type' });
});

test('a refresh token is exchanged once, for the next one; a second time ends the whole family', async (t) => {
  const opened = await openTestIdentity(t, { inqom });
  const first = await firstToken(opened);
  const answer = await jsonOf(await refresh(opened, first));
  const second = String(answer['refresh_token']);
  assert.notEqual(second, first);
  assert.equal((await refresh(opened, first)).status, 400);
  assert.deepEqual(await jsonOf(await refresh(opened, second)), { error: 'invalid_grant' });
});

test('of ten exchanges at once one wins, and what it won is dead: somebody else had the token', async (t) => {
  const opened = await openTestIdentity(t, { inqom });
  const first = await firstToken(opened);
  const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(opened, first)));
  const won = answers.filter((answer) => answer.status === 200);
  assert.equal(won.length, 1);
  const [winner] = won;
  assert.ok(winner);
  const next = String((await jsonOf(winner))['refresh_token']);
  assert.equal((await refresh(opened, next)).status, 400);
});

test('an exchange may ask for less, never for more, and less does not stay', async (t) => {
  const opened = await openTestIdentity(t, { inqom: { ...inqom, scopes: ['openid', 'apidata', 'admin'] } });
  const first = await firstToken(opened);
  assert.deepEqual(await jsonOf(await refresh(opened, first, { scope: 'admin' })), { error: 'invalid_scope' });
  const less = await refresh(opened, first, { scope: 'apidata' });
  assert.equal(less.status, 200);
  const next = String((await jsonOf(less))['refresh_token']);
  assert.equal((await refresh(opened, next, { scope: 'openid apidata' })).status, 200);
});

test('it ends with its time, its account, its secret, its revocation, and is no use to another client', async (t) => {
  const opened = await openTestIdentity(t, { inqom });
  const { registry, otherClient, passwordClient, account, post } = opened;
  const { query } = registry.database;
  const foreign = await refresh(opened, await firstToken(opened), {}, otherClient);
  assert.deepEqual(await jsonOf(foreign), { error: 'unauthorized_client' });

  const late = await firstToken(opened);
  opened.pass(2_592_000_000);
  assert.deepEqual(await jsonOf(await refresh(opened, late)), { error: 'invalid_grant' });

  const revoked = await firstToken(opened);
  const revocation = 'https://auth.inqom.com/identity/connect/revocation';
  assert.equal((await post(revocation, { token: revoked }, basic(passwordClient))).status, 200);
  assert.deepEqual(await jsonOf(await refresh(opened, revoked)), { error: 'invalid_grant' });

  const shut = await firstToken(opened);
  await query.update(accounts).set({ active: false }).where(eq(accounts.id, account.id));
  assert.deepEqual(await jsonOf(await refresh(opened, shut)), { error: 'invalid_grant' });
  await query.update(accounts).set({ active: true }).where(eq(accounts.id, account.id));

  const orphan = await firstToken(opened);
  await registry.database.query.transaction(async (tx) => {
    await tx.update(secrets).set({ withdrawnAt: new Date() }).where(eq(secrets.id, passwordClient.secretId));
    await raiseRevision(tx);
  });
  assert.equal((await refresh(opened, orphan)).status, 400);
});
