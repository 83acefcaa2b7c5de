import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { openFailureWindow } from '#base/failure-window.ts';
import { limits } from '#base/limits.ts';

test('who has failed too often waits for the rest of the window, and nobody else does', () => {
  const window = openFailureWindow({ failureLimit: 2, windowMs: 1000 });
  window.count('a', 0);
  assert.equal(window.waitMs('a', 10), 0);
  window.count('a', 300);
  assert.equal(window.waitMs('a', 400), 600);
  assert.equal(window.waitMs('b', 400), 0);
  assert.equal(window.waitMs('a', 1000), 0);
});

test('an attempt that did not fail is taken back, and a success forgets the failures before it', () => {
  const window = openFailureWindow({ failureLimit: 1, windowMs: 1000 });
  window.count('a', 0);
  window.uncount('a');
  assert.equal(window.waitMs('a', 1), 0);
  window.count('a', 1);
  window.forget('a');
  assert.equal(window.waitMs('a', 2), 0);
});

test('whoever comes when, nobody waits longer than the window, and nobody without as many failures', () => {
  const attempt = fc.record({ key: fc.constantFrom('a', 'b'), afterMs: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 40 }), (attempts) => {
      const window = openFailureWindow({ failureLimit: 3, windowMs: 1000 });
      const failed = new Map<string, number[]>();
      let nowMs = 0;
      for (const { key, afterMs } of attempts) {
        nowMs += afterMs;
        const waitMs = window.waitMs(key, nowMs);
        assert.ok(waitMs >= 0 && waitMs <= 1000);
        const recent = (failed.get(key) ?? []).filter((atMs) => nowMs - atMs < 1000);
        if (waitMs > 0) assert.ok(recent.length >= 3);
        window.count(key, nowMs);
        failed.set(key, [...(failed.get(key) ?? []), nowMs]);
      }
    }),
  );
});

test('its memory is bounded: the key that failed first is forgotten', () => {
  const window = openFailureWindow({ failureLimit: 1, windowMs: 1000 });
  for (let key = 0; key <= limits.passwordFailureKeys; key += 1) window.count(String(key), 0);
  assert.equal(window.waitMs('0', 0), 0);
  assert.equal(window.waitMs('1', 0), 1000);
});
