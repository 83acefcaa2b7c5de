import assert from 'node:assert/strict';
import test from 'node:test';
import { openGate } from '#base/gate.ts';

function heldTask(): {
  readonly task: () => Promise<string>;
  readonly finish: () => void;
  readonly started: Promise<void>;
} {
  const started = Promise.withResolvers<void>();
  const end = Promise.withResolvers<string>();
  return {
    task: () => {
      started.resolve();
      return end.promise;
    },
    finish: () => end.resolve('done'),
    started: started.promise,
  };
}

test('a task beyond the number of places waits until one is free', async () => {
  const gate = openGate({ concurrency: 1, queueLimit: 1, refuse: () => new Error('full') });
  const first = heldTask();
  const second = heldTask();
  const order: string[] = [];
  const firstDone = gate.pass(first.task).then(() => order.push('first'));
  const secondDone = gate.pass(second.task).then(() => order.push('second'));
  second.finish();
  await first.started;
  assert.deepEqual(order, []);
  first.finish();
  await Promise.all([firstDone, secondDone]);
  assert.deepEqual(order, ['first', 'second']);
});

test('a task that may not even wait is refused at once', async () => {
  const gate = openGate({ concurrency: 1, queueLimit: 0, refuse: () => new Error('full') });
  const first = heldTask();
  const done = gate.pass(first.task);
  await assert.rejects(
    gate.pass(async () => 'never'),
    /full/,
  );
  first.finish();
  assert.equal(await done, 'done');
});

test('a task that fails gives its place back', async () => {
  const gate = openGate({ concurrency: 1, queueLimit: 0, refuse: () => new Error('full') });
  await assert.rejects(
    gate.pass(async () => {
      throw new Error('broken');
    }),
    /broken/,
  );
  assert.equal(await gate.pass(async () => 'next'), 'next');
});
