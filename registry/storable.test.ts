import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { parseInput } from '#registry/operation.ts';
import { findUnstorable } from '#registry/storable.ts';

test('a NUL is found wherever it hides, in keys too', () => {
  assert.equal(findUnstorable('a\0b'), '');
  assert.equal(findUnstorable({ plans: [{ name: 'fine' }, { name: 'a\0' }] }), 'plans.1.name');
  assert.equal(findUnstorable({ details: { 'a\0': 1 } }), 'details');
  assert.equal(findUnstorable({ name: 'fine \u0001', at: new Date(0), none: null, count: 1 }), null);
});

test('deep nesting does not exhaust the stack', () => {
  let deep: unknown = 'end\0';
  for (let depth = 0; depth < 5_000; depth += 1) deep = [deep];
  assert.equal(findUnstorable(deep)?.split('.').length, 5_000);
});

test('an input with a NUL is refused as invalid, with its place', () => {
  assert.throws(() => parseInput(z.strictObject({ name: z.string() }), { name: 'a\0b' }), {
    code: 'input.invalid',
    status: 422,
    faults: [
      { path: 'name', message: 'must not contain the character NUL', fr: 'ne doit pas contenir le caractère NUL' },
    ],
  });
});
