import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { openConsole } from '#portal/console/console.ts';

const places = { gateways: { sandbox: '', production: '' }, identity: '', local: true };

test('a session has a few tests under way at a time, not more; each that ends makes room', async () => {
  const console = openConsole(places, { nowMs: () => 0 });
  const waiting = Promise.withResolvers<string>();
  const running = Array.from({ length: limits.relayCallsAtATime }, () => console.run('a', () => waiting.promise));
  const isTooMany = (cause: unknown) => cause instanceof Problem && cause.code === 'relay.too_many';
  await assert.rejects(
    console.run('a', async () => 'x'),
    isTooMany,
  );
  assert.equal(await console.run('b', async () => 'x'), 'x');
  waiting.resolve('done');
  await Promise.all(running);
  await assert.rejects(console.run('a', () => Promise.reject(new Error('a test that failed'))));
  assert.equal(await console.run('a', async () => 'x'), 'x');
});
