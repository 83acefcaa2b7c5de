import assert from 'node:assert/strict';
import test from 'node:test';
import { newOpaqueToken } from '#identity/tokens/opaque.ts';

test('an opaque token is always 54 letters and digits, never the same, with digits spread evenly', () => {
  const tokens = Array.from({ length: 5000 }, newOpaqueToken);
  for (const token of tokens) assert.match(token, /^[0-9A-Za-z]{54}$/);
  assert.equal(new Set(tokens).size, tokens.length);
  // All but the first digit, which a number below 2³²⁰ does not fill: 265,000 digits over 62 values.
  const counts = new Map<string, number>();
  const all = tokens.map((token) => token.slice(1)).join('');
  for (const digit of all) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  assert.equal(counts.size, 62);
  const expected = (5000 * 53) / 62;
  // Ten standard deviations: chance does not go there.
  for (const count of counts.values()) assert.ok(Math.abs(count - expected) < 10 * Math.sqrt(expected));
});
