import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRequest, parseResponse, requestWith } from '#http1/testing/parse.ts';

for (const line of [
  'X : a',
  ' X: a',
  ': a',
  'X',
  'X a: b',
  'X: a\r\n b',
  'X: a\r\n\tb',
  'X: a\nY: b',
  'X: a\rY: b',
  'X: a\0b',
  'X: a\x7f',
  'X: a\x0b',
  'X: caf\xe9',
  'X\xe9: a',
  'X(: a',
  '"X": a',
]) {
  test(`the line ${JSON.stringify(line)} is malformed`, () => {
    assert.equal(parseRequest(requestWith(line)).result, 'malformed');
  });
}

test('an answer may carry bytes above ASCII in a value, and nowhere else', () => {
  const { head, result } = parseResponse('HTTP/1.1 200 OK\r\nX: caf\xe9\r\n\r\n');
  assert.deepEqual([result, head.valueAt(0)], ['complete', 'caf\xe9']);
  assert.equal(parseResponse('HTTP/1.1 200 OK\r\nX\xe9: a\r\n\r\n').result, 'malformed');
  assert.equal(parseResponse('HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n').result, 'malformed');
});

const token = fc.string({ unit: fc.constantFrom(..."abcXYZ019!#$%&'*+-.^_`|~"), minLength: 1, maxLength: 20 });
const value = fc.string({ unit: fc.constantFrom(...'ab :,;="\\\t()'), maxLength: 20 });
const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });

test('fields come out as they went in, without the white space around their values', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(token, blank, value, blank), { maxLength: 15 }), (fields) => {
      const ours = fields.map(([name, ...rest]) => [`x-${name}`, ...rest] as const);
      const text = requestWith(...ours.map(([name, before, text, behind]) => `${name}:${before}${text}${behind}`));
      const { head, result } = parseRequest(text);
      assert.equal(result, 'complete');
      const read = Array.from({ length: head.count - 1 }, (_, index) => [
        head.nameAt(index + 1),
        head.valueAt(index + 1),
      ]);
      assert.deepEqual(
        read,
        ours.map(([name, , text]) => [name, text.replace(/^[ \t]+|[ \t]+$/g, '')]),
      );
    }),
  );
});
