import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldKind } from '#http1/field-names.ts';
import { parseRequest, requestWith } from '#http1/testing/parse.ts';

for (const [value, expected] of [
  ['0', 0],
  ['5', 5],
  [' 5 ', 5],
  ['999999999999999', 999_999_999_999_999],
  ['1000000000000000', null],
  ['05', null],
  ['+5', null],
  ['-5', null],
  ['0x5', null],
  ['5 5', null],
  ['5,5', null],
  ['5\t', null],
  ['5.0', null],
  ['', null],
] as const) {
  test(`Content-Length: ${JSON.stringify(value)} is ${expected ?? 'malformed'}`, () => {
    const { head, result } = parseRequest(requestWith(`Content-Length: ${value}`));
    assert.equal(result, expected === null ? 'malformed' : 'complete');
    if (expected !== null) assert.equal(head.contentLength, expected);
  });
}

test('two lengths are malformed, equal or not', () => {
  assert.equal(parseRequest(requestWith('Content-Length: 5', 'Content-Length: 5')).result, 'malformed');
});

for (const [value, expected] of [
  ['chunked', 'complete'],
  ['Chunked', 'complete'],
  ['chunked\t', 'malformed'],
  [',chunked', 'malformed'],
  ['chunked,', 'malformed'],
  ['chunked, chunked', 'malformed'],
  ['chunked, gzip', 'malformed'],
  ['identity', 'malformed'],
  ['gzip', 'malformed'],
  ['', 'malformed'],
  ['gzip, chunked', 'coding_unknown'],
] as const) {
  test(`Transfer-Encoding: ${JSON.stringify(value)} is ${expected}`, () => {
    assert.equal(parseRequest(requestWith(`Transfer-Encoding: ${value}`)).result, expected);
  });
}

test('a coding together with a length, twice, or in HTTP/1.0 is malformed', () => {
  const coding = 'Transfer-Encoding: chunked';
  assert.equal(parseRequest(requestWith(coding, 'Content-Length: 5')).result, 'malformed');
  assert.equal(parseRequest(requestWith(coding, coding)).result, 'malformed');
  assert.equal(parseRequest(`POST / HTTP/1.0\r\n${coding}\r\n\r\n`).result, 'malformed');
});

for (const [version, line, keeps] of [
  ['1.1', null, true],
  ['1.1', 'close', false],
  ['1.1', 'Close', false],
  ['1.1', 'keep-alive, close', false],
  ['1.0', null, false],
  ['1.0', 'keep-alive', true],
  ['1.0', 'Keep-Alive', true],
  ['1.0', 'x, keep-alive', true],
  ['1.0', 'close, keep-alive', false],
  ['1.0', 'keep-alive\t', false],
  ['1.0', 'x,\tkeep-alive', false],
  ['1.1', 'keep-alive\t', true],
] as const) {
  test(`HTTP/${version} with Connection: ${JSON.stringify(line)} ${keeps ? 'stays' : 'closes'}`, () => {
    const connection = line === null ? '' : `Connection: ${line}\r\n`;
    assert.equal(parseRequest(`GET / HTTP/${version}\r\nHost: a\r\n${connection}\r\n`).head.keepAlive, keeps);
  });
}

test('fields that Connection names belong to the connection, but for those that mean the message', () => {
  const { head, result } = parseRequest(requestWith('Connection: X-One, x-two', 'X-ONE: 1', 'X-Two: 2', 'X-Three: 3'));
  assert.equal(result, 'complete');
  assert.deepEqual([...head.kinds.subarray(2, 5)], [fieldKind.named, fieldKind.named, fieldKind.other]);
  for (const name of ['Host', 'content-length', 'Transfer-Encoding']) {
    assert.equal(parseRequest(requestWith(`Connection: close, ${name}`)).result, 'malformed', name);
  }
});

test('more words in Connection than anybody needs are malformed', () => {
  assert.equal(parseRequest(requestWith(`Connection: ${Array(100).fill('a').join(',')}`)).result, 'complete');
  assert.equal(parseRequest(requestWith(`Connection: ${Array(101).fill('a').join(',')}`)).result, 'malformed');
});

test('an upgrade is asked for by both fields together', () => {
  assert.equal(parseRequest(requestWith('Connection: Upgrade', 'Upgrade: websocket')).head.upgrade, true);
  assert.equal(parseRequest(requestWith('Connection: upgrade')).head.upgrade, false);
  assert.equal(parseRequest(requestWith('Upgrade: websocket')).head.upgrade, false);
});
