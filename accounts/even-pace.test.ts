import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { atEvenPace } from '#accounts/even-pace.ts';

function pace() {
  let nowMs = 1_000;
  const take = (ms: number) => {
    nowMs += ms;
  };
  return { elapsedMs: () => nowMs, pause: async (ms: number) => take(ms), take };
}

test('short and longer work comes back at the same moment', async () => {
  for (const ms of [1, 20, limits.evenPaceMs]) {
    const time = pace();
    assert.equal(await atEvenPace(time, async () => (time.take(ms), 'done')), 'done');
    assert.equal(time.elapsedMs(), 1_000 + limits.evenPaceMs);
  }
});

test('a refusal comes no sooner, and work that takes long comes at the next step', async () => {
  const time = pace();
  await assert.rejects(
    atEvenPace(time, async () => {
      time.take(limits.evenPaceMs + 1);
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(time.elapsedMs(), 1_000 + 2 * limits.evenPaceMs);
});
