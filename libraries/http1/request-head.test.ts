import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Head } from '#http1/head.ts';
import { parseRequestHead } from '#http1/request-head.ts';
import { parseRequest, requestWith, testRules } from '#http1/testing/parse.ts';

const sample = 'POST /a/b?c=d HTTP/1.1\r\nHost: a.example\r\nX-One:  1 \r\nContent-Length: 5\r\n\r\n';

test('a head says where everything in it lies, and how long it is', () => {
  const { head, result } = parseRequest(`${sample}hello`);
  assert.equal(result, 'complete');
  assert.deepEqual([head.method, head.target, head.minorVersion], ['POST', '/a/b?c=d', 1]);
  assert.equal(head.text.slice(head.queryStart, head.targetEnd), '?c=d');
  assert.equal(head.plainPath, true);
  assert.equal(head.contentLength, 5);
  assert.equal(head.lengthBytes, sample.length);
  assert.equal(head.text, sample);
  assert.deepEqual([head.nameAt(1), head.valueAt(1)], ['X-One', '1']);
});

test('a head is the same wherever in the buffer it begins', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 50 }), (before) => {
      const bytes = Buffer.from(before + sample, 'latin1');
      const head = new Head(testRules.maximumFields);
      assert.equal(parseRequestHead(head, bytes, before.length, bytes.length, testRules), 'complete');
      assert.deepEqual([head.method, head.target, head.valueAt(1), head.text], ['POST', '/a/b?c=d', '1', sample]);
    }),
  );
});

test('every beginning of a head is incomplete, none is complete or malformed', () => {
  for (let length = 0; length < sample.length; length += 1) {
    assert.equal(parseRequest(sample.slice(0, length)).result, 'incomplete', JSON.stringify(sample.slice(0, length)));
  }
});

test('one object filled again says nothing of what it said before', () => {
  const head = new Head(testRules.maximumFields);
  const read = (text: string): string => {
    const bytes = Buffer.from(text, 'latin1');
    return parseRequestHead(head, bytes, 0, bytes.length, testRules);
  };
  assert.equal(
    read(requestWith('Connection: close', 'Expect: 100-continue', 'Transfer-Encoding: chunked')),
    'complete',
  );
  assert.equal(read('GET / HTTP/1.1\r\nHost: b\r\n\r\n'), 'complete');
  assert.deepEqual(
    [head.keepAlive, head.expectsContinue, head.chunked, head.contentLength, head.count],
    [true, false, false, 0, 1],
  );
});

const cases: readonly (readonly [string, string, string])[] = [
  ['no Host in HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n', 'malformed'],
  ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 'complete'],
  ['two Hosts', requestWith('Host: a'), 'malformed'],
  ['an empty line before the request', '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a space before the method', ' GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['two spaces before the target', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['two spaces behind the target', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a tab in the request line', 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['an empty target', 'GET  HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a target with a fragment', 'GET /#a HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a target with a backslash', 'GET /\\a HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a target with a byte above ASCII', 'GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['HTTP/0.9', 'GET /\r\n\r\n', 'malformed'],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n\r\n', 'malformed'],
  ['HTTP/2.0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'malformed'],
  ['a small http', 'GET / http/1.1\r\nHost: a\r\n\r\n', 'malformed'],
  ['a space behind the version', 'GET / HTTP/1.1 \r\nHost: a\r\n\r\n', 'malformed'],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 'malformed'],
  ['a method of 33 letters', `${'A'.repeat(33)} / HTTP/1.1\r\nHost: a\r\n\r\n`, 'malformed'],
  ['a method without an end', 'A'.repeat(33), 'malformed'],
  ['a target over the limit', `GET /${'a'.repeat(1_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 'target_too_long'],
  ['a target over the limit whose end has not come', `GET /${'a'.repeat(1_000)}`, 'target_too_long'],
  ['a head over the limit', requestWith(`X: ${'a'.repeat(4_096)}`), 'head_too_large'],
  [
    'a head over the limit whose end has not come',
    requestWith(`X: ${'a'.repeat(4_096)}`).slice(0, 4_097),
    'head_too_large',
  ],
  ['twenty fields', requestWith(...Array.from({ length: 19 }, () => 'X: a')), 'complete'],
  ['more than twenty fields', requestWith(...Array.from({ length: 20 }, () => 'X: a')), 'head_too_large'],
  ['Expect: 100-Continue', requestWith('Expect: 100-Continue'), 'complete'],
  ['another expectation', requestWith('Expect: 100-continue, tea'), 'expectation_unknown'],
  ['an empty expectation', requestWith('Expect:'), 'expectation_unknown'],
  ['two expectations', requestWith('Expect: 100-continue', 'Expect: 100-continue'), 'expectation_unknown'],
];
for (const [name, text, expected] of cases) {
  test(`${name}: ${expected}`, () => assert.equal(parseRequest(text).result, expected));
}

test('HTTP/1.0 cannot wait for an interim answer', () => {
  assert.equal(parseRequest(requestWith('Expect: 100-continue')).head.expectsContinue, true);
  const old = parseRequest('GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n');
  assert.deepEqual([old.result, old.head.expectsContinue], ['complete', false]);
});

for (const [target, plain] of [
  ['/', true],
  ['/a/b.c', true],
  ['/a?../;%', true],
  ['/.a', false],
  ['/a/..', false],
  ['//a', false],
  ['/a%20', false],
  ['/a;b', false],
  ['*', false],
  ['http://a/b', false],
] as const) {
  test(`the target ${target} is ${plain ? '' : 'not '}one that everybody reads alike`, () => {
    const { head, result } = parseRequest(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
    assert.deepEqual([result, head.plainPath, head.target], ['complete', plain, target]);
  });
}

test('no byte but those of its grammar passes anywhere in a head', () => {
  const whole = requestWith('X-Some: value');
  const outside = /[^\t\r\n -~]/;
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const text = whole.slice(0, at) + String.fromCharCode(byte) + whole.slice(at + 1);
      const { result } = parseRequest(text);
      if (result === 'complete') assert.doesNotMatch(text, outside);
    }),
    { numRuns: 2_000 },
  );
});
