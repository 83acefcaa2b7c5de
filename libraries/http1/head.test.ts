import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldKind, firstOwnKind, kindLimit, openFieldNames } from '#http1/field-names.ts';
import { parseRequest, requestWith } from '#http1/testing/parse.ts';

const names = openFieldNames({ 'x-a': firstOwnKind, 'x-b': firstOwnKind + 1 });

test('kept lines are all lines but those of a dropped kind, byte for byte and in order', () => {
  const line = fc.constantFrom('X-A: 1', 'x-a:2', 'X-B:  3 ', 'X-C: 4', 'X-D:');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.subarray(['x-a', 'x-b']), (lines, dropped) => {
      const table = new Uint8Array(kindLimit);
      table[fieldKind.host] = 1;
      if (dropped.includes('x-a')) table[firstOwnKind] = 1;
      if (dropped.includes('x-b')) table[firstOwnKind + 1] = 1;
      const { head } = parseRequest(requestWith(...lines), names);
      const kept = lines.filter((line) => !dropped.includes(line.slice(0, 3).toLowerCase()));
      assert.equal(head.keptLines(table), kept.map((line) => `${line}\r\n`).join(''));
    }),
  );
});

test('nothing is kept of a head without fields', () => {
  const { head } = parseRequest('GET / HTTP/1.0\r\n\r\n');
  assert.equal(head.keptLines(new Uint8Array(kindLimit)), '');
  assert.equal(head.text.slice(0, head.fieldsStart), 'GET / HTTP/1.0\r\n');
});

test('values of a kind come in order, and the first one is the value', () => {
  const { head } = parseRequest(requestWith('X-A: 1', 'X-B: 2', 'x-a: 3'), names);
  assert.deepEqual(head.values(firstOwnKind), ['1', '3']);
  assert.deepEqual([head.value(firstOwnKind), head.times(firstOwnKind), head.indexOf(firstOwnKind)], ['1', 2, 1]);
  assert.deepEqual([head.values(firstOwnKind + 2), head.value(firstOwnKind + 2)], [[], undefined]);
});

test('a field that Connection names is there for nobody else', () => {
  const { head } = parseRequest(requestWith('Connection: x-a', 'X-A: 1', 'X-B: 2', 'X-A: 3'), names);
  assert.deepEqual([head.times(firstOwnKind), head.value(firstOwnKind)], [0, undefined]);
  assert.deepEqual(head.values(fieldKind.named), ['1', '3']);
  assert.equal(head.value(firstOwnKind + 1), '2');
});

test('a name with an underscore is never taken for the one with a hyphen', () => {
  const { head } = parseRequest(requestWith('X_A: 1', 'Content_Length: 5'), names);
  assert.equal(head.times(fieldKind.underscored), 2);
  assert.deepEqual([head.times(firstOwnKind), head.contentLength], [0, 0]);
});
