import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileContract } from '#gateway/decide/contract.ts';
import { mask, maskedPath, operationOf } from '#gateway/usage/operation.ts';

const contract = compileContract([
  { method: 'GET', path: '/datasets/{dataset}' },
  { method: 'POST', path: '/datasets/import' },
  { method: 'GET', path: '/files/{name}.{kind}' },
]);
const route = { basePath: '/base/v1', contract };
const operation = (method: string, path: string) => operationOf({ route, method, path: `/base/v1${path}` });

test('an operation of the contract is called by its path there, whatever stands in the request', () => {
  assert.equal(operation('GET', '/datasets/FR1.M.EUR'), '/datasets/{dataset}');
  assert.equal(operation('HEAD', '/datasets/FR1.M.EUR'), '/datasets/{dataset}');
  assert.equal(operation('POST', '/datasets/import'), '/datasets/import');
  assert.equal(operation('GET', '/datasets/import'), '/datasets/{dataset}');
  assert.equal(operation('DELETE', '/datasets/import'), '/datasets/import');
  assert.equal(operation('GET', '/files/jean.dupont'), '/files/{name}.{kind}');
  assert.equal(operation('GET', '/unknown/7'), `/unknown/${mask}`);
});

test('without a contract or an API only words are left', () => {
  const path = '/accounts/FR76-3000/jean.dupont/a@b.example/caf%C3%A9/list_all';
  const masked = `/accounts/${mask}/${mask}/${mask}/${mask}/list_all`;
  assert.equal(
    operationOf({ route: { basePath: '/base', contract: null }, method: 'GET', path: `/base${path}` }),
    masked,
  );
  assert.equal(operationOf({ route: null, method: 'GET', path }), masked);
  assert.equal(operationOf({ route: null, method: null, path: null }), null);
  assert.equal(maskedPath('/a'.repeat(40)), `${'/a'.repeat(15)}/…`);
});

test('no value survives masking: no digit, no sign of an address, no encoding, nothing long', () => {
  const character = fc.constantFrom(...'aZ09-_.~@%:+=$&\'(),;!*/é€"\\'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 200 }), (rest) => {
      const masked = maskedPath(`/${rest}`);
      assert.match(masked.replaceAll(mask, ''), /^[/A-Za-z_-]*…?$/);
      for (const segment of masked.split('/')) assert.ok(segment.length <= 32);
      assert.ok(masked.split('/').length <= 17);
    }),
    { numRuns: 2_000 },
  );
});

test('no value of a parameter survives the contract either', () => {
  const value = fc.string({ unit: fc.constantFrom(...'secret0.@%é'.split('')), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(value, fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD'), (text, method) => {
      assert.equal(operation(method, `/datasets/${text}`), '/datasets/{dataset}');
    }),
  );
});
