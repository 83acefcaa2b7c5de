import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Peer } from '#http1/testing/peer.ts';
import { answering, ask, okAnswer as ok, openSurroundings, postRequest as post } from '#http1/testing/upstream.ts';

const { pair, close } = openSurroundings();
after(close);

const chunkedHead = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';

const answers: readonly (readonly [string, string, { status: number; body: string }, boolean])[] = [
  ['of a length', ok, { status: 200, body: 'ok' }, true],
  ['of no length', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', { status: 200, body: '' }, true],
  [
    'in chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nX: y\r\n\r\n',
    { status: 200, body: 'ok' },
    true,
  ],
  ['of 204', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }, true],
  ['of 304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', { status: 304, body: '' }, true],
  [
    'behind interim ones',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok}`,
    { status: 200, body: 'ok' },
    true,
  ],
  [
    'of HTTP/1.0 that stays',
    'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
    { status: 200, body: 'ok' },
    true,
  ],
  ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', { status: 200, body: 'ok' }, false],
  [
    'that closes',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    { status: 200, body: 'ok' },
    false,
  ],
  [
    'with bytes behind it',
    `${ok}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong`,
    { status: 200, body: 'ok' },
    false,
  ],
  ['of 204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok', { status: 204, body: '' }, false],
  [
    'in chunks with bytes behind',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nx',
    { status: 200, body: 'ok' },
    false,
  ],
];
for (const [name, bytes, expected, reused] of answers) {
  test(`an answer ${name} is read, and its connection ${reused ? 'used again' : 'destroyed'}`, async () => {
    const { upstream, peers } = await pair(answering(() => bytes));
    for (let count = 0; count < 2; count += 1) {
      const { status, body, failure } = await ask(upstream).outcome;
      assert.deepEqual({ status, body, failure }, { ...expected, failure: null });
    }
    assert.equal(peers.length, reused ? 1 : 2);
  });
}

test('an answer is read alike wherever its bytes are split', async () => {
  const bytes =
    'HTTP/1.1 103 Hint\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n';
  let at = 0;
  const { upstream, peers } = await pair((peer) => {
    peer.socket.on('data', () => {
      const here = at;
      peer.send(bytes.slice(0, here));
      setImmediate(() => setImmediate(() => peer.send(bytes.slice(here))));
    });
  });
  for (at = 1; at < bytes.length; at += 1) {
    const { status, body, failure } = await ask(upstream).outcome;
    assert.deepEqual([status, body, failure], [200, 'abc', null], `split at ${at}`);
  }
  assert.equal(peers.length, 1);
});

test('an answer without framing ends with its connection', async () => {
  const { upstream, peers } = await pair((peer) => {
    peer.socket.once('data', () => peer.socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
  });
  for (let count = 0; count < 2; count += 1) assert.equal((await ask(upstream).outcome).body, 'all of it');
  assert.equal(peers.length, 2);
});

test('an answer to HEAD has no body, and one that has makes its connection useless', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
  const { upstream, peers } = await pair(answering((index) => (index === 0 ? head : `${head}ok`)));
  for (let count = 0; count < 3; count += 1) {
    assert.equal((await ask(upstream, { bodylessAnswer: true }).outcome).body, '');
  }
  assert.equal(peers.length, 2);
});

for (const [name, bytes] of [
  ['that is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['with a length and a coding', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['with a folded field', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
  ['of a flood of interim ones', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20)],
  ['behind an interim one of HTTP/1.0', `HTTP/1.0 103 Early Hints\r\n\r\n${ok}`],
  ['behind an interim one that closes', `HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n${ok}`],
  ['that switches protocols unasked', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ['with a head over the limit', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(5_000)}\r\n\r\n`],
] as const) {
  test(`an answer ${name} is broken, goes to nobody, and is not asked for again`, async () => {
    const { upstream, peers } = await pair(answering((index) => (index === 0 ? ok : bytes)));
    assert.equal((await ask(upstream).outcome).status, 200);
    const { status, failure, sendings } = await ask(upstream).outcome;
    assert.deepEqual({ status, failure, sendings }, { status: 0, failure: 'broken', sendings: 1 });
    assert.equal(peers.length, 1);
  });
}

test('an answer that breaks off is told to be cut, in a length, in chunks and malformed', async () => {
  for (const bytes of [
    'Content-Length: 9\r\n\r\nok',
    'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n',
    'Transfer-Encoding: chunked\r\n\r\n2\r\nokx',
  ]) {
    const { upstream } = await pair((peer) => {
      peer.socket.once('data', () => peer.socket.end(`HTTP/1.1 200 OK\r\n${bytes}`));
    });
    const { status, body, failure } = await ask(upstream).outcome;
    assert.deepEqual([status, body, failure], [200, 'ok', 'broken'], bytes);
  }
});

test('the connection that was used last is used next', async () => {
  const held: Peer[] = [];
  const { upstream, peers } = await pair((peer) => {
    peer.socket.on('data', () => held.push(peer));
  });
  const first = ask(upstream);
  const second = ask(upstream);
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const [one, two] = [held[0], held[1]];
  two?.send(ok);
  await Promise.race([first.outcome, second.outcome]);
  one?.send(ok);
  await Promise.all([first.outcome, second.outcome]);
  const third = ask(upstream);
  while (held.length < 3) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(held[2], one);
  one?.send(ok);
  await third.outcome;
  assert.equal(peers.length, 2);
});

test('bytes on an idle connection destroy it', async () => {
  const { upstream, peers } = await pair(answering(() => ok));
  await ask(upstream).outcome;
  peers[0]?.send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong');
  await peers[0]?.rest();
  assert.equal((await ask(upstream).outcome).body, 'ok');
  assert.equal(peers.length, 2);
});

/** The first connection answers once, then closes when the next request comes; the others go on answering. */
function closesOnSecond(peer: Peer, index: number): void {
  let count = 0;
  peer.socket.on('data', () => {
    count += 1;
    if (index === 0 && count === 2) peer.socket.resetAndDestroy();
    else peer.send(ok);
  });
}

test('a request that found a connection dead of old age is sent again when that does no harm', async () => {
  const { upstream } = await pair(closesOnSecond);
  await ask(upstream).outcome;
  const { body, sendings } = await ask(upstream).outcome;
  assert.deepEqual([body, sendings], ['ok', 2]);
});

test('one that could be done twice, or whose body is on its way, is not sent again', async () => {
  for (const request of [post, { head: chunkedHead, body: null }]) {
    const { upstream } = await pair(closesOnSecond);
    await ask(upstream).outcome;
    const { failure, sendings } = await ask(upstream, request).outcome;
    assert.deepEqual([failure, sendings], ['broken', 1]);
  }
});

test('a request is not sent again on a new connection, nor once a byte of an answer has come', async () => {
  const fresh = await pair((peer) => peer.socket.once('data', () => peer.socket.resetAndDestroy()));
  assert.equal((await ask(fresh.upstream).outcome).sendings, 1);
  for (const beginning of ['H', 'HTTP/1.1 100 Continue\r\n\r\n']) {
    const { upstream } = await pair((peer) => {
      let count = 0;
      peer.socket.on('data', () => {
        count += 1;
        if (count === 1) peer.send(ok);
        else peer.socket.end(beginning);
      });
    });
    await ask(upstream).outcome;
    const { failure, sendings } = await ask(upstream).outcome;
    assert.deepEqual([failure, sendings], ['broken', 1], beginning);
  }
});

test('a body that follows piece by piece goes out in the framing that was announced', async () => {
  const { upstream, peers } = await pair((peer) => {
    void peer.until(/0\r\n\r\n$/).then(() => peer.send(ok));
  });
  const { outcome, sending } = ask(upstream, { head: chunkedHead, body: null });
  sending().writeBody(Buffer.from('abc'), true);
  sending().writeBody(Buffer.alloc(0), true);
  sending().writeBody(Buffer.alloc(20_000, 'x'), true);
  sending().endBody(true);
  assert.equal((await outcome).body, 'ok');
  assert.equal(peers[0]?.received, `${chunkedHead}3\r\nabc\r\n4e20\r\n${'x'.repeat(20_000)}\r\n0\r\n\r\n`);
});

test('an answer before the end of the body is taken, and its connection never used again', async () => {
  const { upstream, peers } = await pair((peer) => peer.socket.once('data', () => peer.send(ok)));
  const early = ask(upstream, { head: chunkedHead, body: null });
  assert.equal((await early.outcome).body, 'ok');
  early.sending().writeBody(Buffer.from('late'), true);
  early.sending().endBody(true);
  assert.equal((await ask(upstream).outcome).body, 'ok');
  assert.equal(peers.length, 2);
});

test('an upstream that answers too late, or stops inside its answer, is slow', async () => {
  const late = await pair(() => undefined, { firstByteMs: 20 });
  assert.equal((await ask(late.upstream).outcome).failure, 'slow');
  const stopping = await pair(
    answering(() => 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'),
    { stallMs: 20 },
  );
  const { body, failure } = await ask(stopping.upstream).outcome;
  assert.deepEqual([body, failure], ['ok', 'slow']);
  const begun = await pair(
    answering(() => 'HTTP/1.1 200'),
    { stallMs: 20 },
  );
  assert.equal((await ask(begun.upstream).outcome).failure, 'slow');
});

test('an upstream that takes nothing of a body is slow', async () => {
  const { upstream } = await pair((peer) => peer.pause(), { stallMs: 30 });
  const piece = Buffer.alloc(256 * 1024);
  const { outcome, sending } = ask(
    upstream,
    { head: chunkedHead, body: null },
    {
      onSendingDrain: () => {
        while (sending().writeBody(piece, true));
      },
    },
  );
  while (sending().writeBody(piece, true));
  assert.equal((await outcome).failure, 'slow');
});

test('an answer that crawls is cut when its whole time is over', async () => {
  const { upstream } = await pair(
    (peer) =>
      peer.socket.once('data', () => {
        peer.send('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
        const drip = setInterval(() => peer.send('x'), 5);
        peer.socket.once('close', () => clearInterval(drip));
      }),
    { totalMs: 50 },
  );
  assert.equal((await ask(upstream).outcome).failure, 'slow');
});

test('an answer that is paused holds its upstream back, and comes whole', async () => {
  const size = 32 * 1024 * 1024;
  const { upstream, peers } = await pair((peer) => {
    peer.socket.once('data', () => {
      peer.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      peer.socket.write(Buffer.alloc(size));
    });
  });
  let taken = 0;
  const paused = Promise.withResolvers<void>();
  const { outcome, sending } = ask(
    upstream,
    {},
    {
      onAnswerBody: (data) => {
        taken += data.length;
        if (taken > data.length) return;
        sending().pause();
        paused.resolve();
      },
    },
  );
  await paused.promise;
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok((peers[0]?.socket.writableLength ?? 0) > 0, 'the upstream could not send everything');
  sending().resume();
  await outcome;
  assert.equal(taken, size);
});

test('an answer that nobody wants any more destroys its connection, and its sink hears nothing', async () => {
  const { upstream, peers } = await pair(answering(() => 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'));
  const begun = Promise.withResolvers<void>();
  const { outcome, sending } = ask(upstream, {}, { onAnswerBody: () => begun.resolve() });
  void outcome.then(() => assert.fail('nothing must be heard'));
  await begun.promise;
  sending().abandon();
  await peers[0]?.rest();
});

test('an answer of 101 that was asked for makes a tunnel, whose bytes pass as they are', async () => {
  const switchOver = async (peer: Peer): Promise<void> => {
    await peer.until(/\r\n\r\n$/);
    peer.send('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nfirst ');
    await peer.until(/mine$/);
    peer.socket.end('theirs');
  };
  const { upstream } = await pair((peer) => void switchOver(peer));
  const { outcome, sending } = ask(
    upstream,
    { head: 'GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n', upgrade: true },
    { onAnswer: () => void sending().writeRaw(Buffer.from('mine')) },
  );
  const { status, body } = await outcome;
  assert.deepEqual([status, body], [101, 'first theirs']);
  sending().endRaw();
});
