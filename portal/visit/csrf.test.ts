import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { comesFromElsewhere, csrfKeyFrom, csrfToken, isCsrfToken } from '#portal/visit/csrf.ts';

const key = csrfKeyFrom({ bytes: randomBytes(32) });

test('a token holds for the cookie that it was made for, and for no other', () => {
  const token = csrfToken(key, 'one');
  assert.ok(isCsrfToken(key, 'one', token));
  assert.ok(!isCsrfToken(key, 'two', token));
  assert.ok(!isCsrfToken(csrfKeyFrom({ bytes: randomBytes(32) }), 'one', token));
});

test('every page gets another token', () => {
  assert.notEqual(csrfToken(key, 'one'), csrfToken(key, 'one'));
});

for (const token of ['', 'x', 'A'.repeat(86), csrfToken(key, 'one').slice(1)]) {
  test(`the token ${token.slice(0, 8)}… of ${token.length} letters is none`, () => {
    assert.ok(!isCsrfToken(key, 'one', token));
  });
}

const headers = [
  [{}, false],
  [{ 'sec-fetch-site': 'same-origin' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, true],
  [{ 'sec-fetch-site': 'same-site' }, true],
  [{ origin: 'https://portal.example' }, false],
  [{ origin: 'https://evil.example' }, true],
  [{ origin: 'null' }, true],
] as const;

for (const [given, elsewhere] of headers) {
  test(`a request with ${JSON.stringify(given)} ${elsewhere ? 'comes' : 'does not come'} from another site`, () => {
    assert.equal(comesFromElsewhere(new Headers(given), ['https://portal.example']), elsewhere);
  });
}
