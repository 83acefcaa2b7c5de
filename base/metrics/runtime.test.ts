import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { runtimeSchema, watchRuntime } from '#base/metrics/runtime.ts';

test('a thread that was held up says so, once', async () => {
  const watch = watchRuntime();
  await pause(60);
  const until = performance.now() + 150;
  while (performance.now() < until);
  await pause(60);
  const held = runtimeSchema.parse(watch.look());
  assert.ok(held.loopDelay.max >= 0.1, String(held.loopDelay.max));
  assert.equal(watch.look().loopDelay.max < held.loopDelay.max, true);
  assert.ok(held.heapUsedBytes > 0);
  watch.close();
});
