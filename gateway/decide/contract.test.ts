import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answers, compileContract, methodsAt, templateAt } from '#gateway/decide/contract.ts';

type Operation = { readonly method: string; readonly path: string };

function methodsIn(operations: readonly Operation[], path: string): string[] | null {
  const methods = methodsAt(compileContract(operations), path);
  return methods === null ? null : [...methods];
}

const accounts: readonly Operation[] = [
  { method: 'get', path: '/accounts/{id}' },
  { method: 'POST', path: '/accounts/import' },
  { method: 'DELETE', path: '/accounts/{number}' },
  { method: 'GET', path: '/files/{name}.{kind}' },
];

test('a path without parameters comes before one with them, and both answer', () => {
  assert.deepEqual(methodsIn(accounts, '/accounts/import'), ['POST', 'GET', 'DELETE']);
  assert.deepEqual(methodsIn(accounts, '/accounts/1'), ['GET', 'DELETE']);
});

test('a parameter is one segment and at least one character of it', () => {
  assert.equal(methodsIn(accounts, '/accounts/'), null);
  assert.equal(methodsIn(accounts, '/accounts/1/2'), null);
  assert.deepEqual(methodsIn(accounts, '/files/a.b'), ['GET']);
  assert.deepEqual(methodsIn(accounts, '/files/a.b.c'), ['GET']);
  assert.equal(methodsIn(accounts, '/files/a.'), null);
  assert.equal(methodsIn(accounts, '/files/ab'), null);
});

test('what comes before the base path’s end is passed over', () => {
  const contract = compileContract(accounts);
  assert.deepEqual([...(methodsAt(contract, '/base/v1/accounts/1', '/base/v1'.length) ?? [])], ['GET', 'DELETE']);
});

test('HEAD is answered where GET is', () => {
  assert.equal(answers(new Set(['GET']), 'HEAD'), true);
  assert.equal(answers(new Set(['POST']), 'HEAD'), false);
});

const pathSegment = fc.constantFrom('a', 'b', '', '{x}', '{y}', 'a{x}', '{x}b', '{x}.{y}', '{x}a{y}b', 'ab');
const operation = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  path: fc.array(pathSegment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
});
const calledPath = fc
  .array(fc.constantFrom('a', 'b', '', 'ab', 'a.b', 'aab', 'xaxb', '.'), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

/** What a path of a contract stands for, as a regular expression: slow, and easy to believe. */
function expressionOf(path: string): RegExp {
  const literal = (text: string) => text.replace(/[.]/g, '\\.');
  return new RegExp(
    `^${path
      .split(/\{[^{}]*\}/)
      .map(literal)
      .join('[^/]+')}$`,
  );
}

test('the tree finds what trying every operation finds', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 12 }), calledPath, (operations, path) => {
      const matching = operations.filter((candidate) => expressionOf(candidate.path).test(path));
      const found = methodsIn(operations, path);
      assert.deepEqual(found?.toSorted() ?? [], [...new Set(matching.map(({ method }) => method))].toSorted());
    }),
    { numRuns: 2_000 },
  );
});

test('the path of an operation as the contract writes it is one that the called path matches, of its method where there is one', () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 12 }),
      calledPath,
      fc.constantFrom('GET', 'POST'),
      (all, path, method) => {
        const matching = all.filter((candidate) => expressionOf(candidate.path).test(path));
        const ofMethod = matching.filter((candidate) => candidate.method === method);
        const possible = (ofMethod.length > 0 ? ofMethod : matching).map((candidate) => candidate.path);
        const found = templateAt(compileContract(all), method, path);
        if (found === null) assert.deepEqual(possible, []);
        else assert.ok(possible.includes(found), found);
      },
    ),
    { numRuns: 2_000 },
  );
});
