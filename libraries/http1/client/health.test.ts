import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from '#http1/client/health.ts';

const limits = { failuresToEject: 2, ejectionMs: 100, maximumEjectionMs: 350 };

test('a target is left alone after several failures in a row, and a success between them starts anew', () => {
  const health = new Health(limits);
  health.fail(0);
  health.succeed();
  health.fail(0);
  assert.equal(health.admits(0), true);
  health.fail(0);
  assert.deepEqual([health.admits(0), health.admits(99), health.admits(100)], [false, false, true]);
  assert.equal(health.ejectedUntilMs, 100);
});

test('one request at a time is the trial, and each failed one doubles the time up to a limit', () => {
  const health = new Health(limits);
  health.fail(0);
  health.fail(0);
  health.attempt(100);
  assert.equal(health.admits(100), false, 'another trial');
  for (const [nowMs, untilMs] of [
    [100, 300],
    [300, 650],
    [650, 1_000],
  ] as const) {
    health.fail(nowMs);
    assert.equal(health.ejectedUntilMs, untilMs);
  }
  health.succeed();
  assert.equal(health.admits(0), true);
  assert.equal(health.ejectedUntilMs, 0);
});
