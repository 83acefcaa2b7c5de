import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import { tokenDigest } from '#gateway/tokens/digest.ts';
import { jwtVerification } from '#gateway/tokens/jwt.ts';
import { openVerifier, type Verification } from '#gateway/tokens/verifier.ts';
import { issuerKeys, sampleIssuer, sampleJwtIssuer } from '#test/sample-snapshot.ts';

const nowMs = 1_700_000_000_000;
const clock = { nowMs: () => nowMs };
const unknown: TokenVerdict = { kind: 'refused', reason: 'token.unknown' };

type Changes = {
  readonly header?: Record<string, string>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject | Uint8Array;
};

function jwt({ header = {}, claims = {}, key = issuerKeys.privateKey }: Changes = {}): Promise<string> {
  return new SignJWT({
    iss: sampleJwtIssuer.url,
    aud: sampleJwtIssuer.audience,
    exp: nowMs / 1000 + 3600,
    nbf: nowMs / 1000,
    client_id: 'client',
    sub: 'account-1',
    jti: 'jti-1',
    secret_id: 'secret-1',
    scope: ['openid', 'apidata'],
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'JWT', ...header })
    .sign(key);
}

async function judge(token: string): Promise<TokenVerdict> {
  return jwtVerification(clock)(token, tokenDigest(token), sampleJwtIssuer);
}

test('a JWT of the issuer gives what its claims say', async () => {
  const token = await jwt();
  assert.deepEqual(await judge(token), {
    kind: 'verified',
    token: {
      issuerId: sampleJwtIssuer.id,
      clientId: 'client',
      secretId: 'secret-1',
      accountId: 'account-1',
      scopes: ['openid', 'apidata'],
      expiresAtMs: nowMs + 3_600_000,
      keyId: 'key-1',
      denialNames: [`digest:${tokenDigest(token)}`, 'jti:jti-1'],
      passed: null,
    },
  });
});

const bad: readonly (readonly [string, Changes, string])[] = [
  ['another algorithm than the issuer has', { header: { alg: 'HS256' }, key: Buffer.alloc(32) }, 'token.invalid'],
  ['an unknown key', { header: { kid: 'key-2' } }, 'token.invalid'],
  ['the type of another kind of JWT', { header: { typ: 'guichet-identity+jwt' } }, 'token.invalid'],
  [
    'a signature by another key',
    { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    'token.invalid',
  ],
  ['another issuer', { claims: { iss: 'https://other.example' } }, 'token.invalid'],
  ['another audience', { claims: { aud: 'other' } }, 'token.invalid'],
  ['an end in the past', { claims: { exp: nowMs / 1000 } }, 'token.expired'],
  ['a beginning in the future', { claims: { nbf: nowMs / 1000 + 60 } }, 'token.invalid'],
  ['no end', { claims: { exp: undefined } }, 'token.unknown'],
];
for (const [name, changes, reason] of bad) {
  test(`a JWT with ${name} is refused: ${reason}`, async () => {
    assert.deepEqual(await judge(await jwt(changes)), { kind: 'refused', reason });
  });
}

test('what is no JWT at all is unknown', async () => {
  assert.deepEqual(await judge('abc'), unknown);
});

type Asked = {
  readonly tokens: string[];
  readonly answer: (verdict: TokenVerdict) => void;
  readonly opaque: Verification;
};

function slowIssuer(): Asked {
  const tokens: string[] = [];
  const waiting: ((verdict: TokenVerdict) => void)[] = [];
  return {
    tokens,
    answer: (verdict) => waiting.splice(0).forEach((resolve) => resolve(verdict)),
    opaque: (token) => {
      tokens.push(token);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

test('many requests with one new token ask its issuer once, and later ones not at all', async () => {
  const issuer = slowIssuer();
  const verifier = openVerifier({ clock, opaque: issuer.opaque, jwt: issuer.opaque });
  const verdicts = [verifier.verify('a', sampleIssuer), verifier.verify('a', sampleIssuer)];
  issuer.answer(unknown);
  assert.deepEqual(await Promise.all(verdicts), [unknown, unknown]);
  assert.deepEqual(verifier.known('a', sampleIssuer), unknown);
  assert.deepEqual(issuer.tokens, ['a']);
});

test('a bad token is asked for again once the short memory of bad tokens is over', async () => {
  const issuer = slowIssuer();
  let now = nowMs;
  const verifier = openVerifier({ clock: { nowMs: () => now }, opaque: issuer.opaque, jwt: issuer.opaque });
  const first = verifier.verify('a', sampleIssuer);
  issuer.answer(unknown);
  await first;
  now += 2_000;
  assert.equal(verifier.known('a', sampleIssuer), undefined);
  void verifier.verify('a', sampleIssuer);
  assert.deepEqual(issuer.tokens, ['a', 'a']);
});

test('an issuer that is away is asked again, and nobody is called bad for it', async () => {
  const issuer = slowIssuer();
  const verifier = openVerifier({ clock, opaque: issuer.opaque, jwt: issuer.opaque });
  const first = verifier.verify('a', sampleIssuer);
  issuer.answer({ kind: 'unverifiable', retryAfterSeconds: 2 });
  await first;
  assert.equal(verifier.known('a', sampleIssuer), undefined);
});

test('more tokens at once than the limit are turned away instead of waiting', async () => {
  const issuer = slowIssuer();
  const verifier = openVerifier({ clock, opaque: issuer.opaque, jwt: issuer.opaque, maximumPending: 1 });
  void verifier.verify('a', sampleIssuer);
  assert.deepEqual(await verifier.verify('b', sampleIssuer), { kind: 'unverifiable', retryAfterSeconds: 1 });
});
