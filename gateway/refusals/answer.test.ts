import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '#gateway/refusals/details.ts';
import { refusalAnswer, type Dialect } from '#gateway/refusals/answer.ts';
import { reasons, type Reason } from '#gateway/refusals/reasons.ts';

function answer(dialect: Dialect, reason: Reason, contact = 'admin@example.org'): Answer {
  return refusalAnswer(dialect, reason, { requestId: 'request-1', contact, language: 'en', scopes: ['openid'] });
}
const valueOf = ({ fields }: Answer, name: string): string | undefined =>
  fields.find(([candidate]) => candidate === name)?.[1];

const piste: readonly (readonly [Reason, number, string | undefined])[] = [
  [
    'credential.missing',
    400,
    'Bearer realm="DefaultRealm",error="invalid_request",error_description="Unable to find token in the message"',
  ],
  [
    'token.unknown',
    401,
    'Bearer realm="DefaultRealm",error="invalid_token",error_description="Unable to find the access token in persistent storage."',
  ],
  [
    'token.expired',
    401,
    'Bearer realm="DefaultRealm",error="invalid_token",error_description="The access token expired."',
  ],
  [
    'application.missing',
    401,
    'Bearer realm="DefaultRealm",error="invalid_token",error_description="The client app was not found or is disabled."',
  ],
  [
    'application.disabled',
    401,
    'Bearer realm="DefaultRealm",error="invalid_token",error_description="The client app was not found or is disabled."',
  ],
  ['scope.insufficient', 403, 'Bearer realm="DefaultRealm",error="insufficient_scope"'],
  ['subscription.missing', 403, undefined],
  ['subscription.pending', 403, undefined],
  ['terms.not_accepted', 403, undefined],
  ['operation.unknown', 404, undefined],
  ['operation.wrong_method', 405, undefined],
  ['limit.rate', 429, undefined],
  ['limit.quota_day', 429, undefined],
  ['limit.quota_month', 429, undefined],
  ['upstream.slow', 504, undefined],
  ['upstream.broken', 500, undefined],
  ['upstream.unreachable', 500, undefined],
];
for (const [reason, status, challenge] of piste) {
  test(`PISTE answers ${reason} with ${status}, as its table says`, () => {
    const given = answer('piste', reason);
    assert.equal(given.status, status);
    assert.equal(valueOf(given, 'www-authenticate'), challenge);
    assert.match(given.body, /admin@example\.org/);
  });
}

test('IBM words a wrong client id as the real gateway does', () => {
  const given = answer('ibm', 'client.unknown');
  assert.equal(
    given.body,
    '{"httpCode":"401","httpMessage":"Unauthorized","moreInformation":"Invalid client id or secret."}',
  );
});

test('IBM does not know a client without a subscription, and says more of it than the real gateway did', () => {
  for (const state of ['missing', 'pending', 'rejected', 'suspended', 'revoked'] as const) {
    const given = answer('ibm', `subscription.${state}`);
    assert.equal(given.status, 401);
    const { httpCode, httpMessage, moreInformation } = JSON.parse(given.body);
    assert.deepEqual([httpCode, httpMessage], ['401', 'Unauthorized']);
    assert.match(moreInformation, /subscription.*admin@example\.org/s);
  }
  assert.equal(answer('ibm', 'terms.not_accepted').status, 403);
});

test('IBM words every limit as the real gateway does', () => {
  for (const reason of ['limit.rate', 'limit.quota_day', 'limit.quota_month'] as const) {
    assert.equal(
      answer('ibm', reason).body,
      '{"httpCode":"429","httpMessage":"Too Many Requests","moreInformation":"Rate Limit exceeded"}',
    );
  }
});

test('every reason has an answer in every dialect, with its code, the request and a JSON body', () => {
  for (const reason of Object.keys(reasons)) {
    for (const dialect of ['piste', 'ibm', 'problem'] as const) {
      // Keys of a constant table are its reasons; TypeScript types them as strings.
      const given = answer(dialect, reason as Reason);
      assert.ok(given.status >= 400, reason);
      assert.equal(valueOf(given, 'x-guichet-reason'), reason);
      assert.equal(valueOf(given, 'x-request-id'), 'request-1');
      assert.equal(typeof JSON.parse(given.body), 'object');
    }
  }
});

test('a problem names its reason, whom to ask and the challenge of RFC 6750', () => {
  const given = answer('problem', 'token.expired');
  const body: unknown = JSON.parse(given.body);
  assert.deepEqual(body, {
    type: 'urn:guichet:error:token.expired',
    title: 'The access token expired.',
    status: 401,
    code: 'token.expired',
    instance: 'urn:guichet:request:request-1',
    detail: 'Contact: admin@example.org (request number: request-1).',
  });
  assert.equal(valueOf(given, 'www-authenticate'), 'Bearer error="invalid_token"');
});

test('a gateway that cannot serve says when to come back', () => {
  assert.equal(valueOf(answer('problem', 'gateway.not_ready'), 'retry-after'), '5');
});

test('what the portal can explain leads there, in every dialect; other refusals and calls without a page do not', () => {
  const help = 'https://portal.example.org/apis/piste/sne-cotation/1.0/why';
  const details = { requestId: 'request-1', contact: '', language: 'en', scopes: [] } as const;
  const link = (dialect: Dialect, reason: Reason, page?: string) =>
    valueOf(refusalAnswer(dialect, reason, { ...details, help: page }), 'link');
  for (const dialect of ['piste', 'ibm', 'problem'] as const) {
    assert.equal(link(dialect, 'subscription.pending', help), `<${help}>; rel="help"`);
    assert.equal(link(dialect, 'limit.quota_day', help), `<${help}>; rel="help"`);
    assert.equal(link(dialect, 'upstream.slow', help), undefined);
    assert.equal(link(dialect, 'subscription.pending'), undefined);
  }
});
