import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { limits } from '#base/limits.ts';
import { silentLog } from '#base/log.ts';
import { answerJson } from '#identity/answer.ts';
import { openIdentityListener, type IdentityListener } from '#identity/listener.ts';
import type { Identity } from '#identity/server.ts';
import { speak, type Answered } from '#test/gateway-surroundings.ts';

/** Answers with what it was asked. */
const echo: Identity['answer'] = async ({ headers, ...request }, { address }) =>
  answerJson({
    ...request,
    body: request.body === null ? 'too large' : request.body,
    authorization: headers.get('authorization'),
    forwarded: headers.get('x-forwarded-for'),
    address,
  });

type Opened = { readonly listener: IdentityListener; readonly ask: (...lines: string[]) => Promise<Answered> };

async function open(t: TestContext, answer = echo): Promise<Opened> {
  const listener = await openIdentityListener({ identity: { answer }, host: '127.0.0.1', port: 0, log: silentLog });
  t.after(listener.close);
  const port = Number(new URL(listener.url).port);
  return { listener, ask: (...lines) => speak(port, lines.join('\r\n')) };
}

const host = ['Host: Oauth.Example', 'Connection: close'];

test('a request arrives with its host, path, query, fields, body and address', async (t) => {
  const { ask } = await open(t);
  const fields = ['authorization: Basic eDp5', 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: 192.0.2.2'];
  const { status, head, body } = await ask(
    'POST /a/b?c=d HTTP/1.1',
    ...host,
    ...fields,
    'Content-Length: 3',
    '',
    'x=y',
  );
  assert.equal(status, 200);
  assert.match(head, /\r\ndate: [^\r]+ GMT\r\n/);
  assert.deepEqual(JSON.parse(body), {
    ...{ method: 'POST', host: 'oauth.example', path: '/a/b', query: 'c=d', body: 'x=y', address: '127.0.0.1' },
    ...{ authorization: 'Basic eDp5', forwarded: '192.0.2.1, 192.0.2.2' },
  });
});

test('a body is UTF-8, whether it comes with its head or in pieces, and so is the answer', async (t) => {
  const { ask } = await open(t);
  const bytes = Buffer.from('nom=Zoé').toString('latin1');
  const whole = await ask('POST / HTTP/1.1', ...host, `Content-Length: ${bytes.length}`, '', bytes);
  const pieces = [bytes.slice(0, 7), bytes.slice(7)].flatMap((piece) => [piece.length.toString(16), piece]);
  const chunked = await ask('POST / HTTP/1.1', ...host, 'Transfer-Encoding: chunked', '', ...pieces, '0', '', '');
  for (const { body } of [whole, chunked]) {
    assert.equal(JSON.parse(Buffer.from(body, 'latin1').toString()).body, 'nom=Zoé');
  }
});

test('a body over the limit is not read to its end, announced or not', async (t) => {
  const { ask } = await open(t);
  const size = limits.tokenRequestBodyBytes + 1;
  const announced = await ask('POST / HTTP/1.1', 'Host: x', `Content-Length: ${size}`, '', '');
  const chunk = [size.toString(16), 'x'.repeat(size)];
  const chunked = await ask('POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', '', ...chunk, '0', '', '');
  for (const { head, body } of [announced, chunked]) {
    assert.equal(JSON.parse(body).body, 'too large');
    assert.match(head, /\r\nconnection: close/);
  }
});

test('what is not HTTP, or can be read in two ways, is refused in the shape of RFC 6749', async (t) => {
  const { ask } = await open(t);
  const refused = [
    await ask('POST / HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Transfer-Encoding: chunked', '', ''),
    await ask('POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', '', 'no size', ''),
    await ask('GET / HTTP/1.1', 'Host: a, b', 'Connection: close', '', ''),
    await ask('GET http://a.example/ HTTP/1.1', ...host, '', ''),
    await ask('GET a.example:443 HTTP/1.1', ...host, '', ''),
    await ask('GET / HTTP/1.0', '', ''),
  ];
  for (const { status, head, body } of refused) {
    assert.deepEqual([status, JSON.parse(body).error], [400, 'invalid_request']);
    assert.match(head, /\r\ncontent-type: application\/json; charset=utf-8\r\n/);
  }
  assert.equal((await ask(`GET /${'a'.repeat(limits.requestTargetBytes)} HTTP/1.1`, ...host, '', '')).status, 414);
});

test('an address in its absolute form is taken when it names the host of the request', async (t) => {
  const { ask } = await open(t);
  const { body } = await ask('GET http://OAUTH.example:80/a?b HTTP/1.1', ...host, '', '');
  const { host: named, path, query } = JSON.parse(body);
  assert.deepEqual([named, path, query], ['oauth.example', '/a', 'b']);
});

test('the answer to HEAD tells a length and has no body', async (t) => {
  const { ask } = await open(t, async () => answerJson({ a: 'é' }));
  const { head, body } = await ask('HEAD / HTTP/1.1', ...host, '', '');
  assert.match(head, /\r\ncontent-length: 10\r\n/);
  assert.equal(body, '');
});

test('a fault of ours ends the connection and not the process', async (t) => {
  const { ask } = await open(t, () => Promise.reject(new Error('a fault')));
  assert.equal((await ask('GET / HTTP/1.1', ...host, '', '')).head, '');
  assert.equal((await ask('GET / HTTP/1.1', ...host, '', '')).head, '');
});

test('closing lets a request that runs end', async (t) => {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { listener, ask } = await open(t, async () => {
    asked.resolve();
    await release.promise;
    return answerJson({});
  });
  const answered = ask('GET / HTTP/1.1', 'Host: x', '', '');
  await asked.promise;
  const closed = listener.close();
  release.resolve();
  assert.equal((await answered).status, 200);
  await closed;
});
