import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { openHeldCredentials } from '#portal/console/held-credentials.ts';

test('a token is held until shortly before it ends', () => {
  let nowMs = 0;
  const held = openHeldCredentials({ nowMs: () => nowMs });
  held.put('a', 'token', 60_000);
  assert.equal(held.get('a'), 'token');
  nowMs = 56_000;
  assert.equal(held.get('a'), undefined);
  held.put('a', 'other', 120_000);
  held.drop('a');
  assert.equal(held.get('a'), undefined);
});

test('of more tokens than are held the oldest goes', () => {
  const held = openHeldCredentials({ nowMs: () => 0 });
  for (let count = 0; count <= limits.relayHeldCredentials; count += 1) held.put(String(count), 'x', 60_000);
  assert.equal(held.get('0'), undefined);
  assert.equal(held.get('1'), 'x');
});
