import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTarget } from '#gateway/head/target.ts';
import { readRequestHead } from '#gateway/head/request-head.ts';
import { parseMessage, requestHeadOf, type RequestParts } from '#test/request-head.ts';

function read(parts: RequestParts): string {
  const { head, result } = parseMessage(parts);
  if (result !== 'complete') return result;
  const read = readRequestHead(head);
  return 'fault' in read ? read.fault : 'read';
}

const host = ['Host', 'api.example'] as const;
const refused: readonly (readonly [string, RequestParts, string])[] = [
  ['an invalid Host', { fields: [['Host', 'a b']] }, 'request.malformed'],
  ['a Host with user information', { fields: [['Host', 'a@b']] }, 'request.malformed'],
  ['an absolute form of another authority', { target: 'http://other.example/a' }, 'request.malformed'],
  ['the asterisk form', { method: 'OPTIONS', target: '*' }, 'request.malformed'],
  ['a body over the limit', { fields: [host, ['Content-Length', '999999999999']] }, 'request.body_too_large'],
  ['TRACE', { method: 'TRACE' }, 'request.method_not_supported'],
  ['CONNECT', { method: 'CONNECT', target: 'a:1' }, 'request.method_not_supported'],
];
for (const [name, parts, fault] of refused) {
  test(`${name} is refused: ${fault}`, () => assert.equal(read(parts), fault));
}

for (const target of [
  '/a%2fb',
  '/a/%2E%2e/b',
  '/a//b',
  '/./a',
  '/a/..',
  '/a/.',
  '//',
  '/a\\b',
  '/a%5Cb',
  '/a;b',
  '/..;/a',
  '/a#b',
  '/%00',
  '/%zz',
  '/%',
  '/caf\u00e9',
  '/a b',
  '/a\tb',
  'a',
  '',
]) {
  test(`the target ${JSON.stringify(target)} is refused, never repaired`, () => {
    assert.match(read({ target }), /malformed$/);
  });
}

test('a target that is read is the target that came, without any segment that climbs or vanishes', () => {
  const piece = fc.constantFrom(
    '/',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    ';',
    '\\',
    'a',
    'b%20',
    '%c3%a9',
    '?',
    '#',
    '//',
    '%',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const sent = `/${pieces.join('')}`;
      const target = parseTarget(sent, 'api.example');
      if (typeof target === 'string') return;
      assert.equal(target.query === null ? target.path : `${target.path}?${target.query}`, sent);
      // The judge is another implementation of paths: the WHATWG one must find nothing to change.
      assert.equal(new URL(`http://api.example${target.path}`).pathname, target.path);
      assert.doesNotMatch(target.path, /%2[ef]|%5c|\/\/|;/i);
    }),
  );
});

test('the path that the parser calls plain is one in which the slower judge finds nothing either', () => {
  const piece = fc.constantFrom('/', '.', '..', '%2e', ';', '\\', 'a', 'b~', '?', '//', '%20', ',', '=');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const target = `/${pieces.join('')}`;
      const { head, result } = parseMessage({ target });
      if (result !== 'complete' || !head.plainPath) return;
      const { path, query } = requestHeadOf({ target });
      assert.deepEqual({ path, query }, parseTarget(target, 'api.example'));
    }),
  );
});
