import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexDigestOf } from '#base/secret-digest.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { Decision, TokenVerdict, VerifiedToken } from '#gateway/decide/decision.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Environment, Snapshot } from '#gateway/snapshot.ts';
import { requestHeadOf } from '#test/request-head.ts';
import {
  changedSnapshot,
  keyRoute,
  sampleApiKey,
  sampleApplication,
  sampleIssuer,
  sampleRoute,
  sampleSecret,
  sampleSnapshot,
} from '#test/sample-snapshot.ts';

const nowMs = 1_000_000;
const token: VerifiedToken = {
  issuerId: sampleIssuer.id,
  clientId: sampleApplication.clientId,
  secretId: 'secret-1',
  accountId: null,
  scopes: ['openid', 'resource.READ'],
  expiresAtMs: nowMs + 1,
  keyId: null,
  denialNames: ['digest:aa'],
  passed: null,
};

type Call = {
  readonly method?: string;
  readonly host?: string;
  readonly target?: string;
  readonly fields?: readonly (readonly [string, string])[];
  readonly environment?: Environment | null;
  readonly snapshot?: Snapshot;
  readonly verdict?: TokenVerdict | Partial<VerifiedToken>;
};

const bearer = ['Authorization', 'Bearer abc'] as const;
const healthcheck = '/mtes/sne-cotation/v1.0/healthcheck';

function call(changes: Call = {}): Decision {
  const { method = 'GET', target = healthcheck, host = 'api.piste.example', fields = [bearer] } = changes;
  const head = requestHeadOf({ method, target, fields: [['Host', host], ...fields] });
  const given = changes.verdict ?? {};
  const verdict = 'kind' in given ? given : { kind: 'verified' as const, token: { ...token, ...given } };
  const snapshot = compileSnapshot(changes.snapshot ?? sampleSnapshot());
  return decide({ head, environment: changes.environment ?? null }, snapshot, nowMs, (sent) =>
    sent === 'abc' ? verdict : undefined,
  );
}

function reasonOf(decision: Decision): Reason | string {
  return decision.kind === 'refuse' ? decision.reason : decision.kind;
}

const subscribed = (state: 'pending' | 'rejected' | 'suspended' | 'revoked'): Snapshot =>
  changedSnapshot({ subscriptions: { 'api-sne': { state, planId: 'plan' } } });

const webstat = { host: 'api.webstat.example', target: '/webstat-fr/v1/catalogue' };
const id = ['X-IBM-Client-Id', sampleApplication.clientId] as const;
const secret = ['X-IBM-Client-Secret', sampleSecret] as const;

const keyed = { host: keyRoute.host, target: `${keyRoute.basePath}/rates` };
const key = ['X-Api-Key', sampleApiKey] as const;
const keyDigest = hexDigestOf(sampleApiKey);
const keys = (expiresAtMs: number | null, clientId = sampleApplication.clientId): Snapshot =>
  sampleSnapshot({ apiKeys: { [keyDigest]: { id: 'key', clientId, expiresAtMs } } });

const table: readonly (readonly [string, Call, Reason | 'forward' | 'preflight'])[] = [
  ['a call that is right', {}, 'forward'],
  ['a host that nobody has', { host: 'other.example' }, 'route.unknown'],
  ['a path of no API', { target: '/mtes/other/v1' }, 'route.unknown'],
  [
    'a base path that is only the beginning of a segment',
    { target: `${sampleRoute.basePath}0/healthcheck` },
    'route.unknown',
  ],
  ['an address, on a listener of the environment', { host: '127.0.0.1:8002', environment: 'production' }, 'forward'],
  [
    'an address, on a listener of the other environment',
    { host: 'localhost', environment: 'sandbox' },
    'route.unknown',
  ],
  ['an address, on a listener for names', { host: '127.0.0.1' }, 'route.unknown'],
  ['a host of another environment than the listener', { environment: 'sandbox' }, 'route.unknown'],
  ['a path outside of the contract', { target: `${sampleRoute.basePath}/other` }, 'operation.unknown'],
  ['a verb outside of the contract', { method: 'DELETE' }, 'operation.wrong_method'],
  ['HEAD where the contract has GET', { method: 'HEAD' }, 'forward'],
  ['a path with a parameter', { method: 'POST', target: `${sampleRoute.basePath}/dossiers/42/pieces` }, 'forward'],
  ['no token', { fields: [] }, 'credential.missing'],
  ['a token in the query', { fields: [], target: `${healthcheck}?access_token=abc` }, 'credential.missing'],
  ['Basic credentials', { fields: [['Authorization', 'Basic YTpi']] }, 'credential.missing'],
  ['a scheme in other case', { fields: [['Authorization', 'bEARER abc']] }, 'forward'],
  ['two tokens', { fields: [bearer, bearer] }, 'credential.repeated'],
  ['a token that Connection names', { fields: [bearer, ['Connection', 'close, Authorization']] }, 'credential.missing'],
  ['a token with characters that none has', { fields: [['Authorization', 'Bearer a b']] }, 'token.unknown'],
  ['a token that the issuer does not know', { verdict: { kind: 'refused', reason: 'token.unknown' } }, 'token.unknown'],
  ['an issuer that is away', { verdict: { kind: 'unverifiable', retryAfterSeconds: 2 } }, 'token.unverifiable'],
  ['a token of another issuer', { verdict: { issuerId: 'other' } }, 'token.invalid'],
  ['a token at its last millisecond', { verdict: { expiresAtMs: nowMs } }, 'token.expired'],
  ['a denied token', { snapshot: sampleSnapshot({ deniedTokens: { 'digest:aa': nowMs + 1 } }) }, 'token.revoked'],
  ['a token signed by a key that is gone', { verdict: { keyId: 'gone' } }, 'token.invalid'],
  ['a token whose secret was withdrawn', { snapshot: changedSnapshot({ secrets: [] }) }, 'token.secret_withdrawn'],
  ['a token of an application that is gone', { snapshot: sampleSnapshot({ applications: {} }) }, 'application.missing'],
  ['a token of an account that is gone', { verdict: { accountId: 'nobody' } }, 'token.account_inactive'],
  ['an application that is disabled', { snapshot: changedSnapshot({ enabled: false }) }, 'application.disabled'],
  ['a sandbox application', { snapshot: changedSnapshot({ environment: 'sandbox' }) }, 'application.wrong_environment'],
  ['no subscription', { snapshot: changedSnapshot({ subscriptions: {} }) }, 'subscription.missing'],
  ['a subscription not yet approved', { snapshot: subscribed('pending') }, 'subscription.pending'],
  ['a subscription rejected', { snapshot: subscribed('rejected') }, 'subscription.rejected'],
  ['a subscription suspended', { snapshot: subscribed('suspended') }, 'subscription.suspended'],
  ['a subscription revoked', { snapshot: subscribed('revoked') }, 'subscription.revoked'],
  ['terms of an old version alone', { snapshot: changedSnapshot({ consents: ['terms-1'] }) }, 'terms.not_accepted'],
  ['terms announced and accepted early', { snapshot: changedSnapshot({ consents: ['terms-3'] }) }, 'forward'],
  ['a token without the scope', { verdict: { scopes: ['profile'] } }, 'scope.insufficient'],
  ['a client id and its secret', { ...webstat, fields: [id, secret] }, 'forward'],
  [
    'a client id in the query',
    { ...webstat, target: `${webstat.target}?client_id=${id[1]}`, fields: [secret] },
    'forward',
  ],
  [
    'a client id twice',
    { ...webstat, target: `${webstat.target}?client%5Fid=${id[1]}`, fields: [id, secret] },
    'credential.repeated',
  ],
  ['no client id', { ...webstat, fields: [] }, 'credential.missing'],
  ['an unknown client id', { ...webstat, fields: [['X-IBM-Client-Id', 'nobody'], secret] }, 'client.unknown'],
  ['a client id without its secret', { ...webstat, fields: [id] }, 'client.secret_wrong'],
  ['a wrong secret', { ...webstat, fields: [id, ['X-IBM-Client-Secret', 'no']] }, 'client.secret_wrong'],
  ['an API key', { ...keyed, fields: [key] }, 'forward'],
  ['no API key', { ...keyed, fields: [bearer, id, secret] }, 'api_key.missing'],
  ['an API key in the query', { ...keyed, target: `${keyed.target}?X-Api-Key=a`, fields: [] }, 'api_key.missing'],
  ['two API keys', { ...keyed, fields: [key, key] }, 'credential.repeated'],
  ['a wrong API key', { ...keyed, fields: [['X-Api-Key', 'no']] }, 'api_key.unknown'],
  ['the digest of an API key', { ...keyed, fields: [['X-Api-Key', keyDigest]] }, 'api_key.unknown'],
  ['an API key at its last millisecond', { ...keyed, fields: [key], snapshot: keys(nowMs) }, 'api_key.expired'],
  ['an API key before it', { ...keyed, fields: [key], snapshot: keys(nowMs + 1) }, 'forward'],
  ['an API key of nobody', { ...keyed, fields: [key], snapshot: keys(null, 'gone') }, 'application.missing'],
  ['an API key where a token is wanted', { fields: [key] }, 'credential.missing'],
  [
    'a disabled key',
    { ...keyed, fields: [key], snapshot: changedSnapshot({ enabled: false }) },
    'application.disabled',
  ],
  [
    'a pre-flight from a declared origin',
    {
      method: 'OPTIONS',
      fields: [
        ['Origin', 'https://app.example'],
        ['Access-Control-Request-Method', 'GET'],
      ],
    },
    'preflight',
  ],
  [
    'a pre-flight from another origin',
    {
      method: 'OPTIONS',
      fields: [
        ['Origin', 'https://evil.example'],
        ['Access-Control-Request-Method', 'GET'],
      ],
    },
    'cors.origin_not_allowed',
  ],
];

for (const [name, changes, expected] of table) {
  test(`${name}: ${expected}`, () => {
    assert.equal(reasonOf(call(changes)), expected);
  });
}

test('an unknown token is handed out for verification before anything about its application is said', () => {
  const head = requestHeadOf({ target: healthcheck, fields: [['Host', 'api.piste.example'], bearer] });
  const snapshot = compileSnapshot(changedSnapshot({ enabled: false }));
  const decision = decide({ head, environment: null }, snapshot, nowMs, () => undefined);
  assert.ok(decision.kind === 'verify');
  assert.equal(decision.token, 'abc');
});

test('that a token was let through counts for the same route, the same revision, and until it ends', () => {
  const used: VerifiedToken = { ...token, scopes: ['openid'] };
  const head = requestHeadOf({ target: healthcheck, fields: [['Host', 'api.piste.example'], bearer] });
  const inner = {
    ...sampleRoute,
    apiSlug: 'inner',
    basePath: healthcheck,
    requiredScopes: ['other'],
    operations: null,
  };
  const snapshot = compileSnapshot(sampleSnapshot());
  const decideWith = (changed: CompiledSnapshot, atMs: number): Reason | string =>
    reasonOf(decide({ head, environment: null }, changed, atMs, () => ({ kind: 'verified', token: used })));
  assert.equal(decideWith(snapshot, nowMs), 'forward');
  assert.equal(used.passed?.version, snapshot.version);
  assert.equal(decideWith(snapshot, nowMs), 'forward');
  assert.equal(decideWith(snapshot, nowMs + 1), 'token.expired');
  assert.equal(decideWith(compileSnapshot(changedSnapshot({ enabled: false })), nowMs), 'application.disabled');
  const denied = compileSnapshot(sampleSnapshot({ deniedTokens: { 'digest:aa': nowMs + 1 } }));
  assert.equal(decideWith(denied, nowMs), 'token.revoked');
  const split = compileSnapshot(sampleSnapshot({ routes: [sampleRoute, inner] }));
  assert.equal(decideWith(split, nowMs), 'scope.insufficient');
});

test('of two base paths the longer one answers, and the rest of the path goes on unchanged', () => {
  const inner = { ...sampleRoute, basePath: `${sampleRoute.basePath}/dossiers`, operations: null, apiSlug: 'inner' };
  const snapshot = sampleSnapshot({ routes: [sampleRoute, inner] });
  const decision = call({ snapshot, target: `${sampleRoute.basePath}/dossiers/a%20b/?q=%2F&q=1` });
  assert.ok(decision.kind === 'forward');
  assert.equal(decision.route.apiSlug, 'inner');
  assert.equal(decision.target, '/a%20b/?q=%2F&q=1');
});

test('credentials in the query do not go on; the other parameters do, as they came', () => {
  const query = `a=%7e&client_secret=${encodeURIComponent(sampleSecret)}&b&client%5Fid=${sampleApplication.clientId}`;
  const decision = call({ ...webstat, target: `${webstat.target}?${query}`, fields: [] });
  assert.ok(decision.kind === 'forward');
  assert.equal(decision.target, '/catalogue?a=%7e&b');
});

test('405 names the methods that the path has', () => {
  const decision = call({ method: 'DELETE' });
  assert.ok(decision.kind === 'refuse');
  assert.deepEqual(decision.allow, ['GET']);
});
