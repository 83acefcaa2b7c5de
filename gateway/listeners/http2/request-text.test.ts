import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerFields } from '#gateway/listeners/http2/answer-fields.ts';
import { requestText } from '#gateway/listeners/http2/request-text.ts';
import { parseMessage } from '#test/request-head.ts';

const pseudo = [':method', 'GET', ':scheme', 'https', ':authority', 'api.example', ':path', '/a?b'];

test('a head is told as HTTP/1.1 tells it', () => {
  const raw = [...pseudo, 'accept', '*/*', 'cookie', 'a=1', 'x-a', '', 'cookie', 'b=2', 'te', 'trailers'];
  assert.equal(
    requestText(raw, false),
    'GET /a?b HTTP/1.1\r\nhost: api.example\r\naccept: */*\r\nx-a: \r\ncookie: a=1; b=2\r\n\r\n',
  );
});

test('a body without a length is one whose length nobody knows', () => {
  const post = [':method', 'POST', ...pseudo.slice(2)];
  assert.match(requestText(post, true) ?? '', /\r\ntransfer-encoding: chunked\r\n\r\n$/);
  assert.match(requestText([...post, 'content-length', '3'], true) ?? '', /\r\ncontent-length: 3\r\n\r\n$/);
  assert.doesNotMatch(requestText(post, false) ?? '', /chunked|length/);
});

test('a host field stands for the authority, and must not contradict it', () => {
  const without = pseudo.filter((part) => part !== ':authority' && part !== 'api.example');
  assert.match(requestText([...without, 'host', 'api.example'], false) ?? '', /\r\nhost: api.example\r\n/);
  const both = requestText([...pseudo, 'host', 'api.example'], false) ?? '';
  assert.equal(both.match(/host:/g)?.length, 1);
  assert.equal(requestText([...pseudo, 'host', 'other.example'], false), null);
  assert.equal(requestText([...without, 'host', 'a', 'host', 'a'], false), null);
  assert.equal(requestText(without, false), null);
});

function withPseudo(name: string, value: string): string[] {
  const changed = [...pseudo];
  changed[changed.indexOf(name) + 1] = value;
  return changed;
}

const refused: readonly (readonly [string, string[]])[] = [
  ['a missing method', pseudo.slice(2)],
  ['a missing path', pseudo.slice(0, 6)],
  ['a missing scheme', [...pseudo.slice(0, 2), ...pseudo.slice(4)]],
  ['another scheme', withPseudo(':scheme', 'http')],
  ['an empty method', withPseudo(':method', '')],
  ['an empty path', withPseudo(':path', '')],
  ['the asterisk', withPseudo(':path', '*')],
  ['the absolute form', withPseudo(':path', 'https://api.example/a')],
  ['a second request in the path', withPseudo(':path', '/a HTTP/1.1\r\nx: y')],
  ['a space in the path', withPseudo(':path', '/a HTTP/1.0')],
  ['a space in the method', withPseudo(':method', 'GET /b')],
  ['a line in the authority', withPseudo(':authority', 'a\r\nx: y')],
  ['CONNECT', [':method', 'CONNECT', ':authority', 'a:1']],
  ['extended CONNECT', [...withPseudo(':method', 'CONNECT'), ':protocol', 'websocket']],
  ['a pseudo-field twice', [...pseudo, ':path', '/b']],
  ['a pseudo-field of answers', [...pseudo, ':status', '200']],
  ['a pseudo-field after a field', ['x', 'y', ...pseudo]],
  ['a capital letter', [...pseudo, 'X-A', '1']],
  ['an empty name', [...pseudo, '', '1']],
  ['a colon in a name', [...pseudo, 'x:y', '1']],
  ['a space in a name', [...pseudo, 'x ', '1']],
  ['a line feed in a value', [...pseudo, 'x', '1\n2']],
  ['a carriage return in a value', [...pseudo, 'x', '1\r2']],
  ['NUL in a value', [...pseudo, 'x', '1\0']],
  ['white space before a value', [...pseudo, 'x', ' 1']],
  ['white space after a value', [...pseudo, 'x', '1\t']],
  ['connection', [...pseudo, 'connection', 'close']],
  ['keep-alive', [...pseudo, 'keep-alive', '1']],
  ['proxy-connection', [...pseudo, 'proxy-connection', 'close']],
  ['transfer-encoding', [...pseudo, 'transfer-encoding', 'chunked']],
  ['upgrade', [...pseudo, 'upgrade', 'h2c']],
  ['te other than trailers', [...pseudo, 'te', 'gzip']],
];
for (const [name, raw] of refused) {
  test(`${name} is not told`, () => assert.equal(requestText(raw, true), null));
}

test('whatever is told, the parser of HTTP/1.1 reads the same fields in it, or refuses it', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', ':', ' ', '\r', '\n', '\t', '\0', ';', '\u00e9', '-'),
    maxLength: 5,
  });
  const field = fc.tuple(fc.oneof(text, fc.constantFrom('x-a', 'cookie', 'host', 'te', 'content-length')), text);
  fc.assert(
    fc.property(fc.array(field, { maxLength: 4 }), text, text, fc.boolean(), (fields, path, authority, hasBody) => {
      const raw = [...withPseudo(':path', `/${path}`), ...fields.flat()];
      raw[raw.indexOf(':authority') + 1] = authority;
      const told = requestText(raw, hasBody);
      if (told === null) return;
      const lines = told.slice(0, -4).split('\r\n');
      const head = lines
        .slice(1)
        .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
      assert.equal(lines[0], `GET /${path} HTTP/1.1`);
      const parsed = parseMessage({ target: `/${path}`, fields: head });
      if (parsed.result !== 'complete') return;
      const read = Array.from({ length: parsed.head.count }, (_, index) => parsed.head.nameAt(index));
      const sent = new Set(['host', ...fields.map(([name]) => name), ...(hasBody ? ['transfer-encoding'] : [])]);
      assert.deepEqual(
        read.filter((name) => !sent.has(name)),
        [],
      );
      assert.equal(parsed.head.target, `/${path}`);
    }),
    { numRuns: 500 },
  );
});

test('the head of an answer becomes fields: names in lower case, the reason dropped, repetitions kept', () => {
  const text =
    'HTTP/1.1 404 Not Found\r\nContent-Type:  text/plain \r\nSet-Cookie: a=1\r\nset-cookie: b=2:3\r\nX-Empty:\r\n';
  assert.deepEqual(answerFields(text), [
    ...[':status', '404', 'content-type', 'text/plain', 'set-cookie', 'a=1', 'set-cookie', 'b=2:3', 'x-empty', ''],
  ]);
  assert.deepEqual(answerFields('HTTP/1.1 204 \r\n'), [':status', '204']);
});
