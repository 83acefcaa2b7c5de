import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { UpstreamTarget } from '#http1/client/settings.ts';
import type { Peer } from '#http1/testing/peer.ts';
import {
  answering,
  ask,
  okAnswer as ok,
  openPort,
  openSurroundings,
  postRequest as post,
} from '#http1/testing/upstream.ts';

const { port, client, pair, close } = openSurroundings();
after(close);

/** A port on which nobody listens. */
async function deadTarget(): Promise<UpstreamTarget> {
  const opened = await openPort(() => undefined);
  await opened.close();
  return opened.target;
}

test('a target that cannot be reached is told apart', async () => {
  const upstream = client([await deadTarget()]);
  assert.equal((await ask(upstream).outcome).failure, 'unreachable');
  const named = client([{ host: 'no-such-host.invalid', port: 1, secure: false }]);
  assert.equal((await ask(named).outcome).failure, 'unreachable');
});

test('requests above the number of connections wait for one, and those above that are refused', async () => {
  const { upstream, peers } = await pair(
    answering(() => ok),
    { maximumConnections: 1, maximumWaiting: 2 },
  );
  const asked = [ask(upstream), ask(upstream), ask(upstream), ask(upstream)];
  const outcomes = await Promise.all(asked.map(({ outcome }) => outcome));
  assert.deepEqual(
    outcomes.map(({ failure }) => failure),
    [null, null, null, 'refused'],
  );
  assert.equal(peers.length, 1);
});

test('a request that waits can be taken back', async () => {
  const { upstream, peers } = await pair(
    answering(() => ok),
    { maximumConnections: 1 },
  );
  const first = ask(upstream);
  const second = ask(upstream, { head: 'GET /second HTTP/1.1\r\nhost: a\r\n\r\n' });
  const third = ask(upstream);
  upstream.forget(second.sink);
  await Promise.all([first.outcome, third.outcome]);
  assert.doesNotMatch(peers[0]?.received ?? '', /second/);
});

test('a connection that fails makes room for one who waits', async () => {
  const { upstream } = await pair(
    (peer, index) => {
      if (index === 0) peer.socket.once('data', () => peer.socket.destroy());
      else answering(() => ok)(peer);
    },
    { maximumConnections: 1 },
  );
  const first = ask(upstream, post);
  const second = ask(upstream);
  assert.equal((await first.outcome).failure, 'broken');
  assert.equal((await second.outcome).body, 'ok');
});

test('a target that fails several times in a row is left alone, then tried by one request', async () => {
  let broken = true;
  const held: Peer[] = [];
  const { upstream } = await pair(
    (peer) =>
      peer.socket.on('data', () => {
        if (broken) peer.socket.destroy();
        else held.push(peer);
      }),
    { failuresToEject: 2, ejectionMs: 40 },
  );
  for (const expected of ['broken', 'broken', 'refused']) assert.equal((await ask(upstream).outcome).failure, expected);
  assert.ok(upstream.retryAfterMs > 0 && upstream.retryAfterMs < 41);
  broken = false;
  while (upstream.retryAfterMs > 0) await new Promise((resolve) => setImmediate(resolve));
  const trial = ask(upstream);
  assert.equal((await ask(upstream).outcome).failure, 'refused');
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  held[0]?.send(ok);
  assert.equal((await trial.outcome).body, 'ok');
  assert.equal(upstream.retryAfterMs, 0);
});

test('of several targets the least loaded takes the request', async () => {
  const ports = await Promise.all([port(() => undefined), port(() => undefined)]);
  const upstream = client(ports.map(({ target }) => target));
  for (let count = 0; count < 4; count += 1) ask(upstream);
  while (ports.some(({ peers }) => peers.length < 2)) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    ports.map(({ peers }) => peers.length),
    [2, 2],
  );
});

test('a request whose target cannot be reached goes to another one, also when that has more to do', async () => {
  const living = await port((peer) => {
    peer.socket.on('data', () => {
      if (peer.received.includes('/slow')) return;
      peer.send(ok);
    });
  });
  const upstream = client([await deadTarget(), await deadTarget(), living.target]);
  const slow = { head: 'GET /slow HTTP/1.1\r\nhost: a\r\n\r\n' };
  for (let count = 0; count < 4; count += 1) ask(upstream, slow);
  while (living.peers.filter(({ received }) => received.includes('/slow')).length < 4) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let count = 0; count < 3; count += 1) {
    const { body, failure } = await ask(upstream, post).outcome;
    assert.deepEqual([body, failure], ['ok', null]);
  }
});

test('a single target that cannot be reached is tried once a request', async () => {
  const upstream = client([await deadTarget()], { failuresToEject: 2 });
  assert.equal((await ask(upstream).outcome).failure, 'unreachable');
  assert.equal((await ask(upstream).outcome).failure, 'unreachable');
  assert.equal((await ask(upstream).outcome).failure, 'refused');
});

test('an upstream that retires ends its running and waiting requests, and closes what is idle', async () => {
  const held: Peer[] = [];
  const { upstream } = await pair((peer) => peer.socket.on('data', () => held.push(peer)), { maximumConnections: 1 });
  const running = ask(upstream);
  const waiting = ask(upstream);
  while (held.length < 1) await new Promise((resolve) => setImmediate(resolve));
  upstream.retire();
  held[0]?.send(ok);
  assert.equal((await running.outcome).body, 'ok');
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
  held[1]?.send(ok);
  assert.equal((await waiting.outcome).body, 'ok');
  await held[1]?.rest();
});

test('an upstream that is closed tells everybody who still hopes', async () => {
  const { upstream, peers } = await pair(() => undefined, { maximumConnections: 1 });
  const running = ask(upstream);
  const waiting = ask(upstream);
  while (peers.length === 0) await new Promise((resolve) => setImmediate(resolve));
  upstream.close();
  assert.notEqual((await running.outcome).failure, null);
  assert.notEqual((await waiting.outcome).failure, null);
});

test('an idle connection, and one that is old, is not kept', async () => {
  const idle = await pair(
    answering(() => ok),
    { idleMs: 20 },
  );
  await ask(idle.upstream).outcome;
  await idle.peers[0]?.rest();
  const old = await pair(
    answering(() => ok),
    { maximumAgeMs: -1 },
  );
  await ask(old.upstream).outcome;
  await ask(old.upstream).outcome;
  assert.equal(old.peers.length, 2);
});
