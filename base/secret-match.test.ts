import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { digestOf } from '#base/secret-digest.ts';
import { matchSecret, type KnownSecret } from '#base/secret-match.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

function known(id: string, value: string, expiresAtMs: number | null = null): KnownSecret & { readonly id: string } {
  return { id, digest: digestOf(value), expiresAtMs };
}

test('each of several live secrets is accepted', () => {
  const secrets = [known('a', 'first'), known('b', 'second')];
  assert.equal(matchSecret(secrets, 'first', nowMs)?.id, 'a');
  assert.equal(matchSecret(secrets, 'second', nowMs)?.id, 'b');
});

test('an unknown or empty secret is refused, and so is everything when there is none', () => {
  assert.equal(matchSecret([known('a', 'first')], 'third', nowMs), null);
  assert.equal(matchSecret([known('a', 'first')], '', nowMs), null);
  assert.equal(matchSecret([], 'first', nowMs), null);
});

test('a secret ends at the moment at which it expires', () => {
  const secrets = [known('a', 'first', nowMs)];
  assert.equal(matchSecret(secrets, 'first', nowMs - 1)?.id, 'a');
  assert.equal(matchSecret(secrets, 'first', nowMs), null);
});

test('a secret is matched exactly when one of its value lives, wherever it stands', () => {
  const secret = fc.record({
    value: fc.constantFrom('a', 'b', 'c'),
    livesForMs: fc.option(fc.integer({ min: -2, max: 2 })),
  });
  fc.assert(
    fc.property(fc.array(secret, { maxLength: 5 }), fc.constantFrom('a', 'b', 'c', ''), (secrets, presented) => {
      const held = secrets.map(({ value, livesForMs }) =>
        known(value, value, livesForMs === null ? null : nowMs + livesForMs),
      );
      const expected = secrets.some(({ value, livesForMs }) => value === presented && (livesForMs ?? 1) > 0);
      assert.equal(matchSecret(held, presented, nowMs)?.id, expected ? presented : undefined);
    }),
  );
});
