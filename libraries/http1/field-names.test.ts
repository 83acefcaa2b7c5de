import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldKind, firstOwnKind, isHopByHop, kindLimit, kindOfName, openFieldNames } from '#http1/field-names.ts';

const names = openFieldNames({ authorization: firstOwnKind, 'x-a': firstOwnKind + 1 }, { 'x-ours-': firstOwnKind + 2 });

function kindOf(name: string): number {
  const bytes = Buffer.from(`junk${name}junk`, 'latin1');
  return kindOfName(names, bytes, 4, 4 + name.length);
}

test('a name is known in whatever case it is written, whole and by its beginning', () => {
  assert.equal(kindOf('Content-Length'), fieldKind.contentLength);
  assert.equal(kindOf('AUTHORIZATION'), firstOwnKind);
  assert.equal(kindOf('x-ours-something'), firstOwnKind + 2);
  assert.equal(kindOf('X-Ours-'), firstOwnKind + 2);
  assert.equal(kindOf('x-our'), fieldKind.other);
  assert.equal(kindOf('content-lengths'), fieldKind.other);
});

test('no token but the name itself has its kind', () => {
  const known = ['host', 'content-length', 'transfer-encoding', 'te', 'x-a', 'authorization'];
  const letters = "!#$%&'*+-.^_`|~09AZaz";
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom(...letters), (name, place, letter) => {
      const at = place % name.length;
      const other = name.slice(0, at) + letter + name.slice(at + 1);
      assert.equal(kindOf(other) === kindOf(name), other.toLowerCase() === name);
    }),
    { numRuns: 2_000 },
  );
});

test('numbers and names out of range are refused when a set is opened', () => {
  assert.throws(() => openFieldNames({ x: kindLimit }));
  assert.throws(() => openFieldNames({ ['x'.repeat(65)]: firstOwnKind }));
});

test('a name of any length has an answer', () => {
  assert.equal(kindOf('x'.repeat(10_000)), fieldKind.other);
});

test('what belongs to a connection is what RFC 9110 §7.6.1 names, and what Connection names', () => {
  const crossing = [fieldKind.host, fieldKind.contentLength, fieldKind.expect, fieldKind.date, fieldKind.other];
  assert.deepEqual(crossing.filter(isHopByHop), []);
  const staying = [fieldKind.transferEncoding, fieldKind.connection, fieldKind.upgrade, fieldKind.te, fieldKind.named];
  assert.deepEqual(staying.filter(isHopByHop), staying);
});
