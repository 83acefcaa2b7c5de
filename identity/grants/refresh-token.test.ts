import assert from 'node:assert/strict';
import test from 'node:test';
import { eq } from 'drizzle-orm';
import { accounts, auditEntries, deniedTokens, registryRevision, secrets } from '#database/tables.ts';
import { raiseRevision } from '#registry/operation.ts';
import { gatewayKey, jsonOf, openTestIdentity, type TestClient, type TestIdentity } from '#test/identity.ts';

const address = 'https://auth.inqom.com/identity/connect/token';
const inqom = { grants: ['password', 'refresh_token', 'client_credentials'] };

function basic({ clientId, secret }: TestClient): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

type Pair = { readonly access: string; readonly refresh: string };

async function pairOf(answer: Response): Promise<Pair> {
  const body = await jsonOf(answer);
  return { access: String(body['access_token']), refresh: String(body['refresh_token']) };
}

async function firstPair({ post, passwordClient, account }: TestIdentity): Promise<Pair> {
  const form = { grant_type: 'password', username: account.email, password: account.password, scope: 'openid apidata' };
  return pairOf(await post(address, form, basic(passwordClient)));
}

async function firstToken(opened: TestIdentity): Promise<string> {
  return (await firstPair(opened)).refresh;
}

function revoke({ post, passwordClient }: TestIdentity, token: string): Promise<Response> {
  return post('https://auth.inqom.com/identity/connect/revocation', { token }, basic(passwordClient));
}

/** Which of the access tokens live, as a gateway is told. */
async function activity({ post }: TestIdentity, pairs: readonly Pair[]): Promise<unknown[]> {
  const asGateway = { authorization: `Bearer ${gatewayKey}` };
  const endpoint = 'https://auth.inqom.com/identity/connect/introspect';
  const answers = pairs.map(
    async ({ access }) => (await jsonOf(await post(endpoint, { token: access }, asGateway)))['active'],
  );
  return Promise.all(answers);
}

async function revision({ registry }: TestIdentity): Promise<number | undefined> {
  const [row] = await registry.database.query.select().from(registryRevision);
  return row?.revision;
}

/** What the audit says of families that ended. */
async function endings({ registry }: TestIdentity): Promise<unknown[]> {
  const { query } = registry.database;
  const rows = await query.select().from(auditEntries).where(eq(auditEntries.action, 'token.revoke_family'));
  return rows.map(({ details: { cause, accessTokens } }) => ({ cause, accessTokens }));
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

for (const tokenFormat of ['jwt', 'opaque'] as const) {
  const settings = { inqom: { ...inqom, tokenFormat } };

  test(`a revoked refresh token takes the access tokens of its whole family with it (${tokenFormat})`, async (t) => {
    const opened = await openTestIdentity(t, settings);
    const first = await firstPair(opened);
    const second = await pairOf(await refresh(opened, first.refresh));
    const other = await firstPair(opened);
    const before = await revision(opened);
    // Any member will do, the one that was used already too.
    assert.equal((await revoke(opened, first.refresh)).status, 200);
    assert.deepEqual(await activity(opened, [first, second, other]), [false, false, true]);
    assert.equal((await refresh(opened, second.refresh)).status, 400);
    assert.equal((await opened.registry.database.query.select().from(deniedTokens)).length, 2);
    assert.equal(await revision(opened), (before ?? 0) + 1);
    assert.equal((await revoke(opened, second.refresh)).status, 200);
    assert.equal(await revision(opened), (before ?? 0) + 1);
    assert.deepEqual(await endings(opened), [{ cause: 'revoked', accessTokens: 2 }]);
    assert.equal((await refresh(opened, other.refresh)).status, 200);
  });

  test(`a refresh token that comes again ends the access tokens of its whole family (${tokenFormat})`, async (t) => {
    const opened = await openTestIdentity(t, settings);
    const first = await firstPair(opened);
    const second = await pairOf(await refresh(opened, first.refresh));
    assert.deepEqual(await activity(opened, [first, second]), [true, true]);
    assert.equal((await refresh(opened, first.refresh)).status, 400);
    assert.deepEqual(await activity(opened, [first, second]), [false, false]);
    assert.deepEqual(await endings(opened), [{ cause: 'reused', accessTokens: 2 }]);
  });

  test(`whatever meets in the same moment, a family that ended has no token that lives (${tokenFormat})`, async (t) => {
    const opened = await openTestIdentity(t, settings);
    for (let round = 0; round < 8; round += 1) {
      const first = await firstPair(opened);
      const second = await pairOf(await refresh(opened, first.refresh));
      const racing = Array.from({ length: 4 }, () => refresh(opened, second.refresh));
      const [, ...answers] = await Promise.all([revoke(opened, first.refresh), ...racing]);
      const won = answers.filter((answer) => answer.status === 200);
      assert.ok(won.length <= 1);
      const pairs = [first, second, ...(await Promise.all(won.map(pairOf)))];
      assert.deepEqual(
        await activity(opened, pairs),
        pairs.map(() => false),
      );
      const last = pairs.at(-1);
      assert.ok(last);
      assert.equal((await refresh(opened, last.refresh)).status, 400);
    }
  });
}

test('access tokens that have ended by themselves are not denied any more', async (t) => {
  const opened = await openTestIdentity(t, { inqom });
  const first = await firstPair(opened);
  opened.pass(3_600_000);
  const before = await revision(opened);
  assert.equal((await revoke(opened, first.refresh)).status, 200);
  assert.deepEqual(await opened.registry.database.query.select().from(deniedTokens), []);
  assert.equal(await revision(opened), before);
  assert.deepEqual(await endings(opened), [{ cause: 'revoked', accessTokens: 0 }]);
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
  const { registry, otherClient, passwordClient, account } = opened;
  const { query } = registry.database;
  const foreign = await refresh(opened, await firstToken(opened), {}, otherClient);
  assert.deepEqual(await jsonOf(foreign), { error: 'unauthorized_client' });

  const late = await firstToken(opened);
  opened.pass(2_592_000_000);
  assert.deepEqual(await jsonOf(await refresh(opened, late)), { error: 'invalid_grant' });

  const revoked = await firstToken(opened);
  assert.equal((await revoke(opened, revoked)).status, 200);
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
