/** What a strict gateway refuses or makes harmless, one row after the other: what the client gets, and what upstreams see. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Gateway } from '#gateway/gateway.ts';
import { Peer } from '#libraries/http1/testing/peer.ts';
import { openPort, type TestPort } from '#libraries/http1/testing/upstream.ts';
import { converse, statusesOf } from '#test/differential/passage.ts';
import { bodyOf, openControl, openFake, openFolder, openTestGateway } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleIssuer, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

const closing: (() => unknown)[] = [];
let gateway: Gateway;
let port = 0;
let upstream: TestPort;
/** What the upstream answers to a request; each test may say. */
let answer = '';
/** Whether it answers as soon as it has a head. */
let early = false;
/** Everything that the upstream saw since the test began. */
let seen = '';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers each complete request, and notes every byte. */
function serve(peer: Peer): void {
  let from = 0;
  peer.socket.on('data', (data) => {
    seen += data.toString('latin1');
    const request = /^[\s\S]*?\r\n\r\n/.exec(peer.received.slice(from))?.[0];
    if (request === undefined) return;
    const length = Number(/\r\ncontent-length: (\d+)/.exec(request)?.[1] ?? 0);
    const rest = peer.received.slice(from + request.length);
    if (!early && (request.includes('chunked') ? !rest.endsWith('0\r\n\r\n') : rest.length < length)) return;
    from = peer.received.length;
    peer.send(answer);
  });
}

before(async () => {
  const control = await openControl();
  const issuer = await openFake(async (request, response) => {
    const token = new URLSearchParams(await bodyOf(request)).get('token') ?? '';
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const good = { active: true, client_id: sampleApplication.clientId, scope: 'openid', exp, secret_id: 'secret-1' };
    response.end(JSON.stringify(token === 'good' ? good : { active: false }));
  });
  upstream = await openPort(serve);
  const url = `http://127.0.0.1:${upstream.target.port}`;
  control.publish(
    sampleSnapshot({
      issuers: { [sampleIssuer.id]: { ...sampleIssuer, introspection: issuer.url } },
      routes: [{ ...sampleRoute, upstream: url, operations: null }],
    }),
  );
  const folder = await openFolder();
  gateway = await openTestGateway(control.url, folder.path, {
    clientTimes: { headMs: 5_000, idleMs: 5_000, stallMs: 200, bodyMs: 5_000 },
    deadlineStepMs: 20,
  });
  await gateway.ready;
  port = gateway.addresses[0]?.port ?? 0;
  closing.push(gateway.close, control.close, issuer.close, upstream.close, folder.close);
});

after(async () => {
  for (const close of closing) await close();
});

beforeEach(() => {
  seen = '';
  answer = ok;
  early = false;
});

const base = sampleRoute.basePath;
const host = 'Host: api.piste.example\r\n';
const token = 'Authorization: Bearer good\r\n';
const get = (lines = '', target = `${base}/x`): string => `GET ${target} HTTP/1.1\r\n${host}${token}${lines}\r\n`;
const post = (lines: string, body = ''): string => `POST ${base}/x HTTP/1.1\r\n${host}${token}${lines}\r\n${body}`;
const say = (bytes: string): Promise<string> => converse(port, [Buffer.from(bytes, 'latin1')]);

/** The client gets `status` alone and its connection closed; no upstream sees a byte. */
async function refused(bytes: string, status: number): Promise<void> {
  const text = await say(bytes + get());
  assert.deepEqual(statusesOf(text), [status], JSON.stringify(bytes));
  assert.match(text, /\r\nconnection: close\r\n/i);
  assert.equal(seen, '', JSON.stringify(bytes));
}

test('row 1: two Hosts, none in HTTP/1.1, or an invalid one are 400', async () => {
  await refused(get('Host: other.example\r\n'), 400);
  await refused(get(host), 400);
  await refused(`GET ${base}/x HTTP/1.1\r\n${token}\r\n`, 400);
  for (const name of ['', 'a b', 'a@b', 'a/b', 'a,b', '[::1', 'a:b', 'a:99999']) {
    await refused(`GET ${base}/x HTTP/1.1\r\nHost: ${name}\r\n${token}\r\n`, 400);
  }
});

test('row 2: codings that are empty, misplaced, repeated or identity are 400', async () => {
  for (const coding of [
    ',chunked',
    'chunked,',
    'chunked, gzip',
    'chunked, chunked',
    'identity',
    'chunked, identity',
    '',
  ]) {
    await refused(post(`Transfer-Encoding: ${coding}\r\n`, '0\r\n\r\n'), 400);
  }
  await refused(post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400);
});

test('row 3: an unknown coding is 501 before anything goes upstream', async () => {
  await refused(post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'), 501);
});

test('row 4: a coding in HTTP/1.0 is 400', async () => {
  await refused(`POST ${base}/x HTTP/1.0\r\n${host}${token}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400);
});

test('row 5: a length is one decimal number, alone, or the request is 400', async () => {
  for (const length of ['+5', '-5', '0x5', '5 5', '010', '5,5', '', '5.0', '99999999999999999999']) {
    await refused(post(`Content-Length: ${length}\r\n`, 'abcde'), 400);
  }
  await refused(post('Content-Length: 5\r\nContent-Length: 5\r\n', 'abcde'), 400);
  await refused(post('Content-Length: 5\r\nContent-Length: 6\r\n', 'abcde'), 400);
  await refused(post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400);
});

test('row 6: an absolute form must name the Host', async () => {
  for (const authority of ['other.example', 'api.piste.example:80', 'a@api.piste.example', '']) {
    await refused(get('', `http://${authority}${base}/x`), 400);
  }
  assert.deepEqual(statusesOf(await say(get('', `http://api.piste.example${base}/x`))), [200]);
  assert.match(seen, /^GET \/x HTTP\/1\.1\r\nhost: 127\.0\.0\.1:/);
});

test('row 7: a target that can be read in two ways is 400, and a plain one is forwarded as it came', async () => {
  for (const path of [
    '/a#b',
    '/a\\b',
    '/a\x01b',
    '/caf\xe9',
    '/%2f..',
    '/%2e%2e/a',
    '//a',
    '/./a',
    '/../a',
    '/a;b',
    '/%5c',
    '/%00',
    '/%',
  ]) {
    await refused(get('', `${base}${path}`), 400);
  }
  await say(get('', `${base}/a%20b/~c?d=%2f..%2f;#`.replace('#', '')));
  assert.match(seen, /^GET \/a%20b\/~c\?d=%2f\.\.%2f; HTTP\/1\.1\r\n/);
});

test('row 8: another expectation is 417, and none is ever forwarded', async () => {
  for (const expectation of ['y 100-continue', '100-continue, y', 'tea', '']) {
    await refused(post(`Expect: ${expectation}\r\nContent-Length: 1\r\n`, 'a'), 417);
  }
  assert.deepEqual(statusesOf(await say(post('Expect: 100-continue\r\nContent-Length: 1\r\n', 'a'))), [200]);
  assert.doesNotMatch(seen, /expect/i);
});

test('row 9: Connection takes credentials away before they count, and nothing that the gateway adds', async () => {
  const text = await say(get('Connection: close, Authorization\r\n'));
  assert.deepEqual([statusesOf(text), seen], [[400], '']);
  await say(get('Connection: X-Guichet-Identity, X-Forwarded-For, X-Request-Id, Cookie\r\nCookie: a=b\r\n'));
  for (const name of ['x-guichet-identity', 'x-forwarded-for', 'x-request-id']) {
    assert.equal(seen.split(`\r\n${name}: `).length, 2, name);
  }
  assert.doesNotMatch(seen, /cookie|connection/i);
  for (const name of ['Host', 'Content-Length', 'Transfer-Encoding']) {
    seen = '';
    await refused(get(`Connection: ${name}\r\n`), 400);
  }
});

test('row 10: trailers are dropped, never merged', async () => {
  const text = await say(`POST ${base}/x HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n${token}\r\n`);
  assert.deepEqual([statusesOf(text), seen], [[400], '']);
  await say(post('Transfer-Encoding: chunked\r\n', '1\r\na\r\n0\r\nX-Late: 1\r\nX-Guichet-Identity: forged\r\n\r\n'));
  assert.match(seen, /\r\n\r\n1\r\na\r\n0\r\n\r\n$/);
  assert.doesNotMatch(seen, /x-late|forged/i);
});

test('row 11: fields whose names have an underscore never arrive', async () => {
  await say(get('X_Guichet_Identity: forged\r\nContent_Length: 5\r\nTransfer_Encoding: chunked\r\nX_: a\r\n'));
  assert.match(seen, /^GET \/x /);
  assert.doesNotMatch(seen, /^[^:\r\n]*_[^:\r\n]*:|forged/im);
});

test('row 12: bytes that are trimmed or read differently are 400 in names and values', async () => {
  for (const line of [
    'X: \xe9',
    'X: \x85',
    'X\xe9: a',
    'X: a\0',
    'X: a\rb',
    'X: a\nb',
    'X: a\r\n b',
    'X: a\r\n\tb',
    'X: \x7f',
    'X: \x0b',
  ]) {
    await refused(get(`${line}\r\n`), 400);
  }
});

test('row 13: white space where none belongs is 400', async () => {
  for (const bytes of [
    get('X : a\r\n'),
    get('X\t: a\r\n'),
    `GET ${base}/x HTTP/1.1\r\n ${host}${token}\r\n`,
    `GET  ${base}/x HTTP/1.1\r\n${host}${token}\r\n`,
    `GET\t${base}/x HTTP/1.1\r\n${host}${token}\r\n`,
    `GET ${base}/x  HTTP/1.1\r\n${host}${token}\r\n`,
    `GET ${base}/x HTTP/1.1 \r\n${host}${token}\r\n`,
    `GET ${base}/x y HTTP/1.1\r\n${host}${token}\r\n`,
    `\r\n${get()}`,
    ` ${get()}`,
  ]) {
    await refused(bytes, 400);
  }
});

test('row 14: methods beyond the seven, and other protocols, are refused', async () => {
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'get', 'G!T']) {
    await refused(`${method} ${base}/x HTTP/1.1\r\n${host}${token}\r\n`, 501);
  }
  await refused(`${'A'.repeat(40)} ${base}/x HTTP/1.1\r\n${host}${token}\r\n`, 400);
  await refused('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400);
  await refused('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400);
});

for (const [name, body] of [
  ['a sign', '+1\r\na\r\n0\r\n\r\n'],
  ['a prefix', '0x1\r\na\r\n0\r\n\r\n'],
  ['white space', '1 \r\na\r\n0\r\n\r\n'],
  ['an overflow', '10000000000000001\r\na\r\n0\r\n\r\n'],
  ['an endless extension', `1;${'a'.repeat(3_000)}\r\na\r\n0\r\n\r\n`],
  ['no CRLF behind it', '1\r\na0\r\n\r\n'],
  ['a bare LF', '1\na\r\n0\r\n\r\n'],
] as const) {
  test(`row 15: a chunk with ${name} is 400, and its upstream never sees an end`, async () => {
    const text = await say(post('Transfer-Encoding: chunked\r\n', body) + get());
    assert.deepEqual(statusesOf(text), [400]);
    assert.match(text, /\r\nconnection: close\r\n/i);
    assert.doesNotMatch(seen, /\r\n0\r\n\r\n|GET/);
  });
}

/** Two requests one after the other: gives how many connections they took, and the second one's status. */
async function connectionsOfTwo(
  first: string,
  bytes: string,
): Promise<{ readonly opened: number; readonly texts: string[] }> {
  const before = upstream.peers.length;
  // Whatever stood idle before is used up or broken by this request.
  answer = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
  for (let idle = upstream.peers.filter(({ socket }) => !socket.destroyed).length; idle >= 0; idle -= 1)
    await say(get());
  answer = bytes;
  const begin = upstream.peers.length;
  assert.ok(begin >= before);
  const texts = [await say(first)];
  answer = ok;
  texts.push(await say(get()));
  return { opened: upstream.peers.length - begin, texts };
}

for (const [name, first, bytes] of [
  ['bytes behind an answer', get(), `${ok}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison`],
  ['a body behind HEAD', get().replace('GET', 'HEAD'), ok],
  ['a body behind 204', get(), 'HTTP/1.1 204 No Content\r\n\r\npoison'],
  ['a flood of interim answers', get(), 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)],
] as const) {
  test(`row 16: after ${name} the connection is never used again, and the next client gets its own answer`, async () => {
    const { opened, texts } = await connectionsOfTwo(first, bytes);
    assert.equal(opened, 2);
    assert.doesNotMatch(texts.join(''), /poison/);
    assert.match(texts[1] ?? '', /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok$/);
  });
}

test('row 16: an upstream that answers before the request has ended is not used again', async () => {
  early = true;
  const client = Peer.open(port);
  client.send(post('Content-Length: 100000\r\n', 'a'.repeat(50_000)));
  await client.until(/\r\n\r\nok$/);
  const first = await client.rest();
  assert.deepEqual(statusesOf(first), [200]);
  assert.match(first, /\r\nconnection: close\r\n/i);
  early = false;
  assert.deepEqual(statusesOf(await say(get())), [200]);
  assert.ok(upstream.peers.every(({ received }) => !/^POST[\s\S]*\r\n\r\na+GET/.test(received)));
});

test('row 17: a body that is cut, or stands still, is never forwarded as a whole one', async () => {
  for (const [lines, body] of [
    ['Content-Length: 10\r\n', 'abc'],
    ['Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n'],
  ] as const) {
    seen = '';
    const open = upstream.peers.length;
    assert.deepEqual(statusesOf(await say(post(lines, body))), [400]);
    const used = upstream.peers.slice(Math.max(0, open - 1)).filter(({ received }) => received.includes('POST'));
    await Promise.all(used.map((peer) => peer.rest()));
    assert.doesNotMatch(seen, /0\r\n\r\n$/);
  }
  assert.deepEqual(statusesOf(await say(get())), [200]);
});

test('row 17: bytes behind a body are the next request and no part of it', async () => {
  const text = await say(post('Content-Length: 3\r\n', 'abcXYZ'));
  assert.deepEqual(statusesOf(text), [200, 400].slice(0, statusesOf(text).length));
  assert.match(seen, /\r\n\r\nabc$/);
});

test('row 18: a head, a target or a number of fields over its limit is 431 or 414', async () => {
  await refused(get(`X: ${'a'.repeat(20_000)}\r\n`), 431);
  await refused(get('X: a\r\n'.repeat(150)), 431);
  await refused(get('', `${base}/${'a'.repeat(10_000)}`), 414);
});

test('row 19: an upgrade that the API does not declare is a plain request', async () => {
  await say(get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'));
  assert.doesNotMatch(seen, /upgrade|settings/i);
  seen = '';
  const text = await say(
    post('Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n', 'a') + get('Connection: close\r\n'),
  );
  assert.deepEqual(statusesOf(text), [200, 200]);
  assert.doesNotMatch(seen, /upgrade/i);
});
