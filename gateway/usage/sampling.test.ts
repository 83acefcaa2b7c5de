import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { openSampling } from '#gateway/usage/sampling.ts';

const success = { status: 200, outcome: 'answered' } as const;
const failures = [
  { status: 401, outcome: 'refused' },
  { status: 500, outcome: 'answered' },
  { status: 200, outcome: 'cut' },
  { status: 0, outcome: 'abandoned' },
] as const;

test('weights add up to what was served, but for the group under way', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5_000), { maxLength: 6 }),
      fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (seconds, drawn) => {
        const sampling = openSampling('sampled', () => drawn);
        let weights = 0;
        for (const calls of seconds) {
          for (let call = 0; call < calls; call += 1) weights += sampling.weightOf(success);
          sampling.renew();
        }
        const served = seconds.reduce((sum, calls) => sum + calls, 0);
        assert.ok(Math.abs(weights - served) < limits.loggedSuccessesOneIn, `${weights} for ${served}`);
      },
    ),
  );
});

test('what was refused or failed is kept whatever else was served, up to a flood', () => {
  const sampling = openSampling('sampled');
  for (let call = 0; call < 100_000; call += 1) sampling.weightOf(success);
  for (let call = 0; call < limits.loggedFailures; call += 1) {
    assert.equal(sampling.weightOf(failures[call % failures.length] ?? success), 1);
  }
  let entries = 0;
  for (let call = 0; call < 100_000; call += 1) entries += Math.sign(sampling.weightOf(failures[0]));
  assert.equal(entries, 1_000);
});

test('the other settings take all, the failures, or nothing', () => {
  const weights = (setting: 'all' | 'refused' | 'off') => {
    const sampling = openSampling(setting);
    return [success, ...failures].map((served) => sampling.weightOf(served));
  };
  assert.deepEqual(weights('all'), [1, 1, 1, 1, 1]);
  assert.deepEqual(weights('refused'), [0, 1, 1, 1, 1]);
  assert.deepEqual(weights('off'), [0, 0, 0, 0, 0]);
});
