import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { peopleOperations } from '#registry/operations.ts';

test('operations have distinct names and addresses, and each name in an address is a field', () => {
  const names = peopleOperations.map(({ name }) => name);
  const addresses = peopleOperations.map(({ http }) => `${http.method} ${http.path}`);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(addresses).size, addresses.length);
  for (const { http, input } of peopleOperations) {
    for (const [, field = ''] of http.path.matchAll(/\{(\w+)\}/g))
      assert.ok(input instanceof z.ZodObject && field in input.shape, http.path);
  }
});
