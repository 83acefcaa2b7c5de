import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deadlines, type Timed } from '#http1/deadlines.ts';

test('a member is told once its deadline has passed, never before, and not once it is gone', async () => {
  const deadlines = new Deadlines(2);
  const startMs = performance.now();
  const told = Promise.withResolvers<number>();
  const gone: Timed = { deadlineMs: 0, expire: () => assert.fail('it was gone') };
  const patient: Timed = { deadlineMs: Number.POSITIVE_INFINITY, expire: () => assert.fail('it has no deadline') };
  const member: Timed = { deadlineMs: deadlines.in(20), expire: () => told.resolve(performance.now()) };
  for (const each of [gone, patient, member]) deadlines.add(each);
  deadlines.delete(gone);
  // The walk's timer keeps no process alive: this one does.
  const alive = setInterval(() => undefined, 1_000);
  assert.ok((await told.promise) - startMs >= 20);
  clearInterval(alive);
  deadlines.close();
});

test('while the thread stands still, nobody runs out of time', async () => {
  const deadlines = new Deadlines(2);
  const standStill = (ms: number): void => {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
  };
  const told: string[] = [];
  const came = (name: string, ms: number): void =>
    deadlines.add({ deadlineMs: deadlines.in(ms), expire: () => told.push(name) });
  came('before', 400);
  standStill(500);
  came('meanwhile', 400);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(told, []);
  deadlines.close();
});
