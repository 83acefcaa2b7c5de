import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPause, type Pause } from '#notifications/pause.ts';

const never = new AbortController().signal;

/** Whether a wait has come to its end by now. */
async function hasEnded(wait: Promise<void>): Promise<boolean> {
  const { promise: later, resolve } = Promise.withResolvers<boolean>();
  setImmediate(() => resolve(false));
  return Promise.race([wait.then(() => true), later]);
}

function withClock(name: string, use: (pause: Pause, tick: (ms: number) => void) => Promise<void>): void {
  test(name, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await use(openPause(), (ms) => t.mock.timers.tick(ms));
  });
}

withClock('a pause lasts as long as it is said, or until it is ended', async (pause, tick) => {
  const whole = pause.wait(1_000, false, never);
  tick(999);
  assert.equal(await hasEnded(whole), false);
  tick(1);
  assert.equal(await hasEnded(whole), true);
  const cut = pause.wait(1_000, false, never);
  pause.end();
  assert.equal(await hasEnded(cut), true);
});

withClock('what was announced during the work before it ends the next pause at once, and only that', async (pause) => {
  pause.end();
  assert.equal(await hasEnded(pause.wait(1_000, false, never)), true);
  assert.equal(await hasEnded(pause.wait(1_000, false, never)), false);
});

withClock('a deaf pause hears of nothing, and leaves nothing to be heard', async (pause, tick) => {
  pause.end();
  const deaf = pause.wait(1_000, true, never);
  pause.end();
  assert.equal(await hasEnded(deaf), false);
  tick(1_000);
  assert.equal(await hasEnded(deaf), true);
  assert.equal(await hasEnded(pause.wait(1_000, false, never)), false);
});

withClock('an abort ends every pause, a deaf one too', async (pause) => {
  const ending = new AbortController();
  const deaf = pause.wait(1_000, true, ending.signal);
  ending.abort();
  assert.equal(await hasEnded(deaf), true);
  assert.equal(await hasEnded(pause.wait(1_000, true, ending.signal)), true);
});
