import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { repeat } from '#base/repeated.ts';

test('a task comes back by the clock, a failure ends nothing, and once stopped it is over', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  let runs = 0;
  const failures: unknown[] = [];
  const repeated = repeat({
    everyMs: 1000,
    task: async () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    },
    failed: (cause) => failures.push(cause),
  });
  mock.timers.tick(1000);
  await repeated.run();
  assert.equal(failures.length, 1);
  mock.timers.tick(1000);
  await repeated.stop();
  assert.equal(runs, 2);
  mock.timers.tick(5000);
  assert.equal(runs, 2);
  mock.timers.reset();
});

test('it is never under way twice', async () => {
  let open = () => {};
  let runs = 0;
  const repeated = repeat({
    everyMs: 3_600_000,
    task: () => {
      runs += 1;
      return new Promise((resolve) => {
        open = resolve;
      });
    },
    failed: () => {},
  });
  const both = [repeated.run(), repeated.run()];
  open();
  await Promise.all(both);
  assert.equal(runs, 1);
  await repeated.stop();
});
