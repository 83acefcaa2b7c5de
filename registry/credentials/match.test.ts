import assert from 'node:assert/strict';
import test from 'node:test';
import { digestOf } from '#base/secret-digest.ts';
import { matchSecret, type SecretCandidate } from '#registry/credentials/match.ts';

const now = new Date('2026-03-01T12:00:00Z');

function candidate(id: string, value: string, more: Partial<SecretCandidate> = {}): SecretCandidate {
  return { id, digest: digestOf(value), expiresAt: null, withdrawnAt: null, ...more };
}

test('each of several live secrets is accepted', () => {
  const secrets = [candidate('a', 'first'), candidate('b', 'second')];
  assert.equal(matchSecret(secrets, 'first', now)?.id, 'a');
  assert.equal(matchSecret(secrets, 'second', now)?.id, 'b');
});

test('an unknown or empty secret is refused, and so is everything when there is none', () => {
  assert.equal(matchSecret([candidate('a', 'first')], 'third', now), null);
  assert.equal(matchSecret([candidate('a', 'first')], '', now), null);
  assert.equal(matchSecret([], 'first', now), null);
});

test('a secret ends at the moment at which it expires', () => {
  const secrets = [candidate('a', 'first', { expiresAt: now })];
  assert.equal(matchSecret(secrets, 'first', new Date(now.getTime() - 1))?.id, 'a');
  assert.equal(matchSecret(secrets, 'first', now), null);
});

test('a withdrawn secret is refused', () => {
  assert.equal(matchSecret([candidate('a', 'first', { withdrawnAt: now })], 'first', now), null);
});
