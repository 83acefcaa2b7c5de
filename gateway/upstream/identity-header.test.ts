import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Caller } from '#gateway/decide/decision.ts';
import { openIdentityHeaders } from '#gateway/upstream/identity-header.ts';
import { bankingRoute, identityKeys, sampleApplication, sampleSnapshot } from '#test/sample-snapshot.ts';

const snapshot = compileSnapshot(sampleSnapshot());

function headerAt(
  headers: ReturnType<typeof openIdentityHeaders>,
  from: CompiledSnapshot,
  nowMs: number,
  accountId?: string,
): string {
  const application = from.applicationsByClientId.get(sampleApplication.clientId);
  const route = from.routesByHost.get(bankingRoute.host)?.get(bankingRoute.basePath);
  assert.ok(application !== undefined && route !== undefined);
  const account = accountId === undefined ? null : (from.accounts.get(accountId) ?? null);
  const caller: Caller = {
    application,
    account,
    apiKeyId: null,
    scopes: ['apidata'],
    identity: null,
    limit: undefined,
    counting: null,
  };
  return headers.headerFor(from, route, caller, nowMs);
}

test('an account is told with its rights at the provider of the API, and without one there is none', async () => {
  const headers = openIdentityHeaders();
  const withAccount = await jwtVerify(headerAt(headers, snapshot, Date.now(), 'account-1'), identityKeys.publicKey);
  assert.deepEqual(withAccount.payload['account'], {
    id: 'account-1',
    email: 'user@example.org',
    rights: [{ type: 'dossier', id: '42', read: true, write: false }],
  });
  assert.deepEqual(withAccount.protectedHeader, { alg: 'ES256', kid: 'identity-1', typ: 'guichet-identity+jwt' });
  const without = await jwtVerify(headerAt(headers, snapshot, Date.now()), identityKeys.publicKey);
  assert.equal(without.payload['account'], undefined);
});

test('a header is used again for half of its life, and never beyond the snapshot it was made from', () => {
  let now = 0;
  const headers = openIdentityHeaders();
  const first = headerAt(headers, snapshot, now);
  now = 29_999;
  assert.equal(headerAt(headers, snapshot, now), first);
  now = 30_000;
  const second = headerAt(headers, snapshot, now);
  assert.notEqual(second, first);
  assert.notEqual(headerAt(headers, compileSnapshot(sampleSnapshot({ revision: 2 })), now), second);
});
