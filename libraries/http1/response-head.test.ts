import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseResponse } from '#http1/testing/parse.ts';

const sample = 'HTTP/1.1 200 All right\r\nContent-Length: 5\r\n\r\n';

test('a head says status, reason and what follows', () => {
  const { head, result } = parseResponse(`${sample}hello`);
  assert.equal(result, 'complete');
  assert.deepEqual([head.status, head.contentLength, head.untilClose, head.keepAlive], [200, 5, false, true]);
  assert.equal(head.text.slice(head.reasonStart, head.fieldsStart), 'All right\r\n');
  assert.equal(head.lengthBytes, sample.length);
});

test('every beginning of a head is incomplete', () => {
  for (let length = 0; length < sample.length; length += 1) {
    assert.equal(parseResponse(sample.slice(0, length)).result, 'incomplete', sample.slice(0, length));
  }
});

for (const [line, expected] of [
  ['HTTP/1.1 200 OK', 'complete'],
  ['HTTP/1.1 200 ', 'complete'],
  ['HTTP/1.1 200', 'complete'],
  ['HTTP/1.0 404 No', 'complete'],
  ['HTTP/1.1 200 caf\xe9', 'complete'],
  ['HTTP/1.1 999 x', 'complete'],
  ['HTTP/1.1 099 x', 'malformed'],
  ['HTTP/1.1 20 x', 'malformed'],
  ['HTTP/1.1 2000 x', 'malformed'],
  ['HTTP/1.1  200 x', 'malformed'],
  ['HTTP/1.1\t200 x', 'malformed'],
  ['HTTP/1.2 200 OK', 'malformed'],
  ['HTTP/2.0 200 OK', 'malformed'],
  ['http/1.1 200 OK', 'malformed'],
  ['ICY 200 OK is it', 'malformed'],
  ['HTTP/1.1 200 a\0b', 'malformed'],
  ['HTTP/1.1 200 a\rb', 'malformed'],
  ['HTTP/1.1 200 a\nb', 'malformed'],
] as const) {
  test(`the status line ${JSON.stringify(line)} is ${expected}`, () => {
    assert.equal(parseResponse(`${line}\r\nContent-Length: 0\r\n\r\n`).result, expected);
  });
}

test('an answer without framing ends with its connection', () => {
  const { head } = parseResponse('HTTP/1.1 200 OK\r\n\r\n');
  assert.deepEqual([head.untilClose, head.contentLength, head.keepAlive], [true, null, false]);
});

test('no body follows an answer to HEAD, an interim one, 204 and 304, whatever they say', () => {
  for (const [status, bodyless] of [
    [200, true],
    [103, false],
    [204, false],
    [304, false],
  ] as const) {
    for (const framing of ['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', '']) {
      const { head, result } = parseResponse(`HTTP/1.1 ${status} x\r\n${framing}\r\n`, bodyless);
      assert.equal(result, 'complete');
      assert.deepEqual([head.chunked, head.untilClose, head.keepAlive], [false, false, true], `${status} ${framing}`);
    }
  }
});

test('the framing of an answer is judged as strictly as that of a request', () => {
  for (const fields of [
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\nContent-Length: 5\r\n',
    'Content-Length: 05\r\n',
    'Transfer-Encoding: chunked, identity\r\n',
    'Connection: content-length\r\nContent-Length: 5\r\n',
  ]) {
    assert.equal(parseResponse(`HTTP/1.1 200 OK\r\n${fields}\r\n`).result, 'malformed', fields);
  }
  assert.equal(parseResponse('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n').result, 'coding_unknown');
  assert.equal(parseResponse('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n').result, 'malformed');
});
